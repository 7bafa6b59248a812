import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Site } from "./local-server.ts";
import { serve } from "./site.ts";

/** A comment of somebody with a role in the repository. */
export interface Comment {
  readonly body: string;
  readonly role?: "OWNER" | "MEMBER" | "COLLABORATOR" | "CONTRIBUTOR" | "NONE";
  readonly by?: "User" | "Bot";
  readonly isMinimized?: boolean;
}

/** A discussion or an issue. `answer`: of a discussion; `reason`: why an issue was closed. */
export interface Thread {
  readonly title: string;
  readonly body: string;
  readonly updatedAt?: string;
  readonly answer?: Comment;
  readonly reason?: "COMPLETED" | "NOT_PLANNED";
  readonly comments?: readonly Comment[];
}

/**
 * What the local GitHub holds, changed by tests as they like: threads by number, and the repository `owner/repo` in a
 * folder.
 * `refuse`: answers before anything else does, if it returns true.
 */
export interface GithubOptions {
  readonly token: string;
  readonly discussions?: Map<number, Thread>;
  readonly issues?: Map<number, Thread>;
  readonly folder?: string;
  readonly refuse?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A GitHub on this machine. `read`: the threads that were fetched, in order, as `discussions/1`. */
export interface LocalGithub extends Site {
  readonly read: string[];
}

/**
 * Serves GraphQL at `/api/graphql`, as an Enterprise Server does, and git at `/owner/repo.git`; both want the token.
 */
export async function localGithub(options: GithubOptions): Promise<LocalGithub> {
  const read: string[] = [];
  const site = await serve((request, response) => {
    if (options.refuse?.(request, response)) return;
    if (request.url === "/api/graphql") void graphql(request, response, options, read);
    else serveGit(request, response, options);
  });
  return { ...site, read };
}

async function graphql(request: IncomingMessage, response: ServerResponse, options: GithubOptions, read: string[]) {
  response.setHeader("content-type", "application/json");
  if (request.headers.authorization !== `Bearer ${options.token}`)
    return response.writeHead(401).end('{"message":"Bad credentials"}');
  const { query, variables } = JSON.parse(await text(request)) as { query: string; variables: Variables };
  if (query.includes("viewer")) return response.end('{"data":{"viewer":{"login":"docs-bot"}}}');
  response.end(
    JSON.stringify("ids" in variables ? nodes(variables.ids, options, read) : page(query, variables, options)),
  );
}

type Variables =
  | { readonly owner: string; readonly repo: string; readonly after: string | null }
  | { readonly ids: string[] };

function page(query: string, variables: Exclude<Variables, { ids: string[] }>, options: GithubOptions) {
  if (`${variables.owner}/${variables.repo}` !== "owner/repo")
    return {
      data: { repository: null },
      errors: [{ type: "NOT_FOUND", message: "Could not resolve to a Repository" }],
    };
  const kind = query.includes("discussions(") ? "discussions" : "issues";
  const all = [...(options[kind] ?? [])].toReversed();
  const size = Number(/first: (\d+)/.exec(query)?.[1]);
  const start = Number(variables.after ?? 0);
  const threads = all
    .slice(start, start + size)
    .map(([number, { updatedAt = "2026-01-01T00:00:00Z", answer, reason }]) => ({
      id: `${kind}/${number}`,
      number,
      updatedAt,
      ...(kind === "issues" ? { stateReason: reason ?? null } : { answer: answer ? { updatedAt } : null }),
    }));
  const pageInfo = { hasNextPage: start + size < all.length, endCursor: String(start + size) };
  return { data: { repository: { threads: { pageInfo, nodes: threads } } } };
}

function nodes(ids: readonly string[], options: GithubOptions, read: string[]) {
  read.push(...ids);
  const found = ids.map((id) => {
    const [kind = "", number] = id.split("/");
    const thread = (kind === "issues" ? options.issues : options.discussions)?.get(Number(number));
    if (!thread) return null;
    const said = ({ body, role = "NONE", by = "User", isMinimized = false }: Comment, index: number) => ({
      body,
      url: `https://github.example/owner/repo/${id}#${kind === "issues" ? "issuecomment" : "discussioncomment"}-${number}${index}`,
      authorAssociation: role,
      isMinimized,
      author: { __typename: by },
    });
    const { title, body, answer, comments = [] } = thread;
    if (kind === "issues") return { id, title, body, comments: { nodes: comments.map(said) } };
    return { id, title, body, answer: answer ? said(answer, 0) : null };
  });
  return { data: { nodes: found } };
}

/** git's own server program, behind the question for the token. */
function serveGit(request: IncomingMessage, response: ServerResponse, { token, folder = "" }: GithubOptions): void {
  const [, encoded = ""] = /^Basic (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (Buffer.from(encoded, "base64").toString() !== `x-access-token:${token}`)
    return void response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://github");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname.replace("/owner/repo.git", "/.git"),
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      HTTP_GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
    },
  });
  request.pipe(child.stdin);
  void child.stdout.toArray().then((pieces: Buffer[]) => {
    const output = Buffer.concat(pieces);
    const end = output.indexOf("\r\n\r\n");
    for (const line of output.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(": ");
      if (name === "Status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}

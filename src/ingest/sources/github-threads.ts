import { z } from "zod";
import { splitFences } from "../../text/fences.ts";
import { FetchError } from "../crawler/fetch.ts";
import type { HttpCache } from "../crawler/http-cache.ts";
import type { SkippedFile } from "../document.ts";
import type { SourceFile } from "../readers/formats.ts";
import { type Asking, askGithub } from "./github-query.ts";
import type { ThreadKind } from "./source.ts";

/** So many of a kind are read, the newest. */
const MOST = 2000;

/** Threads that are fetched with one request; each may have a hundred long comments. */
const BATCH = 10;

/** Whose comment on an issue counts as an answer. */
const MAINTAINERS = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/** The numbers and states of threads, newest first. */
const LISTS: Readonly<Record<ThreadKind, string>> = {
  discussions: `query ($owner: String!, $repo: String!, $after: String) { repository(owner: $owner, name: $repo) {
    threads: discussions(first: 100, after: $after, answered: true, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor } nodes { id number updatedAt answer { updatedAt } } } } }`,
  issues: `query ($owner: String!, $repo: String!, $after: String) { repository(owner: $owner, name: $repo) {
    threads: issues(first: 100, after: $after, states: CLOSED, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor } nodes { id number updatedAt stateReason } } } }`,
};

const READ = `query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Discussion { id title body answer { body url } }
  ... on Issue { id title body comments(first: 100) { nodes {
    body url authorAssociation isMinimized author { __typename } } } } } }`;

const listed = z.object({
  id: z.string(),
  number: z.int(),
  updatedAt: z.string(),
  answer: z.object({ updatedAt: z.string() }).nullish(),
  stateReason: z.string().nullish(),
});
type Listed = z.infer<typeof listed>;

const list = z.object({
  repository: z.object({
    threads: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(listed),
    }),
  }),
});

const said = z.object({ body: z.string(), url: z.string() });
const comment = said.extend({
  authorAssociation: z.string(),
  isMinimized: z.boolean(),
  author: z.object({ __typename: z.string() }).nullable(),
});
const thread = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  answer: said.nullish(),
  comments: z.object({ nodes: z.array(comment) }).optional(),
});
type Thread = z.infer<typeof thread>;

const threads = z.object({ nodes: z.array(thread.nullable()) });

/** What reading needs. `copies`: of what was read before, so that only threads that changed are fetched. */
export interface ThreadOptions extends Asking {
  readonly owner: string;
  readonly repo: string;
  readonly copies: HttpCache;
}

/**
 * The discussions of a repository that have an accepted answer, and its issues that were closed as completed with a
 * comment of a
 * maintainer; of each the question and these answers alone. Trouble with GitHub is one skipped entry, and what the
 * index
 * holds stays. A document's path is that of its page below the repository: `discussions/12`.
 */
export async function* readThreads(
  kinds: readonly ThreadKind[],
  options: ThreadOptions,
): AsyncGenerator<SourceFile | SkippedFile> {
  let isWhole = true;
  for (const kind of kinds) {
    try {
      yield* readKind(kind, options);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      isWhole = false;
      yield { path: kind, skipped: `cannot be read from GitHub: ${error.message}`, keep: true };
    }
  }
  if (isWhole) options.copies.sweep();
}

async function* readKind(kind: ThreadKind, options: ThreadOptions): AsyncGenerator<SourceFile | SkippedFile> {
  const found = await listThreads(kind, options);
  if (found.length > MOST)
    yield { path: kind, skipped: `are more than ${MOST}: the newest of them are read`, keep: false };
  const newest = found.slice(0, MOST);
  for (let start = 0; start < newest.length; start += BATCH) {
    options.signal?.throwIfAborted();
    yield* readBatch(kind, newest.slice(start, start + BATCH), options);
  }
}

async function listThreads(kind: ThreadKind, options: ThreadOptions): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let after: string | null = null; ; ) {
    const { owner, repo } = options;
    const page: z.infer<typeof list> = await askGithub(LISTS[kind], { owner, repo, after }, list, options);
    const { nodes, pageInfo } = page.repository.threads;
    found.push(...nodes.filter(({ answer, stateReason }) => answer || stateReason === "COMPLETED"));
    if (!pageInfo.hasNextPage || found.length > MOST) return found;
    after = pageInfo.endCursor;
  }
}

async function* readBatch(
  kind: ThreadKind,
  batch: readonly Listed[],
  options: ThreadOptions,
): AsyncGenerator<SourceFile> {
  const { copies } = options;
  const asked = batch.map((one) => ({ ...one, path: `${kind}/${one.number}`, state: stateOf(one) }));
  const kept = new Map(asked.map(({ path }) => [path, copies.get(path)]));
  const changed = asked.filter(({ path, state }) => kept.get(path)?.etag !== state);
  const fetched = changed.length > 0 ? await fetchThreads(changed, options) : new Map<string, Thread>();
  for (const { id, path, state } of asked) {
    const thread = fetched.get(id);
    const bytes = thread ? Buffer.from(render(thread)) : kept.get(path)?.bytes;
    if (thread && bytes) copies.put(path, { url: path, status: 200, type: "text/markdown", etag: state, bytes });
    // Nobody who may say so answered: kept all the same, so that it is not fetched again.
    if (bytes && bytes.length > 0) yield { path, format: "markdown", bytes };
  }
}

/** Another one means that something was said or edited. */
function stateOf({ updatedAt, answer }: Listed): string {
  return [updatedAt, answer?.updatedAt].filter(Boolean).join(" ");
}

async function fetchThreads(batch: readonly Listed[], options: ThreadOptions): Promise<Map<string, Thread>> {
  const { nodes } = await askGithub(READ, { ids: batch.map(({ id }) => id) }, threads, options);
  return new Map(nodes.flatMap((one) => (one ? [[one.id, one]] : [])));
}

/** The question and its answers as a page; nothing where there is no answer. */
function render({ title, body, answer, comments }: Thread): string {
  const answers = answer ? [answer] : (comments?.nodes ?? []).filter(isAnswer);
  if (answers.length === 0) return "";
  const sections = answers.map(({ body, url }) => `## Answer {#${url.split("#")[1] ?? ""}}\n\n${asProse(body)}`);
  return [`---\ntitle: ${JSON.stringify(title)}\n---`, asProse(body), ...sections].join("\n\n");
}

function isAnswer({ authorAssociation, isMinimized, author, body }: z.infer<typeof comment>): boolean {
  return MAINTAINERS.has(authorAssociation) && !isMinimized && author?.__typename !== "Bot" && body.trim() !== "";
}

/** What somebody wrote, fit to stand beside others: GitHub gives its headings no anchors, and it ends what it opens. */
function asProse(markdown: string): string {
  const lines = markdown
    .replace(/\r\n?/g, "\n")
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .split("\n");
  return splitFences(lines)
    .flatMap(({ isCode, lines, open }) => {
      if (isCode) return open ? [...lines, open] : lines;
      return lines.map((line) => line.replace(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$/, "**$1**"));
    })
    .join("\n")
    .trim();
}

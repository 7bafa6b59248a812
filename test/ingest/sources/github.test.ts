import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { Library } from "../../../src/ingest/library.ts";
import { graphqlUrl } from "../../../src/ingest/sources/github.ts";
import type { ThreadKind } from "../../../src/ingest/sources/source.ts";
import { repository } from "../../support/git.ts";
import { type GithubOptions, localGithub, type Thread } from "../../support/github.ts";
import { allChunks, emptyLibrary } from "../../support/library.ts";
import { needs } from "../../support/needs.ts";
import { serve } from "../../support/site.ts";
import { tempDir } from "../../support/temp-dir.ts";

const GIT = needs("git", existsSync("/usr/bin/git"));
const TOKEN = "ghp_secretsecretsecret";

interface Row {
  readonly path: string;
  readonly title: string;
  readonly headings: string;
  readonly text: string;
  readonly url: string;
}

const QUESTION: Thread = { title: "How do I `reset<T>` it?", body: "# Setup\n\nIt hangs.\n\n```sh\nnpm start" };

/** A GitHub with a repository of one file, a library that may read it, and what a sync of it comes to. */
async function reading(
  options: Partial<GithubOptions>,
  { answered = ["discussions", "issues"], token = TOKEN }: { answered?: ThreadKind[]; token?: string } = {},
) {
  const folder = repository({ "readme.md": "# Readme\n\nText." });
  const github = await localGithub({ token: TOKEN, folder, ...options });
  const dataDir = tempDir();
  const library: Library = {
    ...emptyLibrary(dataDir),
    allowPrivateHosts: [github.host],
    github: { url: github.url, token },
  };
  const sync = async (more: { dryRun?: boolean; allowRemovals?: boolean } = {}) => {
    github.read.length = 0;
    const [report] = await ingest(library, [{ location: "github:owner/repo", name: "repo", answered }], more);
    if (!report) throw new Error("no report");
    return report;
  };
  const rows = () => allChunks(library.database).map((row) => JSON.parse(row) as Row);
  return { github, library, dataDir, sync, rows };
}

describe.skipIf(!GIT)("what was answered on GitHub", () => {
  test("is read: the question and the accepted answer, and nothing that nobody vouched for", async () => {
    const { sync, rows, github } = await reading({
      discussions: new Map([
        [1, { ...QUESTION, answer: { body: "## Try\n\nRun `npm run reset`, see [docs](https://d.example/)." } }],
        [2, { title: "Open", body: "Nobody knows." }],
      ]),
      issues: new Map<number, Thread>([
        [
          3,
          {
            title: "Crash",
            body: "Boom <!-- template --> bang.",
            reason: "COMPLETED",
            comments: [
              { body: "Same here." },
              { body: "Fixed in 2.1.", role: "MEMBER" },
              { body: "Buy things", role: "OWNER", isMinimized: true },
              { body: "Closing as stale", role: "COLLABORATOR", by: "Bot" },
            ],
          },
        ],
        [4, { title: "No", body: "Wish", reason: "NOT_PLANNED", comments: [{ body: "Never.", role: "OWNER" }] }],
        [5, { title: "Guess", body: "Why", reason: "COMPLETED", comments: [{ body: "Because.", role: "NONE" }] }],
      ]),
    });
    expect(await sync()).toMatchObject({ pages: 3, skipped: [] });
    const home = `${github.url}/owner/repo`;
    expect(rows().map(({ title, headings, text, url }) => [title, headings, text, url])).toEqual([
      [QUESTION.title, "[]", "**Setup**\n\nIt hangs.\n\n```sh\nnpm start\n```", `${home}/discussions/1`],
      [
        QUESTION.title,
        '["Answer"]',
        "**Try**\n\nRun `npm run reset`, see [docs](https://d.example/).",
        `${home}/discussions/1#discussioncomment-10`,
      ],
      ["Crash", "[]", "Boom  bang.", `${home}/issues/3`],
      ["Crash", '["Answer"]', "Fixed in 2.1.", `${home}/issues/3#issuecomment-31`],
      ["Readme", "[]", "Text.", `${home}/blob/HEAD/readme.md`],
    ]);
  });

  test("is fetched again only where it changed, and goes when it is no longer an answer", async () => {
    const discussions = new Map<number, Thread>(
      Array.from({ length: 120 }, (_, n) => [n + 1, { title: `Q${n}`, body: "Why?", answer: { body: `A${n}.` } }]),
    );
    const issues = new Map<number, Thread>([[200, { title: "Silent", body: "x", reason: "COMPLETED" }]]);
    const { sync, github, rows } = await reading({ discussions, issues });
    expect(await sync()).toMatchObject({ pages: 121, added: 121 });
    expect(github.read).toHaveLength(121);
    // Two pages of discussions, one of issues.
    expect(await sync()).toMatchObject({ unchanged: 121, requests: 3 });
    expect(github.read).toEqual([]);

    discussions.set(7, { title: "Q6", body: "Why?", answer: { body: "Better." }, updatedAt: "2026-02-01T00:00:00Z" });
    discussions.set(8, { title: "Q7", body: "Why?" });
    expect(await sync({ dryRun: true })).toMatchObject({ changed: 1, removed: 1, unchanged: 119 });
    expect(await sync()).toMatchObject({ changed: 1, removed: 1, unchanged: 119 });
    expect(github.read).toEqual(["discussions/7"]);
    expect(rows().some(({ text }) => text === "Better.")).toBe(true);
  });

  test.each<[string, (response: Parameters<NonNullable<GithubOptions["refuse"]>>[1]) => void, RegExp]>([
    ["the token is not valid", (response) => response.writeHead(401).end("{}"), /GITHUB_TOKEN is not valid/],
    ["it is refused", (response) => response.writeHead(403).end("{}"), /refuses GITHUB_TOKEN/],
    [
      "the hour's requests are used up",
      (response) => response.end('{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}'),
      /the requests of this hour are used up/,
    ],
    ["it answers in riddles", (response) => response.end("<html>"), /not understood/],
    [
      "it leads elsewhere",
      (response) => response.writeHead(302, { location: "https://thief.example/" }).end(),
      /leads elsewhere, where a token is not sent/,
    ],
  ])("stays as it was when %s, and the files are read all the same", async (_, refuse, reason) => {
    let refuses = false;
    const discussions = new Map([[1, { ...QUESTION, answer: { body: "So." } }]]);
    const { sync, rows } = await reading(
      {
        discussions,
        refuse: ({ url }, response) => {
          if (!refuses || url !== "/api/graphql") return false;
          refuse(response);
          return true;
        },
      },
      { answered: ["discussions"] },
    );
    await sync();
    refuses = true;
    const { skipped, removed, unchanged } = await sync();
    expect([removed, unchanged]).toEqual([0, 1]);
    expect(skipped).toEqual([{ path: "discussions", reason: expect.stringMatching(reason) }]);
    expect(skipped[0]?.reason).not.toContain(TOKEN);
    expect(rows().some(({ text }) => text === "So.")).toBe(true);
  });

  test("is asked for again when GitHub says when", async () => {
    let asked = 0;
    const { sync } = await reading({
      discussions: new Map([[1, { ...QUESTION, answer: { body: "So." } }]]),
      refuse: ({ url }, response) => {
        if (url !== "/api/graphql" || asked++ > 0) return false;
        response.writeHead(403, { "retry-after": "0" }).end("{}");
        return true;
      },
    });
    expect(await sync()).toMatchObject({ pages: 2, skipped: [] });
  });

  test("is only on GitHub", async () => {
    const { library } = await reading({});
    const elsewhere = { location: "https://git.example.com/a/b.git", name: "b", answered: ["issues" as const] };
    await expect(ingest(library, [elsewhere])).rejects.toThrow(/^b: issues can only be read from a repository on http/);
  });
});

describe.skipIf(!GIT)("a private repository", () => {
  test("is read with the token, which stands in no file, no list of processes and no error", async () => {
    const commandLines: string[] = [];
    const { sync, dataDir, github } = await reading(
      {
        refuse: () => {
          const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
          for (const id of processes) if (existsSync(`/proc/${id}/cmdline`)) commandLines.push(commandLine(id));
          return false;
        },
      },
      { answered: [] },
    );
    expect(await sync()).toMatchObject({ pages: 1, skipped: [] });
    expect(github.asked.length).toBeGreaterThan(1);
    expect(commandLines.some((line) => line.includes("fetch") && line.includes("/owner/repo.git"))).toBe(true);
    const basic = Buffer.from(`x-access-token:${TOKEN}`).toString("base64");
    for (const secret of [TOKEN, basic]) {
      expect(commandLines.filter((line) => line.includes(secret))).toEqual([]);
      expect(filesBelow(dataDir).filter((file) => readFileSync(file).includes(secret))).toEqual([]);
    }
  });

  test("that the token does not open is a clear error without it", async () => {
    const { sync } = await reading({}, { token: "ghp_wrongwrongwrong" });
    const error = await sync().catch(String);
    expect(error).toMatch(/it does not exist, or GITHUB_TOKEN may not read it/);
    expect(error).not.toContain("wrongwrong");
  });

  test("elsewhere is never shown the token", async () => {
    const seen: (string | undefined)[] = [];
    const stranger = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(401).end();
    });
    const { library } = await reading({});
    const strange = { ...library, allowPrivateHosts: [stranger.host] };
    await expect(ingest(strange, [{ location: `${stranger.url}/owner/repo.git` }])).rejects.toThrow(
      /it is private: set GITHUB_TOKEN for one on GitHub/,
    );
    expect(seen).toEqual([undefined]);
  });
});

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended in the meantime.
    return "";
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test.each([
  ["https://github.com", "https://api.github.com/graphql"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com/graphql"],
  ["https://git.acme.example", "https://git.acme.example/api/graphql"],
])("%s answers at %s", (url, api) => expect(graphqlUrl({ url })).toBe(api));

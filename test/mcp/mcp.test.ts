import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createDocent, type Docent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import { startHttp } from "../../src/http.ts";
import { createMcpRoutes } from "../../src/mcp/http.ts";
import { createMetrics } from "../../src/metrics.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { writeDoc } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const START = join(import.meta.dirname, "../../src/start.js");
const LONG = Array.from({ length: 400 }, (_, n) => `Step ${n}: turn the valve of the boiler by ${n} degrees.`).join(
  "\n\n",
);

const FILES = {
  "install.md":
    "# Install\n\nHow the heron gets in.\n\n## On Linux\n\nRun `apt install heron` to install heron on Linux.\n\n### With a proxy\n\nSet `HERON_PROXY` before you install.\n\n## On Windows\n\nRun `winget install heron`.",
  "de/installieren.md":
    "# Installieren\n\nDer Reiher wird mit dem Befehl `apt install heron` auf dem Rechner installiert, und das ist alles.",
  "boiler.md": `# The boiler\n\n${LONG}`,
};
const SECRET = { "plans.md": "# Secret plans\n\nThe heron will be renamed to egret in the tenth release." };

const log = createLog("silent");

/** Documentation of which `inside` is for programs on standard input and output alone. */
function declare(folder: string): string {
  const source = (name: string, files: Readonly<Record<string, string>>, more = "") => {
    for (const [path, text] of Object.entries(files)) writeDoc(folder, `${name}/${path}`, text);
    return `  - name: ${name}\n    location: ${join(folder, name)}\n    baseUrl: https://${name}.example/\n${more}`;
  };
  const sources = source("open", FILES) + source("inside", SECRET, "    audience: [mcp:stdio]\n");
  writeDoc(folder, "docent.yaml", `sources:\n${sources}`);
  return join(folder, "docent.yaml");
}

let folder: string;
let docent: Docent;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docent-mcp-"));
  const settings = { DATA_DIR: join(folder, "data"), DOCENT_FILE: declare(folder) };
  docent = await createDocent(readConfig(settings, "none.env"), { log, adapters: () => [] });
  await docent.sync();
});
afterAll(async () => {
  await docent.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The one HTTP server with MCP on it, set up by these settings. */
async function serve(settings: Record<string, string> = {}) {
  const metrics = createMetrics();
  const config = readConfig(settings, "none.env");
  const routes = createMcpRoutes({
    config: config.mcp,
    host: config.host,
    pageToken: config.accessToken,
    trustedProxies: config.trustedProxies,
    docs: docent.rag,
    journal: docent.journal,
    log,
    version: "1.2.3",
    onCall: metrics.countCall,
  });
  const http = await startHttp({
    host: config.host,
    port: 0,
    log,
    routes,
    reasons: () => [],
    metrics: metrics.registry,
  });
  onTestFinished(() => http.close());
  const url = `http://127.0.0.1:${http.port}`;
  return { url, mcp: new URL("/mcp", url), metrics };
}

/** The official client over HTTP, closed with the test. */
async function connect(url: URL, token?: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

/** What the tools return as fields, all of them together. */
interface Fields {
  readonly results: readonly { readonly title: string; readonly url: string; readonly excerpt: string }[];
  readonly text: string;
  readonly next?: number;
  readonly outcome: string;
  readonly citations: readonly { readonly quote?: string }[];
}

const fields = async (client: Client, name: string, given: Record<string, unknown>) =>
  (await client.callTool({ name, arguments: given })).structuredContent as unknown as Fields;
const words = async (client: Client, name: string, given: Record<string, unknown>) =>
  JSON.stringify((await client.callTool({ name, arguments: given })).content);

describe("MCP over HTTP", () => {
  it("tells its tools with schemas, and what they are for", async () => {
    const client = await connect((await serve()).mcp);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      "ask_docs",
      "read_page",
      "report_problem",
      "search_docs",
    ]);
    for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(100);
      expect([inputSchema.type, outputSchema?.type, annotations?.readOnlyHint]).toEqual([
        "object",
        "object",
        name !== "report_problem",
      ]);
    }
    expect(client.getInstructions()).toContain("never instructions");
  });

  it("searches: title, address with anchor, excerpt; by language and so many", async () => {
    const client = await connect((await serve()).mcp);
    const { results } = await fields(client, "search_docs", { query: "install heron on linux" });
    expect(results[0]).toEqual({
      title: "Install: On Linux",
      url: "https://open.example/install/#on-linux",
      excerpt: expect.stringContaining("apt install heron"),
    });
    const german = await fields(client, "search_docs", { query: "heron", language: "de" });
    expect(german.results).toMatchObject([{ url: "https://open.example/de/installieren/" }]);
    expect((await fields(client, "search_docs", { query: "heron", limit: 1 })).results).toHaveLength(1);
    expect(await words(client, "search_docs", { query: "zzyzx" })).toContain("Nothing in the documentation");
  });

  it("reads a page whole, a section with what stands below it, and a long page in pieces", async () => {
    const client = await connect((await serve()).mcp);
    const page = await fields(client, "read_page", { url: "https://open.example/install/" });
    expect(page).toEqual({ title: "Install", url: "https://open.example/install/", text: expect.any(String) });
    expect(page.text).toMatch(
      /^# Install\n\nHow the heron.*\n\n## On Linux\n[\s\S]*### With a proxy[\s\S]*## On Windows/,
    );
    const section = await fields(client, "read_page", { url: "https://open.example/install/#on-linux" });
    expect(section).toMatchObject({ title: "Install: On Linux", url: "https://open.example/install/#on-linux" });
    expect(section.text).toContain("HERON_PROXY");
    expect(section.text).not.toContain("winget");

    let text = "";
    let offset: number | undefined = 0;
    let pieces = 0;
    while (offset !== undefined) {
      const piece: Fields = await fields(client, "read_page", {
        url: "https://open.example/boiler/",
        offset,
      });
      text += piece.text;
      offset = piece.next;
      pieces++;
    }
    expect([pieces, text.endsWith("by 399 degrees."), text.match(/Step \d+:/g)?.length]).toEqual([2, true, 400]);
    expect(await words(client, "read_page", { url: "https://open.example/nowhere/" })).toContain("no such page");
    expect(await words(client, "read_page", { url: "https://open.example/install/#nowhere" })).toContain(
      "no such page",
    );
  });

  it("answers with quotes and citations, and says when the documentation does not", async () => {
    const client = await connect((await serve()).mcp);
    const told = await fields(client, "ask_docs", { question: "How do I install heron on Linux?" });
    expect(told).toMatchObject({ outcome: "answered", answer: expect.stringContaining("apt install heron") });
    expect(told.citations[0]).toEqual({
      n: 1,
      title: "Install: On Linux",
      url: "https://open.example/install/#on-linux",
      quote: expect.stringMatching(/^Run `apt install heron`/),
    });
    expect(told.citations.filter(({ quote }) => !quote)).toEqual([]);
    expect(await fields(client, "ask_docs", { question: "Who painted the Sistine Chapel?" })).toMatchObject({
      outcome: "refused",
    });
  });

  it("shows a program no page of another audience, by any tool", async () => {
    const client = await connect((await serve()).mcp);
    expect(await words(client, "search_docs", { query: "renamed to egret in the tenth release" })).not.toContain(
      "egret",
    );
    expect(await words(client, "read_page", { url: "https://inside.example/plans/" })).toContain("no such page");
    expect(await words(client, "read_page", { url: "plans.md" })).toContain("no such page");
    expect(await words(client, "ask_docs", { question: "What will the heron be renamed to?" })).not.toContain("egret");
  });

  it("keeps what is asked and reported where maintainers find it, and names nobody", async () => {
    const client = await connect((await serve()).mcp);
    const given = {
      problem: "The page does not say which shells the heron knows.",
      question: "Does the heron know fish?",
      url: "https://open.example/install/",
    };
    expect(await fields(client, "report_problem", given)).toEqual({ reported: true });
    await fields(client, "ask_docs", { question: "Which poet praised the heron of the north?" });
    const { gaps } = await docent.reports.report(0);
    const gap = gaps.find(({ quotes }) => quotes.includes("Does the heron know fish?"));
    expect(gap?.complaints).toEqual([{ reason: "Not in the docs", note: given.problem }]);
    expect(gap?.nearest?.url).toMatch(/^https:..open.example.install./);
    expect(gaps.flatMap(({ quotes }) => quotes)).toContain("Which poet praised the heron of the north?");
  });

  it("answers a hundred calls at once, and counts calls apart from questions", async () => {
    const { mcp, metrics } = await serve({ MCP_CALLS_PER_MINUTE: "1000" });
    const client = await connect(mcp);
    const all = Array.from({ length: 100 }, (_, n) =>
      n % 4 === 0
        ? fields(client, "ask_docs", { question: "How do I install heron on Linux?" })
        : fields(client, "search_docs", { query: "install heron" }),
    );
    const told = await Promise.all(all);
    expect(told.filter((one) => one.outcome === "answered" || one.results)).toHaveLength(100);
    const text = await metrics.registry.metrics();
    expect(text).toContain('docent_mcp_calls_total{tool="search_docs",outcome="found"} 75');
    expect(text).not.toMatch(/docent_questions_total\{/);
  });

  it("bounds what is sent, and says what is wrong with it", async () => {
    const client = await connect((await serve()).mcp);
    for (const given of [{}, { query: "" }, { query: "x".repeat(3000) }, { query: "a", limit: 1000 }])
      expect((await client.callTool({ name: "search_docs", arguments: given })).isError).toBe(true);
    const { mcp } = await serve();
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping", params: { x: "x".repeat(200_000) } });
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    expect((await fetch(mcp, { method: "POST", body, headers })).status).toBe(413);
  });
});

describe("who may call", () => {
  const post = (url: URL, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });

  it("is a program with the token, where there is one", async () => {
    const { mcp } = await serve({ MCP_TOKEN: "a-long-token" });
    expect((await post(mcp)).status).toBe(401);
    expect((await post(mcp, { authorization: "Bearer another-token" })).headers.get("www-authenticate")).toMatch(
      /^Bearer/,
    );
    await expect(connect(mcp, "another-token")).rejects.toThrow();
    expect((await (await connect(mcp, "a-long-token")).listTools()).tools).toHaveLength(4);
    const page = await serve({ ACCESS_TOKEN: "the-page-token" });
    expect([
      (await post(page.mcp)).status,
      (await post(page.mcp, { authorization: "Bearer the-page-token" })).status,
    ]).toEqual([401, 200]);
  });

  it("is a program of this machine without one, and no website", async () => {
    const { mcp } = await serve();
    expect((await post(mcp)).status).toBe(200);
    expect((await post(mcp, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(mcp, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const { mcp: reachable } = await serve({ HOST: "0.0.0.0" });
    expect([(await post(reachable)).status, await (await post(reachable)).text()]).toEqual([
      403,
      expect.stringContaining("Set MCP_TOKEN"),
    ]);
  });

  it("is everybody where it is public, so often in a minute", async () => {
    const { mcp } = await serve({ HOST: "0.0.0.0", MCP: "public", MCP_CALLS_PER_MINUTE: "3" });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await post(mcp, { origin: "https://editor.example" })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    // Whom a caller says that it speaks for counts only behind a proxy that is trusted.
    expect((await post(mcp, { "x-forwarded-for": "203.0.113.9" })).status).toBe(429);
  });

  it("is nobody where it is off", async () => {
    const { mcp, url } = await serve({ MCP: "off" });
    expect([(await post(mcp)).status, (await fetch(`${url}/mcp/server-card`)).status]).toEqual([404, 404]);
  });

  it("is told by the card, where the specification puts it", async () => {
    const { url } = await serve({ MCP_TOKEN: "a-long-token" });
    const card = await (await fetch(`${url}/mcp/server-card`)).json();
    expect(card).toMatchObject({
      name: "docent/docs",
      version: "1.2.3",
      remotes: [{ type: "streamable-http", url: `${url}/mcp`, headers: [{ name: "Authorization", isSecret: true }] }],
    });
    expect(JSON.stringify(card)).not.toContain("a-long-token");
    expect(await (await fetch(`${url}/.well-known/mcp/server-card.json`)).json()).toEqual(card);
    expect((await fetch(`${url}/mcp/other`)).status).toBe(404);
  });
});

describe("npm run mcp", () => {
  it("serves one program over standard input and output, with what is for it, and ends with it", async () => {
    const client = new Client({ name: "test", version: "1" });
    const env = { ...CHILD_ENVIRONMENT, DATA_DIR: tempDir(), DOCENT_FILE: join(folder, "docent.yaml") } as Record<
      string,
      string
    >;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [START, "mcp"],
      env,
      cwd: tempDir(),
      stderr: "pipe",
    });
    await client.connect(transport);
    const { results } = await fields(client, "search_docs", { query: "renamed to egret in the tenth release" });
    expect(results[0]).toMatchObject({ url: "https://inside.example/plans/" });
    const { pid } = transport;
    await client.close();
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
  });
});

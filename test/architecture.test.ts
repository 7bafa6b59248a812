import { readdirSync } from "node:fs";
import { join } from "node:path/posix";
import { describe, expect, it } from "vitest";
import { type Code, importsAmong, readCode } from "./support/structure/code.ts";

/** The folders of the platforms. */
const PLATFORMS = readdirSync("src/adapters", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/adapters/${name}`);

/**
 * Who may know whom: each place, and the places that its files may import beside their own folder. The longest place
 * that a file lies in counts. What is not listed is refused.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/text": [],
  commands: ["src/core"],
  "src/storage": ["src/core"],
  "src/models": ["src/core", "src/storage"],

  "src/search": ["src/core", "src/text", "src/storage"],
  "src/search/memory": ["src/search/search-index.ts", "src/search/ranking/bm25.ts", "src/search/ranking/fields.ts"],
  "src/search/ranking": ["src/search/search-index.ts", "src/search/tuning.ts", "src/text"],
  "src/search/pinecone": ["src/search/search-index.ts", "src/search/tuning.ts", "src/core", "src/storage"],
  "src/search/sqlite": [
    "src/search/search-index.ts",
    "src/search/probes.ts",
    "src/search/shelf.ts",
    "src/search/tuning.ts",
    "src/search/memory",
    "src/search/ranking",
    "src/core",
    "src/text",
    "src/storage",
  ],

  "src/ingest": ["src/core", "src/text", "src/storage", "src/models", "src/search"],
  "src/ingest/document.ts": ["src/ingest/generators"],
  "src/ingest/generators": [],
  "src/ingest/readers": ["src/ingest/document.ts", "src/ingest/generators", "src/core", "src/text"],
  "src/ingest/crawler": ["src/ingest/document.ts", "src/ingest/readers", "src/core", "src/text"],
  "src/ingest/sources": [
    "src/ingest/document.ts",
    "src/ingest/generators",
    "src/ingest/readers",
    "src/ingest/crawler",
    "src/search/versions.ts",
    "src/core",
    "src/text",
  ],

  "src/rag": ["src/core", "src/text", "src/models", "src/search"],
  "src/rag/extract": ["src/rag/retrieve.ts", "src/core/link.ts", "src/text", "src/search/ranking"],
  "src/rag/output": [
    "src/rag/retrieve.ts",
    "src/rag/search-results.ts",
    "src/rag/prompts.ts",
    "src/rag/extract/blocks.ts",
    "src/core",
    "src/text",
  ],
  "src/rag/language": ["src/rag/retrieve.ts", "src/rag/prompts.ts", "src/rag/extract", "src/text"],

  "src/report": ["src/core", "src/text"],
  "src/bot": ["src/core", "src/text"],
  "src/mcp": ["src/core"],
  "src/adapters/console.ts": [
    "src/adapters/console-output.ts",
    "src/adapters/console-votes.ts",
    "src/core",
    "src/text",
  ],
  "src/adapters/console-votes.ts": ["src/core"],
  "src/adapters/console-output.ts": ["src/adapters/console-markdown.ts", "src/core"],
  "src/adapters/console-markdown.ts": [],
  ...Object.fromEntries(PLATFORMS.map((folder) => [folder, ["src/core", "src/text"]])),

  "src/adapters/platforms.ts": ["src/adapters"],
  "src/sources-file.ts": ["src/adapters/platforms.ts", "src/core", "src/ingest", "src/mcp/config.ts"],
  "src/config.ts": [
    "src/sources-file.ts",
    "src/adapters/platforms.ts",
    "src/bot/config.ts",
    "src/core",
    "src/ingest/config.ts",
    "src/mcp/config.ts",
    "src/models/config.ts",
    "src/rag/config.ts",
    "src/search/config.ts",
    "src/storage/config.ts",
  ],
  "src/banner.ts": ["src/config.ts", "src/core", "src/adapters/platforms.ts"],
  "src/http.ts": ["src/core"],
  "src/metrics.ts": ["src/bot", "src/core", "src/mcp/server.ts", "src/rag/answer.ts"],
  "src/readiness.ts": ["src/core", "src/storage/errors.ts"],
  "src/troubles.ts": ["src"],
  "src/reporting.ts": ["src"],
  "src/about.ts": ["src"],
  "src/version.ts": [],
  "src/unkept.ts": ["src"],
  "src/app.ts": ["src", "commands"],
  "src/index.ts": ["src"],
  "src/cli": ["src", "commands"],
};

/**
 * Packages that only some places may know, by how their names begin. What a platform is made with is its own besides.
 */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  "@discordjs/": ["src/adapters/discord"],
  "discord-api-types": ["src/adapters/discord"],
  keyv: ["src/storage", "src/bot/conversations.ts"],
  "@keyv/": ["src/storage"],
  "@langchain/": ["src/models", "src/rag", "src/search", "src/ingest/sync.ts", "src/cli"],
  langchain: ["src/models", "src/rag", "src/search", "src/ingest"],
  "@modelcontextprotocol/": ["src/mcp", "src/cli/mcp.ts"],
  "node:sqlite": ["src/storage", "src/search", "src/models", "src/ingest", "src/app.ts", "src/cli"],
};

/** Packages that platforms use like everybody else. */
const COMMON = ["zod", "@hono"];

const { program } = readCode(".");

/** Whether `path` is `place` or lies in it. */
function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/**
 * The package that an import names, or its scope: `@slack` of `@slack/bolt`; undefined for a file and for Node's own.
 */
function packageOf(name: string): string | undefined {
  return /^(?:\.|node:)/.test(name) ? undefined : name.split("/")[0];
}

/** The longest of `places` that `path` lies in. */
function placeOf(path: string, places: readonly string[]): string | undefined {
  return places.filter((place) => isIn(path, place)).toSorted((a, b) => b.length - a.length)[0];
}

describe("the walls", () => {
  it("know every file", () => {
    const places = Object.keys(MAY_IMPORT);
    expect(program.map(({ path }) => path).filter((path) => placeOf(path, places) === undefined)).toEqual([]);
  });

  it("hold", () => {
    const places = Object.keys(MAY_IMPORT);
    const through = importsAmong(program).filter(([from, to]) => {
      const place = placeOf(from, places) ?? "";
      return !isIn(to, place) && !(MAY_IMPORT[place] ?? []).some((allowed) => isIn(to, allowed));
    });
    expect(through.map((pair) => pair.join(" -> "))).toEqual([]);
  });

  it("let a package in only where it belongs", () => {
    const through = program.flatMap(({ path, syntax }) =>
      syntax.imports
        .filter((name) => {
          const key = Object.keys(MAY_USE).find((start) => name === start || name.startsWith(start));
          return key !== undefined && !(MAY_USE[key] ?? []).some((place) => isIn(path, place));
        })
        .map((name) => `${path} -> ${name}`),
    );
    expect(through).toEqual([]);
  });

  it("keep what a platform is made with in its folder", () => {
    const uses = program.flatMap(({ path, syntax }) =>
      syntax.imports.flatMap((name) => packageOf(name) ?? []).map((name) => ({ path, name })),
    );
    const through = PLATFORMS.flatMap((folder) => {
      const own = new Set(uses.flatMap(({ path, name }) => (isIn(path, folder) ? name : [])));
      return uses.filter(({ path, name }) => own.has(name) && !COMMON.includes(name) && !isIn(path, folder));
    });
    expect(through.map(({ path, name }) => `${path} -> ${name}`)).toEqual([]);
  });
});

/** What a file imports as soon as it is loaded: neither types nor what waits until it is needed. */
function importedAtOnce({ text, syntax }: Code): string[] {
  const statements = syntax.importSpans.map(([start, end]) => text.slice(start, end));
  return statements.flatMap((statement) =>
    statement.startsWith("import type") ? [] : (/"([^"]+)";?$/.exec(statement)?.[1] ?? []),
  );
}

describe("a start with nothing set up", () => {
  it("loads no library of a platform, a model, Redis, Pinecone or a crawler", () => {
    const files = new Map(program.map((code) => [code.path, code]));
    const loaded = new Set(["src/index.ts"]);
    for (const path of loaded) {
      const code = files.get(path);
      for (const name of code ? importedAtOnce(code) : [])
        loaded.add(name.startsWith(".") ? join(path, "..", name) : name);
    }
    const libraries = [...loaded].filter((name) => !name.startsWith("node:") && !files.has(name));
    expect(libraries).toContain("zod");
    const waiting =
      /^(?:discord|@discordjs|@slack|langchain|@langchain|@pinecone|@keyv\/redis|undici|cheerio|hono|@hono)/;
    expect(libraries.filter((name) => waiting.test(name))).toEqual([]);
  });
});

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { platforms } from "../src/adapters/platforms.ts";
import { banner } from "../src/banner.ts";
import { readConfig, SETTING_NAMES } from "../src/config.ts";
import { tempDir } from "./support/temp-dir.ts";

const NO_FILE = "/nonexistent/.env";

/** Programs for one platform alone. */
const OWN_TOOLS = ["cli/register.ts", "cli/manifest.ts"];

describe("the settings", () => {
  it("need none: everything has a default or is off", () => {
    expect(readConfig({}, NO_FILE)).toMatchObject({
      dataDir: "./data",
      host: "127.0.0.1",
      port: 3000,
      history: { turns: 10, days: 30, rootMinutes: 30 },
      chat: undefined,
      embedding: undefined,
      discord: undefined,
      slack: undefined,
    });
  });

  it("are all in .env.example, and nothing else is", () => {
    const example = readFileSync(join(import.meta.dirname, "../.env.example"), "utf8");
    const names = [...example.matchAll(/^# ?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...SETTING_NAMES].sort());
  });

  it("come from .env where the environment does not set them; empty counts as unset", () => {
    const file = join(tempDir(), ".env");
    writeFileSync(file, "PORT=4000\nHOST=\nDATA_DIR='/tmp/here'\nHISTORY_TURNS=3");
    expect(readConfig({ PORT: "5000", HISTORY_TURNS: "" }, file)).toMatchObject({
      port: 5000,
      host: "127.0.0.1",
      dataDir: "/tmp/here",
      history: { turns: 3 },
    });
  });

  it("send a token for GitHub to no address that others can listen to", () => {
    const read = (GITHUB_URL: string) => readConfig({ GITHUB_URL, GITHUB_TOKEN: "ghp_x" }, NO_FILE).github;
    expect(read("https://git.acme.example/")).toEqual({ url: "https://git.acme.example", token: "ghp_x" });
    expect(read("http://127.0.0.1:9")).toMatchObject({ url: "http://127.0.0.1:9" });
    expect(() => read("http://git.acme.example")).toThrow(/GITHUB_URL must start with https:/);
    expect(readConfig({ GITHUB_TOKEN: "ghp_x" }, NO_FILE).secrets).toContain("ghp_x");
  });

  it("tell every problem at once, each with its remedy and without its secret value", () => {
    const wrong = { PORT: "99999", HISTORY_DAYS: "never", LOG_LEVEL: "loud", SLACK_BOT_TOKEN: "top-secret-value" };
    const read = () => readConfig(wrong, NO_FILE);
    expect(read).toThrow(/PORT must be at most 65535/);
    expect(read).toThrow(/HISTORY_DAYS must be a whole number/);
    expect(read).toThrow(/LOG_LEVEL must be one of silent, error, warn, info, debug/);
    expect(read).toThrow(/SLACK_BOT_TOKEN must start with xoxb-/);
    expect(read).not.toThrow(/top-secret-value/);
  });

  it.each([
    [{ OPENAI_EMBEDDING_MODEL: "m" }, /OPENAI_EMBEDDING_MODEL needs OPENAI_API_KEY, or OPENAI_BASE_URL/],
    [{ OPENAI_MODEL: "m" }, /OPENAI_MODEL needs OPENAI_API_KEY, or OPENAI_BASE_URL/],
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, /SLACK_BOT_TOKEN needs SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET/],
    [{ SLACK_APP_TOKEN: "xapp-1" }, /SLACK_BOT_TOKEN is missing/],
    [{ DISCORD_API_URL: "https://evil.example/api" }, /DISCORD_API_URL is for tests/],
    [{ SLACK_API_URL: "http://10.0.0.1/api/" }, /SLACK_API_URL is for tests/],
    [{ OPENAI_BASE_URL: "ftp://x" }, /OPENAI_BASE_URL must be an address/],
  ])("that contradict one another are told: %j", (environment, problem) => {
    expect(() => readConfig(environment, NO_FILE)).toThrow(problem);
  });

  it("turn a model on by a key or a server of one's own, embeddings only where their model is named", () => {
    expect(readConfig({ OPENAI_API_KEY: "k" }, NO_FILE)).toMatchObject({
      chat: { apiKey: "k", model: "gpt-4.1-mini" },
      embedding: undefined,
    });
    const local = { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" };
    expect(readConfig({ ...local, OPENAI_MODEL: "llama" }, NO_FILE).chat).toEqual({
      model: "llama",
      apiKey: "none",
      baseUrl: "http://127.0.0.1:11434/v1",
    });
    expect(readConfig({ ...local, OPENAI_EMBEDDING_MODEL: "e" }, NO_FILE)).toMatchObject({
      chat: undefined,
      embedding: { model: "e" },
    });
  });

  it("say what happens to a sentence that its source does not bear out", () => {
    expect(readConfig({}, NO_FILE).unsupported).toBe("mark");
    expect(readConfig({ UNSUPPORTED: "drop" }, NO_FILE).unsupported).toBe("drop");
    expect(() => readConfig({ UNSUPPORTED: "hide" }, NO_FILE)).toThrow("UNSUPPORTED must be mark or drop");
  });

  it("know their secrets", () => {
    expect(readConfig({ OPENAI_API_KEY: "sk-1", ACCESS_TOKEN: "letmein!" }, NO_FILE).secrets).toEqual([
      "sk-1",
      "letmein!",
    ]);
  });
});

describe("the table of platforms", () => {
  it("names each platform once, and its settings, audiences and labels come from there", () => {
    const names = platforms.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const { settings } of platforms)
      expect(SETTING_NAMES).toEqual(expect.arrayContaining(Object.keys(settings.in.shape)));
    const file = join(tempDir(), "docent.yaml");
    const audience = (place: string) => {
      writeFileSync(file, `sources:\n  - { name: a, location: ./a, audience: ["${place}"] }\n`);
      return readConfig({ DOCENT_FILE: file }, NO_FILE).declared?.sources[0]?.audience;
    };
    for (const name of [...names, "console", "mcp"]) expect(audience(name)).toEqual([name]);
    expect(() => audience("irc")).toThrow(`must be a place: ${names.join(", ")}, console or mcp`);
    expect(() => audience("discordant")).toThrow(/must be a place/);
  });

  it("loads no library of a platform that is off", () => {
    const loaded = platforms.flatMap((platform) => (platform.load(readConfig({}, NO_FILE)) ? platform.name : []));
    expect(loaded).toEqual(["web"]);
  });

  it("says in the banner what is off, what turns it on, and what was refused", () => {
    const shown = banner(readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" }, NO_FILE), "http://x", {
      failures: new Map([["slack", "The token is wrong."]]),
    });
    expect(shown).toMatch(/^ {2}Chat page {6}on, for this machine/m);
    expect(shown).toMatch(/^ {2}Discord {8}off; turn it on with DISCORD_TOKEN/m);
    expect(shown).toMatch(/^ {2}Slack {10}not running: The token is wrong\.$/m);
  });

  it("says in the banner which documentation is answered from, and why there is none", () => {
    const row = (settings: NodeJS.ProcessEnv, unread?: string) =>
      /Documentation +(.*)/.exec(
        banner(readConfig(settings, NO_FILE), "http://x", { failures: new Map(), unread }),
      )?.[1];
    const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
    expect(row({})).toMatch(/else Docent's own/);
    expect(row({ DOCS: "./docs" })).toBe("./docs");
    expect(row({ DOCS: "./docs" }, "No page could be read.")).toBe("./docs; No page could be read.");
    expect(row(slack)).toBe("what was ingested");
    expect(row(slack, "No documentation is named.")).toBe("No documentation is named.");
  });

  it("tells where others ask, who are answered from documentation of theirs alone", () => {
    const may = (settings: NodeJS.ProcessEnv) => readConfig(settings, NO_FILE).mayUseOwnDocs;
    expect(may({ ACCESS_TOKEN: "letmein!" })).toBe(true);
    expect(may({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" })).toBe(false);
    expect(may({ DISCORD_TOKEN: "abc" })).toBe(false);
  });

  it("is the only place beside a platform's own folder that knows its name", () => {
    const elsewhere = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".ts") && !path.startsWith("adapters/") && !OWN_TOOLS.includes(path),
    );
    // The page's name is a word of its own, which others may say.
    const names = platforms.map(({ name }) => name).filter((name) => name !== "web");
    const name = new RegExp(`["'\`](${names.join("|")})["'\`]`, "i");
    const knows = (path: string) => name.test(readFileSync(join("src", path), "utf8"));
    expect(elsewhere.filter(knows)).toEqual([]);
  });
});

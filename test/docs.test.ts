import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { PermissionFlagsBits } from "discord.js";
import GithubSlugger from "github-slugger";
import { describe, expect, it } from "vitest";
import { commands } from "../commands/index.ts";
import { readConfig, SETTING_DEFAULTS, SETTING_NAMES } from "../src/config.ts";
import { EXTENSIONS } from "../src/ingest/readers/formats.ts";
import { SOURCE_KINDS } from "../src/ingest/sources/kinds.ts";

const ROOT = join(import.meta.dirname, "..");
const README = "README.md";
const DOCS = pagesIn("docs");
const PAGES = [README, ...DOCS, ...pagesIn(".github")];

/** The page whose versions have the same kinds of changes below them. */
const CHANGELOG = "docs/CHANGELOG.md";

const { scripts: commandLines } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
/** What people run; `prepack` is npm's to run. */
const scripts = Object.keys(commandLines).filter((name) => name !== "prepack");

/** What npm can do without a script of ours. */
const NPM_ITSELF = ["install", "ci", "pack"];

/** Names in capitals that are no settings of Docent. */
const OTHERS_NAMES = ["OLLAMA_KEEP_ALIVE", "ERR_MODULE_NOT_FOUND", "YOUR_APPLICATION_ID", "DOCENT_TEST_STRICT"];

/** The Markdown files of a folder. */
function pagesIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith(".md"));
  return files.map((file) => `${folder}/${file}`);
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Everything that a pattern's first group finds in a page. */
function found(path: string, pattern: RegExp): string[] {
  return [...read(path).matchAll(pattern)].map(([, group = ""]) => group);
}

/** What a page shows as code: fenced blocks and spans. */
function codeOf(path: string): string[] {
  const fences = found(path, /^```.*\n([\s\S]*?)^```/gm);
  const spans = [...withoutFences(path).matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);
  return [...fences, ...spans];
}

function withoutFences(path: string): string {
  return read(path).replace(/^```[\s\S]*?^```/gm, "(code)");
}

/** The text of each heading. */
function headings(path: string): string[] {
  return [...withoutFences(path).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
}

function anchors(path: string): string[] {
  const slugger = new GithubSlugger();
  return headings(path).map((text) => slugger.slug(text.replaceAll("`", "")));
}

/** The text below a heading of configuration.md, to the next one. */
function settingSection(name: string): string {
  const [, section = ""] = read("docs/configuration.md").split(`### \`${name}\`\n`);
  return section.split(/^##/m)[0] ?? "";
}

describe("the README", () => {
  it("opens with the one command that installs and runs, and the one that tests", () => {
    const [run, test] = found(README, /^```sh\n([\s\S]*?)^```/gm);
    expect([run?.trim(), test?.trim()]).toEqual(["npm install && npm start", "npm test"]);
  });

  it("lists every npm script and no other", () => {
    const listed = found(README, /^\| `npm (?:run )?([\w-]+)/gm);
    expect(listed.toSorted()).toEqual(scripts.toSorted());
  });

  it("stands on npm scripts whose programs are there", () => {
    const programs = Object.values(commandLines).flatMap((line) => /^node (\S+)/.exec(line)?.slice(1) ?? []);
    expect(programs.filter((program) => !existsSync(join(ROOT, program)))).toEqual([]);
  });
});

it.each([README, "docs/developing.md"])("%s names files and folders that are there", (page) => {
  const paths = found(page, /`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:ts|json|md))`/g);
  expect(paths.length).toBeGreaterThan(10);
  // A name alone is that of a file in the folder that a sentence is about.
  const names = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).map((path) => basename(path));
  const isThere = (path: string) => existsSync(join(ROOT, path)) || names.includes(path);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it.each(PAGES)("%s runs test files that are there", (page) => {
  expect(found(page, /\bvitest run (\S+\.ts)/g).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe("every page", () => {
  it.each(PAGES)("%s names npm scripts that exist", (page) => {
    const named = codeOf(page).flatMap((code) => [...code.matchAll(/\bnpm (?:run )?(?:--silent )?([a-z][\w-]*)/g)]);
    const unknown = named.filter(([, script = ""]) => ![...scripts, ...NPM_ITSELF].includes(script));
    expect(unknown).toEqual([]);
  });

  it.each(PAGES)("%s names settings that exist", (page) => {
    const named = found(page, /\b([A-Z]+(?:_[A-Z]+)+)\b/g);
    expect(named.filter((name) => !SETTING_NAMES.includes(name) && !OTHERS_NAMES.includes(name))).toEqual([]);
  });

  it.each(PAGES)("%s links to pages and sections that exist", (page) => {
    const links = found(page, /\]\(([^)\s]+)\)/g).filter((link) => !/^https?:/.test(link));
    const broken = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file ? join(page, "..", file) : page;
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it.each(PAGES)("%s names no folder of somebody's machine", (page) => {
    expect(found(page, /(\/(?:home|root|Users|work|tmp)\/\S*|[A-Z]:\\\S*)/g)).toEqual([]);
  });

  it.each(DOCS.filter((page) => page !== CHANGELOG))("%s has no two sections with the same name", (page) => {
    const names = headings(page);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe("the packages that take room", () => {
  const PACKAGES = join(ROOT, "node_modules");
  /** A little more than what the page says, as file systems differ. */
  const LARGE = 3.4e6;

  const isPackage = (name: string) => !/^[._]/.test(name);
  const names = readdirSync(PACKAGES)
    .filter(isPackage)
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(PACKAGES, name)).map((inner) => `${name}/${inner}`) : name,
    );
  const bytesOf = (name: string) =>
    readdirSync(join(PACKAGES, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name: file }) => sum + statSync(join(parentPath, file)).size, 0);
  /** Without the machine that a package is compiled for. */
  const anywhere = (name: string) => name.replace(/-(?:linux|darwin|win32)-.+$/, "");

  it("are named with what they are for", () => {
    const told = found("docs/developing.md", /^\| (`.+?) \| \d+ \|/gm).flatMap((row) => row.match(/[^`, ]+/g) ?? []);
    const large = names.filter((name) => bytesOf(name) > LARGE);
    expect(told.length).toBeGreaterThan(0);
    expect(large.filter((name) => !told.map(anywhere).includes(anywhere(name)))).toEqual([]);
    expect(told.map(anywhere).filter((name) => !names.map(anywhere).includes(name))).toEqual([]);
  });
});

describe("the questions of test/golden.test.ts", () => {
  it("expect sections that exist", () => {
    const golden = JSON.parse(read("test/fixtures/golden.json")) as { answered: { cites: string[] }[] };
    const missing = golden.answered
      .flatMap(({ cites }) => cites)
      .filter((section) => {
        const [page = "", anchor = ""] = section.split("#");
        return !DOCS.includes(`docs/${page}`) || !anchors(`docs/${page}`).includes(anchor);
      });
    expect(missing).toEqual([]);
  });
});

describe("docs/configuration.md", () => {
  it("describes every setting once, and no other", () => {
    expect(found("docs/configuration.md", /^### `(.+)`$/gm).toSorted()).toEqual(SETTING_NAMES.toSorted());
  });

  it.each(SETTING_NAMES)("tells the default of %s, and what it is", (name) => {
    const section = settingSection(name);
    const value = SETTING_DEFAULTS[name];
    const told = /^Default: (.+)/m.exec(section)?.[1] ?? "";
    if (value === undefined && name !== "OPENAI_MODEL") expect(told).toMatch(/^none\b/);
    else if (value !== undefined) expect(told).toMatch(new RegExp(`^\`${value}\`[.,]`));
    expect(section).toMatch(new RegExp(`^\\s*\`${name}\` `));
    expect(section).toContain(`\n${name}=`);
  });

  it("tells which model answers where none is named", () => {
    const model = readConfig({ OPENAI_API_KEY: "a key" }, "/nonexistent/.env").chat?.model;
    expect(settingSection("OPENAI_MODEL")).toContain(`Default: \`${model}\``);
  });

  it("gives examples that the settings accept", () => {
    const examples = SETTING_NAMES.map((name) => {
      const [, value = ""] = new RegExp(`^${name}=(.*)$`, "m").exec(settingSection(name)) ?? [];
      return [name, value];
    });
    expect(() => readConfig(Object.fromEntries(examples), "/nonexistent/.env")).not.toThrow();
  });
});

it("names every kind of source in docs/your-documentation.md", () => {
  const [line = ""] = found("docs/your-documentation.md", /^- `kind`: (.+)/gm);
  expect([...line.matchAll(/`(\w+)`/g)].map(([, kind]) => kind).toSorted()).toEqual(SOURCE_KINDS.toSorted());
});

it("tells how the files of each format end in docs/your-documentation.md", () => {
  const [, section = ""] = read("docs/your-documentation.md").split("## Which file formats Docent reads\n");
  const told = section.split("\n## ")[0]?.toLowerCase() ?? "";
  const endings = EXTENSIONS.filter((name) => name.startsWith("."));
  expect(endings.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
});

describe("the commands", () => {
  it("are described in docs/commands.md, each once, in the order of help", () => {
    const described = found("docs/commands.md", /^## `([\w-]+)`/gm);
    expect(described).toEqual(commands.map(({ name }) => name));
  });

  it("stand under their slash names on the pages of Discord and Slack", () => {
    const prefix = SETTING_DEFAULTS.SLACK_COMMAND_PREFIX;
    const lacking = (page: string, names: readonly string[]) =>
      names.filter((name) => !read(page).includes(`\`/${name}\``)).map((name) => `${page}: /${name}`);
    const names = commands.map(({ name }) => name);
    const prefixed = names.map((name) => (name === "ask" ? name : `${prefix}${name}`));
    expect([...lacking("docs/discord.md", names), ...lacking("docs/slack.md", prefixed)]).toEqual([]);
  });
});

/** The permissions of docs/discord.md, as Discord's own pages call them. */
const PERMISSIONS: Readonly<Record<string, bigint>> = {
  "View Channels": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Create Public Threads": PermissionFlagsBits.CreatePublicThreads,
  "Send Messages in Threads": PermissionFlagsBits.SendMessagesInThreads,
  "Read Message History": PermissionFlagsBits.ReadMessageHistory,
  "Attach Files": PermissionFlagsBits.AttachFiles,
};

describe("docs/discord.md", () => {
  it("asks in the invite link for the permissions that it lists and no other", () => {
    const section = read("docs/discord.md").split("## Permissions that the bot needs on Discord")[1] ?? "";
    const listed = [...(section.split("\n## ")[0] ?? "").matchAll(/^- ([\w ]+):/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(PERMISSIONS));
    const all = Object.values(PERMISSIONS).reduce((sum, flag) => sum | flag, 0n);
    expect(found("docs/discord.md", /permissions=(\d+)/g)).toEqual([String(all)]);
  });
});

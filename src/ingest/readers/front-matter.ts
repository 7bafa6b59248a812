import { parseDocument } from "yaml";
import { unpublishedBy, unpublishedByLines } from "./unpublished.ts";

/**
 * What the readers use of a page's front matter. `unpublished`: why the page is not for readers, as a clause. `note`:
 * why it could not be understood.
 */
export interface FrontMatter {
  readonly title?: string;
  readonly description?: string;
  readonly slug?: string;
  readonly id?: string;
  readonly date?: string;
  /** The operation that a page of an API is about: `POST /v1/jobs`. */
  readonly operation?: string;
  readonly unpublished?: string;
  readonly note?: string;
}

/** Aliases that point at aliases can make a few bytes into gigabytes; nobody needs more than a few. */
const MAX_ALIASES = 20;

/** Nobody writes more about a page before it begins, or deeper; to parse it would cost beyond measure. */
const MOST = 16_000;
const DEEPEST = 30;

/** A block in each of the languages that tools take, at the very start of a page. */
const BLOCKS: readonly { readonly pattern: RegExp; readonly parse: (block: string) => Parsed }[] = [
  { pattern: /^\uFEFF?---[ \t]*\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\n|$)/, parse: parseYaml },
  { pattern: /^\uFEFF?\+\+\+[ \t]*\n([\s\S]*?)(?:^|\n)\+\+\+[ \t]*(?:\n|$)/, parse: parseToml },
  {
    pattern: /^\uFEFF?(\{[ \t]*\n[\s\S]{0,16000}?\n\})[ \t]*(?:\n|$)/,
    parse: (json) => ({ values: JSON.parse(json) }),
  },
];

interface Parsed {
  readonly values: unknown;
  readonly problem?: string;
}

/**
 * Separates front matter in YAML, TOML or JSON from the text below it. What is broken costs its values alone.
 */
export function splitFrontMatter(text: string): { readonly matter: FrontMatter; readonly body: string } {
  for (const { pattern, parse } of BLOCKS) {
    const [block, content = ""] = pattern.exec(text) ?? [];
    if (block === undefined) continue;
    const body = text.slice(block.length);
    const excess = excessOf(content);
    if (excess)
      return { matter: { note: `has front matter that ${excess}`, unpublished: unpublishedByLines(content) }, body };
    try {
      const { values, problem } = parse(content);
      return { matter: { ...matterOf(values), note: problem && broken(problem) }, body };
    } catch (error) {
      // Braces at the start of a page are no front matter where they are no JSON.
      if (content.startsWith("{")) continue;
      const note = broken(error instanceof Error ? error.message : String(error));
      return { matter: { note, unpublished: unpublishedByLines(content) }, body };
    }
  }
  return { matter: {}, body: text };
}

/** Why front matter is not parsed, as a clause; undefined where it is. */
function excessOf(block: string): string | undefined {
  if (block.length > MOST) return `is longer than ${MOST} characters`;
  let depth = 0;
  for (const character of block.replace(/[^[\]{}]/g, "")) {
    depth = Math.max(0, depth + ("[{".includes(character) ? 1 : -1));
    if (depth > DEEPEST) return "is nested too deep";
  }
  return /(?:[-?:][ \t]+){30}/.test(block) || /^ {100}/m.test(block) ? "is nested too deep" : undefined;
}

function broken(problem: string): string {
  return `has broken front matter (${problem})`;
}

function parseYaml(yaml: string): Parsed {
  const document = parseDocument(yaml, { logLevel: "silent" });
  const [problem] = document.errors;
  return {
    values: document.toJS({ maxAliasCount: MAX_ALIASES }),
    problem: problem?.message.split("\n", 1)[0]?.replace(/:$/, ""),
  };
}

/** The plain values before the first table: all that is used of a page's. */
function parseToml(toml: string): Parsed {
  const [head = ""] = toml.split(/^[ \t]*\[/m, 1);
  const values = [
    ...head.matchAll(/^[ \t]*([\w-]+|"[\w -]+")[ \t]*=[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s#"'[{]+))/gm),
  ];
  return {
    values: Object.fromEntries(
      values.map(([, key = "", basic, literal, bare]) => [
        key.replaceAll('"', ""),
        basic?.replace(/\\(["\\])/g, "$1") ?? literal ?? tomlValue(bare),
      ]),
    ),
  };
}

function tomlValue(bare: string | undefined): unknown {
  return bare === "true" ? true : bare === "false" ? false : bare;
}

function matterOf(values: unknown): FrontMatter {
  const record = typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
  return {
    title: words(record.title),
    description: words(record.description),
    slug: words(record.slug) ?? words(record.permalink) ?? pathIn(record.url),
    id: words(record.id),
    date: words(record.date),
    operation: operationOf(record),
    unpublished: unpublishedBy(record),
  };
}

function operationOf({ api, openapi }: Record<string, unknown>): string | undefined {
  const named = words(api) ?? words(openapi);
  return /\b(?:GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)\s+\S+$/.exec(named ?? "")?.[0];
}

/** Only a path of the site says where a page is; elsewhere the word names what a page is about. */
function pathIn(value: unknown): string | undefined {
  const path = words(value);
  return path?.startsWith("/") ? path : undefined;
}

function words(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return String(value).trim().replace(/\s+/g, " ") || undefined;
}

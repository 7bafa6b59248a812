import { parseDocument } from "yaml";

/** What the readers use of a page's front matter. `note`: why it could not be understood. */
export interface FrontMatter {
  readonly title?: string;
  readonly description?: string;
  readonly slug?: string;
  readonly note?: string;
}

/** Aliases that point at aliases can make a few bytes into gigabytes; nobody needs more than a few. */
const MAX_ALIASES = 20;

/**
 * Separates a YAML block between two `---` lines at the very start from the text. Broken YAML costs its values alone.
 */
export function splitFrontMatter(text: string): { readonly matter: FrontMatter; readonly body: string } {
  const [block, yaml] = /^\uFEFF?---[ \t]*\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (block === undefined) return { matter: {}, body: text };
  return { matter: parseFrontMatter(yaml ?? ""), body: text.slice(block.length) };
}

function parseFrontMatter(yaml: string): FrontMatter {
  try {
    const document = parseDocument(yaml, { logLevel: "silent" });
    const [problem] = document.errors;
    const values: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const record = typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
    return {
      title: words(record.title),
      description: words(record.description),
      slug: words(record.slug) ?? words(record.permalink),
      note: problem && `has broken front matter (${problem.message.split("\n", 1)[0]?.replace(/:$/, "")})`,
    };
  } catch (error) {
    return { note: `has broken front matter (${error instanceof Error ? error.message : error})` };
  }
}

function words(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return String(value).trim().replace(/\s+/g, " ") || undefined;
}

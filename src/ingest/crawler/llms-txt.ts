import { type Fence, type FencedRun, readFenceLine, splitFences } from "../../text/fences.ts";

/** A page out of `llms-full.txt`: its address and its Markdown. */
export interface FullPage {
  readonly url: string;
  readonly markdown: string;
}

const LINK = /\[[^[\]\n]{0,500}\]\(<?([^()<>\s]{1,2000})>?[^()]{0,500}\)/g;

/** How generators name the page that a section of `llms-full.txt` was made from, under or above its title. */
const ADDRESS =
  /^(?:>\s*)?(?:\*\*)?(?:source|url|original|canonical(?: url)?)(?:\*\*)?:(?:\*\*)?\s*<?(https?:\/\/[^\s>]+)>?\s*$/i;

/** A line that only MDX has: an import, or a component that opens or stands alone. */
const MDX = /^(?:import\s.+\sfrom\s+["'].+["'];?|[ \t]*<[A-Z][\w.]*(?:\s[^<>\n]*)?\/?>)[ \t]*$/m;

/** Many generators offer the MDX that a page was made of where Markdown is asked for. */
export function markdownFormat(text: string): "mdx" | "markdown" {
  const prose = splitFences(text.split("\n")).flatMap(({ isCode, lines }) => (isCode ? [] : lines));
  return MDX.test(prose.join("\n")) ? "mdx" : "markdown";
}

/** The addresses that an `llms.txt` lists (llmstxt.org), in order. */
export function llmsLinks(text: string, base: string): string[] {
  const links = [...text.matchAll(LINK)].flatMap(([, target = ""]) => URL.parse(target, base)?.href ?? []);
  return [...new Set(links)];
}

/**
 * The page for people that a Markdown file stands for: `images.md`, `images/index.md` and `images/index.html.md` are
 * `images`.
 */
export function pageOfAlternate(url: string): string {
  return url.replace(/(?:\/index(?:\.html)?\.mdx?|\/index-commonmark\.mdx?)$/i, "/").replace(/\.mdx?$/i, "");
}

/** Where a page's Markdown may be found, most usual first. */
export function alternatesOf(url: string): string[] {
  const { origin, pathname } = new URL(url);
  const bare = pathname.replace(/\/(?:index\.html?)?$|\.html?$/i, "");
  return bare === ""
    ? [`${origin}/index.md`]
    : [`${origin}${bare}.md`, `${origin}${bare}/index.md`, `${origin}${bare}/index.html.md`];
}

/**
 * The pages of an `llms-full.txt` whose sections say where they come from, as most generators write it; none where they
 * do not, because nobody could be led to them.
 */
export function splitLlmsFull(text: string): FullPage[] {
  const pages: { url: string; lines: string[] }[] = [];
  let before: string[] = [];
  let fence: Fence | undefined;
  const isTitled = pagesHaveTitles(text);
  for (const line of text.split(/\r?\n/)) {
    ({ fence } = readFenceLine(fence, line));
    const url = fence ? undefined : ADDRESS.exec(line)?.[1];
    if (url) {
      pages.at(-1)?.lines.push(...own(before.slice(0, titleStart(before)), isTitled));
      pages.push({ url, lines: [...before.slice(titleStart(before)), ""] });
      before = [];
    } else before.push(line);
  }
  pages.at(-1)?.lines.push(...own(before, isTitled));
  return pages.map(({ url, lines }) => ({ url, markdown: withoutRules(lines).join("\n").trim() }));
}

/**
 * Whether every page begins with a title above its address: then a title without one is of a page that nobody names.
 */
function pagesHaveTitles(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const titled = lines.flatMap((line, at) => (ADDRESS.test(line) ? [/^#\s/.test(lines[at - 1] ?? "")] : []));
  return titled.every(Boolean);
}

/** What belongs to the page that began above: where pages are titled, it ends at the next title. */
function own(lines: readonly string[], isTitled: boolean): string[] {
  const runs = splitFences([...lines]);
  const end = isTitled ? firstTitle(runs) : lines.length;
  return withoutRules(lines.slice(0, end));
}

function firstTitle(runs: readonly FencedRun[]): number {
  let at = 0;
  for (const { isCode, lines } of runs) {
    const found = isCode ? -1 : lines.findIndex((line) => /^#\s/.test(line));
    if (found >= 0) return at + found;
    at += lines.length;
  }
  return at;
}

/** An address line directly below a title belongs to it; one above it (or in front matter) has it below. */
function titleStart(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return last >= 0 && /^#\s/.test(lines[last] ?? "") ? last : lines.length;
}

/** The rules and blank lines by which generators part pages are no content of any. */
function withoutRules(lines: readonly string[]): string[] {
  const isRule = (line: string) => /^\s*(?:-{3,}|={3,}|\*{3,})?\s*$/.test(line);
  const first = lines.findIndex((line) => !isRule(line));
  const last = lines.findLastIndex((line) => !isRule(line));
  return first < 0 ? [] : lines.slice(first, last + 1);
}

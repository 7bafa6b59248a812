import MarkdownIt, { type Token } from "markdown-it";
import type { Heading, Page, PageBlock, PageContent, SourceText } from "../document.ts";
import { type AnchorMaker, anchorMaker } from "../generators/anchors.ts";
import { boundedText } from "./bounded.ts";
import { NotTextError } from "./decode.ts";
import { plainDialects } from "./dialects/index.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { inlineReferences, type References } from "./references.ts";
import { plainMarkdown } from "./strip-markup.ts";
import { titleFromPath } from "./title.ts";

/** Blocks with the lines they stand on; what is in them is not parsed, which is most of the work. */
const blocks = new MarkdownIt();
blocks.core.ruler.enableOnly(["normalize", "block"]);

/** MDX knows no code by indentation. */
const mdxBlocks = new MarkdownIt().disable("code");
mdxBlocks.core.ruler.enableOnly(["normalize", "block"]);

const inline = new MarkdownIt();

/** `## Heading {#anchor}`, also in kramdown's and Pandoc's spelling; `{#}` says that there is none. */
const ANCHOR_MARK = /\{:?\s{0,20}#([^\s{}]{0,200})[^{}]{0,200}\}\s{0,100}$/;

const KINDS: Readonly<Record<string, PageContent["kind"]>> = {
  fence: "code",
  code_block: "code",
  table_open: "table",
  bullet_list_open: "list",
  ordered_list_open: "list",
};

/** Blocks that say nothing themselves. */
const WITHOUT_TEXT = new Set(["heading_open", "hr", "reference_definition"]);

/** A component that is imported and then used: the file is MDX, whatever its name says. */
const IMPORT = /^import\s+\{?\s*[A-Z]\w*[^\n]{0,200}\sfrom\s+["'][^"'\n]+["'];?[ \t]*$/m;
const COMPONENT = /^[ \t]*<[A-Z]/m;

/** Markdown as GitHub and documentation generators write it. */
export function readMarkdown(manuscript: SourceText): Page {
  return read(manuscript, false);
}

/** MDX: the text of its components counts, their code does not. */
export function readMdx(manuscript: SourceText): Page {
  return read(manuscript, true);
}

function read({ path, text, resolve, anchors }: SourceText, isMdx: boolean): Page {
  const { matter, body } = splitFrontMatter(text);
  if (matter.unpublished) throw new NotTextError(matter.unpublished);
  const plain = plainDialects(boundedText(body));
  const components = isMdx || (IMPORT.test(plain) && COMPONENT.test(plain));
  const found = markdownBlocks(
    plainMarkdown(plain, { components, resolve, namesElements: anchors === undefined || anchors === "honkit" }),
    {
      parser: components ? mdxBlocks : blocks,
      resolve,
      anchors,
    },
  );
  const title = matter.title ?? firstHeading(found) ?? titleFromPath(path);
  return {
    title,
    slug: matter.slug,
    id: matter.id,
    date: matter.date,
    blocks: withOperation(withDescription(withoutTitle(found, title), matter.description), matter.operation),
    notes: matter.note ? [matter.note] : [],
  };
}

/** How blocks are read. `parser`: of Markdown or of MDX; `anchors`: how the site makes those of headings. */
interface BlockOptions extends Partial<Pick<SourceText, "resolve" | "anchors">> {
  readonly parser?: typeof blocks;
}

/**
 * The blocks of Markdown without tags. Links in it are resolved, but for those defined apart: `resolve` is for them.
 */
export function markdownBlocks(
  source: string,
  { parser = blocks, resolve = (link) => link, anchors }: BlockOptions = {},
): PageBlock[] {
  const lines = source.split("\n");
  const env: Record<string, unknown> & { references?: References } = {};
  const tokens = parser.parse(source, env);
  const slugger = anchorMaker(anchors);
  return tokens.flatMap((token, index): PageBlock[] => {
    if (token.type === "heading_open") {
      // One inside a quote or list starts no section, but the site counts it when it numbers equal headings.
      const heading = readHeading(token, tokens[index + 1]?.content ?? "", slugger);
      if (token.level === 0) return heading.text ? [heading] : [];
    }
    if (token.level > 0 || token.nesting < 0 || !token.map || WITHOUT_TEXT.has(token.type)) return [];
    const markdown = lines
      .slice(...token.map)
      .join("\n")
      .replace(/^\s*\n/, "")
      .trimEnd();
    return markdown ? [block(token, markdown, env.references, resolve)] : [];
  });
}

function block(
  { type }: Token,
  markdown: string,
  references: References | undefined,
  resolve: SourceText["resolve"],
): PageContent {
  const kind = KINDS[type] ?? "text";
  const isPlain = kind === "code" || !references;
  return { kind, markdown: isPlain ? markdown : inlineReferences(markdown, references, resolve) };
}

function readHeading(token: Token, content: string, slugger: AnchorMaker): Heading {
  const explicit = ANCHOR_MARK.exec(content)?.[1];
  const text = plainText(content.replace(ANCHOR_MARK, ""));
  if (explicit) slugger.own(explicit);
  const anchor = explicit ?? slugger.slug(text, content);
  return { kind: "heading", level: Number(token.tag.slice(1)), text, anchor: anchor || undefined };
}

/** What a reader sees of inline Markdown. */
function plainText(markdown: string): string {
  if (!/[`*_[\]<>&\\~!]/.test(markdown)) return markdown.trim();
  const [root] = inline.parseInline(markdown, {});
  return (root?.children ?? [])
    .map((token) => (["softbreak", "hardbreak"].includes(token.type) ? " " : token.content))
    .join("")
    .trim();
}

function firstHeading(found: readonly PageBlock[]): string | undefined {
  const heading = found.find((block): block is Heading => block.kind === "heading" && block.level === 1);
  return heading?.text || undefined;
}

/** The heading that repeats the title is the page's own, so what follows it needs no anchor. */
function withoutTitle(found: readonly PageBlock[], title: string): PageBlock[] {
  const index = found.findIndex((block) => block.kind === "heading");
  const first = found[index];
  const isTitle = first?.kind === "heading" && first.level === 1 && first.text === title;
  return isTitle ? found.toSpliced(index, 1) : [...found];
}

/**
 * A page that opens with no words of its own is introduced by its description: emphasised, since it tells of the page
 * and not of what the page is about.
 */
function withDescription(found: PageBlock[], description: string | undefined): PageBlock[] {
  if (!description || found[0]?.kind === "text") return found;
  return [{ kind: "text", markdown: `_${description.replace(/(?<!\w)_|_(?!\w)/g, "\\_")}_` }, ...found];
}

/** A page about an operation of an API says first which one. */
function withOperation(found: PageBlock[], operation: string | undefined): PageBlock[] {
  return operation ? [{ kind: "text", markdown: `\`${operation}\`` }, ...found] : found;
}

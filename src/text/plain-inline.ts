import MarkdownIt, { type Token } from "markdown-it";

/** A link in a line of Markdown. */
export interface InlineLink {
  readonly label: string;
  readonly href: string;
}

const markdown = new MarkdownIt();
/** Every mark of inline Markdown has one of these; a bracket is one where a target follows. */
const MARKS = /[\\`*_~<&\n]|\]\(/;

/** What a line of Markdown says where nothing is drawn: its text without marks, and where its links lead. */
export function plainInline(line: string): { readonly text: string; readonly links: readonly InlineLink[] } {
  if (!MARKS.test(line)) return { text: line, links: [] };
  const tokens = markdown.parseInline(line.replace(/<br\s*\/?>/gi, " "), {})[0]?.children ?? [];
  const links = tokens.flatMap((token, at) => {
    const href = token.type === "link_open" ? token.attrGet("href") : undefined;
    const end = tokens.findIndex(({ type }, index) => index > at && type === "link_close");
    return href ? [{ label: textOf(tokens.slice(at, end)), href: `${href}` }] : [];
  });
  return { text: textOf(tokens), links };
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ type, content }) => (type === "softbreak" || type === "hardbreak" ? " " : content)).join("");
}

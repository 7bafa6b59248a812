import { type Fence, mayOpenFence, readFenceLine } from "./fences.ts";
import { blankFixed, mapProse } from "./prose.ts";

/** The first line of a callout: GitHub's `> [!NOTE]`, and what others write behind it. */
const CALLOUT = /^([ \t]*>[ \t>]*)\[!([a-z]{1,20})\][+-]?[ \t]*/gim;
/** The number or name of a footnote, at its mark and at its text. */
const FOOTNOTE = /(?<!\\)\[\^([\w-]{1,40})\]:?/g;
/** Stars around words. */
const EMPHASIS = /(?<![\\*])(\*{1,3})(?![\s*])([^*\n]{0,299}[^*\s\\])\1(?!\*)/.source;
const EMPHASES = new RegExp(EMPHASIS, "gu");

const BEHIND_LETTER = /[\p{L}\p{N}]$/u;
const BEFORE_LETTER = /^[\p{L}\p{N}]/u;
/** Code and links stand here as one character each, and begin and end with a mark. */
const BEGINS_MARKED = /^[\p{P}\p{S}\ue000]/u;
const ENDS_MARKED = /[\p{P}\p{S}\ue000]$/u;
/** A space that is hardly seen. */
const HAIR = "\u200a";

/**
 * Markdown as every platform draws it: the names of callouts in bold, footnotes in raised brackets, stars that take
 * effect beside letters written without spaces, a list that goes on from another message at the margin.
 *
 * With `done` false, the end that may still become something else is held back: a longer text only ever adds to the end
 * of what a shorter one gave.
 */
export function portable(markdown: string, done = true): string {
  return mapProse(outdented(done ? markdown : markdown.slice(0, decidedEnd(markdown))), (prose) =>
    prose
      .replace(CALLOUT, (_, quote, kind) => `${quote}**${kind[0].toUpperCase()}${kind.slice(1).toLowerCase()}:** `)
      .replace(FOOTNOTE, (_, name) => `⁽${name}⁾`)
      .replace(EMPHASES, parted),
  );
}

/** A text that begins within a list is taken to the margin: without the items above it, it would be code. */
function outdented(markdown: string): string {
  let margin = indentOf(markdown);
  if (margin === 0) return markdown;
  return markdown
    .split("\n")
    .map((line) => {
      if (line.trim()) margin = Math.min(margin, indentOf(line));
      return line.trim() ? line.slice(margin) : line;
    })
    .join("\n");
}

function indentOf(line: string): number {
  return line.length - line.replace(/^[ \t]+/, "").length;
}

/** Stars between a letter and another mark would be taken for letters themselves. */
function parted(pair: string, _stars: string, words: string, at: number, prose: string): string {
  const before = prose.slice(Math.max(0, at - 2), at);
  const after = prose.slice(at + pair.length, at + pair.length + 2);
  const opening = BEHIND_LETTER.test(before) && BEGINS_MARKED.test(words) ? HAIR : "";
  const closing = ENDS_MARKED.test(words) && BEFORE_LETTER.test(after) ? HAIR : "";
  return opening + pair + closing;
}

/** Where a growing text ends that stays what it is, whatever follows. */
function decidedEnd(markdown: string): number {
  const start = markdown.lastIndexOf("\n") + 1;
  if (openFence(markdown.slice(0, start))) return markdown.length;
  const line = markdown.slice(start);
  const isOpen = mayOpenFence(line) || CALLOUT_TO_BE.test(line) || !line.trim();
  return Math.min(isOpen ? start : markdown.length, undecidedSpan(markdown));
}

function openFence(lines: string): Fence | undefined {
  let fence: Fence | undefined;
  for (const line of lines.split("\n").slice(0, -1)) fence = readFenceLine(fence, line).fence;
  return fence;
}

const CALLOUT_TO_BE = /^[ \t]*>[ \t>]*(?:\[(?:![a-z]{0,20})?)?$/i;

const EMPHASIS_WHOLE = new RegExp(`${EMPHASIS}(?=[\\s\\S])`, "gu");
/** What may become code, a mark, a footnote or emphasis. */
const SPAN_TO_BE = /`|[\\!]?\[\^?[\w-]{0,40}\]?:?$|[\\!<&]$|\*{1,3}(?=[^\s*]|$)(?=[^\n]{0,304}$)/;

/** Where the last code, mark or emphasis begins, if it may still become something else; else the end. */
function undecidedSpan(markdown: string): number {
  const start = Math.max(markdown.lastIndexOf("\n\n"), 0);
  const blank = (found: string) => "x".repeat(found.length);
  const at = blankFixed(markdown.slice(start)).replace(EMPHASIS_WHOLE, blank).search(SPAN_TO_BE);
  return at < 0 ? markdown.length : start + at;
}

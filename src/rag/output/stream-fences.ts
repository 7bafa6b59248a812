/** An open code block. Its lines are written again behind `prefix`, so that no reader takes it to end before we do. */
export interface Fence {
  readonly mark: string;
  readonly prefix: string;
}

const OPENING = /^([ \t>]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)$/;
/** The start of a line that may still become an opening fence. */
const MAY_OPEN = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]?)[ \t]*)?(?:`{1,2}|~{1,2}|(?:`{3,}|~{3,})[^\n]*)?$/;
const MAX_LINE = 4000;

/**
 * The code block that opens with the first line of `text`: undefined if none does, `undecided` while more text may
 * tell.
 */
export function openFence(
  text: string,
  ended: boolean,
): { readonly fence: Fence; readonly text: string; readonly length: number } | "undecided" | undefined {
  const newline = text.indexOf("\n");
  if (newline < 0 && !ended) return MAY_OPEN.test(text) && text.length < MAX_LINE ? "undecided" : undefined;
  if (newline >= MAX_LINE) return undefined;
  const line = newline < 0 ? text : text.slice(0, newline);
  const [, lead = "", item = "", mark, info = ""] = OPENING.exec(line) ?? [];
  if (!mark || (mark.startsWith("`") && info.includes("`"))) return undefined;
  // Indented far, it may be taken for a paragraph's next line, unless a blank line stands before it.
  const gap = lead.replace(/\t/g, "    ").length > 3 && !lead.includes(">") ? "\n" : "";
  const prefix = lead.replace(/\t/g, "    ") + " ".repeat(item.length);
  const language = info.trim().replace(/[^\w+#.-].*$/, "");
  return {
    fence: { mark, prefix },
    text: `${gap}${lead.replace(/\t/g, "    ")}${item}${mark}${language}\n`,
    length: newline < 0 ? text.length : newline + 1,
  };
}

/** The next line of a code block; undefined while it is not whole. */
export function continueFence(
  text: string,
  { mark, prefix }: Fence,
  ended: boolean,
): { readonly text: string; readonly closes: boolean; readonly length: number } | undefined {
  const newline = text.indexOf("\n");
  if (newline < 0 && !ended) return undefined;
  const line = newline < 0 ? text : text.slice(0, newline);
  const length = newline < 0 ? text.length : newline + 1;
  const end = newline < 0 ? "" : "\n";
  const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  if (closing?.startsWith(mark)) return { text: `${prefix}${mark}${end}`, closes: true, length };
  return { text: `${prefix}${withoutPrefix(line, prefix)}${end}`, closes: false, length };
}

/** What stands behind as much of the prefix as the line has. */
function withoutPrefix(line: string, prefix: string): string {
  let at = 0;
  while (at < prefix.length && at < line.length && (line[at] === prefix[at] || line[at] === " ")) at++;
  return line.slice(at);
}

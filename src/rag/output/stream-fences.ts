import { closesFence, type Fence, mayOpenFence, openingFence } from "../../text/fences.ts";

const MAX_LINE = 4000;

/**
 * The code block that opens with the first line of `text`, written so that no reader takes it to end before we do:
 * undefined if none does, `undecided` while more text may tell.
 */
export function openFence(
  text: string,
  ended: boolean,
): { readonly fence: Fence; readonly text: string; readonly length: number } | "undecided" | undefined {
  const newline = text.indexOf("\n");
  if (newline < 0 && !ended) return text.length < MAX_LINE && mayOpenFence(text) ? "undecided" : undefined;
  if (newline >= MAX_LINE) return undefined;
  const line = newline < 0 ? text : text.slice(0, newline);
  const fence = openingFence(line.replace(LEAD, (lead) => lead.replaceAll("\t", "    ")));
  if (!fence) return undefined;
  const { lead, marks, info } = fence;
  // Indented far, it may be taken for a paragraph's next line, unless a blank line stands before it.
  const gap = /^ {4}/.test(lead) && !lead.includes(">") ? "\n" : "";
  const language = info.trim().replace(/[^\w+#.-].*$/, "");
  return { fence, text: `${gap}${lead}${marks}${language}\n`, length: newline < 0 ? text.length : newline + 1 };
}

/** What stands before a line's text. */
const LEAD = /^[ \t>]*/;

/** The next line of a code block; undefined while it is not whole. */
export function continueFence(
  text: string,
  fence: Fence,
  ended: boolean,
): { readonly text: string; readonly closes: boolean; readonly length: number } | undefined {
  const newline = text.indexOf("\n");
  if (newline < 0 && !ended) return undefined;
  const line = newline < 0 ? text : text.slice(0, newline);
  const length = newline < 0 ? text.length : newline + 1;
  const end = newline < 0 ? "" : "\n";
  const { marks, prefix } = fence;
  if (closesFence(fence, line)) return { text: `${prefix}${marks}${end}`, closes: true, length };
  return { text: `${prefix}${withoutPrefix(line, prefix)}${end}`, closes: false, length };
}

/** What stands behind as much of the prefix as the line has. */
function withoutPrefix(line: string, prefix: string): string {
  let at = 0;
  while (at < prefix.length && at < line.length && (line[at] === prefix[at] || line[at] === " ")) at++;
  return line.slice(at);
}

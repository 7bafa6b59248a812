/** Inline code, as a part of a regular expression in which its first group is the first. It ends with its paragraph. */
export const INLINE_CODE = /(?<!`)(`+)(?!`)(?:[^\n`]|`(?!\1)|\n(?![ \t]*\n))*?[^`]\1(?!`)/.source;

/**
 * A fenced code block that is open.
 *
 * - `lead`: what stands before its first marks: quote marks, list markers and, inside components, any indentation.
 * - `prefix`: the same as every further line of the block has it, list markers being indentation.
 * - `marks`: its backticks or tildes. `info`: what stands behind them.
 */
export interface Fence {
  readonly lead: string;
  readonly prefix: string;
  readonly marks: string;
  readonly info: string;
}

/** What a line is to fenced code: text outside of it, the first line of a block, one inside, or the last. */
export type FenceLine = "text" | "open" | "code" | "close";

const OPENING = /^((?:[ \t>]|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*)(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
/** The start of a line that may still become a fence's first one. */
const MAY_OPEN =
  /^(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*(?:[-*+]|\d{1,9}[.)]?|`{1,2}|~{1,2}|`{3,}[^`\n]*|~{3,}[^\n]*)?$/;
const CLOSING = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;
const QUOTED = /^[ \t]*>/;

/** The code block that a line opens, if any. */
export function openingFence(line: string): Fence | undefined {
  const [, lead = "", marks, info = ""] = OPENING.exec(line.trimEnd()) ?? [];
  return marks === undefined ? undefined : { lead, prefix: lead.replace(/[^>\s]/g, " "), marks, info };
}

/** Whether the start of a line may still become the first line of a code block. */
export function mayOpenFence(start: string): boolean {
  return MAY_OPEN.test(start);
}

/** Whether a line closes a code block: as many of its marks at least, and nothing behind them. */
export function closesFence({ marks }: Fence, line: string): boolean {
  return CLOSING.exec(line.trimEnd())?.[1]?.startsWith(marks) ?? false;
}

/** What the next line is, and the block that is open behind it. A quote's end is the end of a block in it. */
export function readFenceLine(fence: Fence | undefined, line: string): { kind: FenceLine; fence?: Fence } {
  if (fence && closesFence(fence, line)) return { kind: "close" };
  if (fence && (QUOTED.test(line) || !QUOTED.test(fence.prefix))) return { kind: "code", fence };
  const opened = openingFence(line);
  return opened ? { kind: "open", fence: opened } : { kind: "text" };
}

/**
 * Consecutive lines that are all code, fence lines included, or all text. `open`: the marks of a fence that nobody
 * closed.
 */
export interface FencedRun {
  readonly isCode: boolean;
  readonly lines: readonly string[];
  readonly open?: string;
}

/** Parts lines into text and fenced code. A fence that is never closed runs to the end. */
export function splitFences(lines: readonly string[]): FencedRun[] {
  const runs: FencedRun[] = [];
  let run: string[] = [];
  let fence: Fence | undefined;
  const finish = (isCode: boolean, open?: string) => {
    if (run.length > 0) runs.push({ isCode, lines: run, ...(open && { open }) });
    run = [];
  };
  for (const line of lines) {
    const before = fence;
    const read = readFenceLine(fence, line);
    fence = read.fence;
    // A block that its quote ended is over before this line, as text is before a block.
    if (read.kind === "open" || (read.kind === "text" && before)) finish(before !== undefined);
    run.push(line);
    if (read.kind === "close") finish(true);
  }
  finish(fence !== undefined, fence?.marks);
  return runs;
}

/** A text without fenced code. */
export function withoutFences(text: string): string {
  return splitFences(text.split("\n"))
    .map(({ isCode, lines }) => (isCode ? "" : lines.join("\n")))
    .join("\n");
}

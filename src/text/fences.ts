/** Inline code, as a part of a regular expression in which its first group is the first. It ends with its paragraph. */
export const INLINE_CODE = /(?<!`)(`+)(?!`)(?:[^\n`]|`(?!\1)|\n(?![ \t]*\n))*?[^`]\1(?!`)/.source;

/**
 * Consecutive lines that are all code, fence lines included, or all text. `open`: the marks of a fence that nobody
 * closed.
 */
export interface FencedRun {
  readonly isCode: boolean;
  readonly lines: readonly string[];
  readonly open?: string;
}

/** A fence may stand behind quotes, list markers and, inside components, any indentation. */
const OPENING = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})(.*)$/;
const CLOSING = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;

/** Parts lines into text and fenced code. A fence that is never closed runs to the end. */
export function splitFences(lines: readonly string[]): FencedRun[] {
  const runs: FencedRun[] = [];
  let run: string[] = [];
  let fence: string | undefined;
  const finish = (isCode: boolean, open?: string) => {
    if (run.length > 0) runs.push({ isCode, lines: run, ...(open && { open }) });
    run = [];
  };
  for (const line of lines) {
    if (fence === undefined) {
      fence = openingFence(line);
      if (fence !== undefined) finish(false);
      run.push(line);
    } else {
      run.push(line);
      if (!closes(line, fence)) continue;
      finish(true);
      fence = undefined;
    }
  }
  finish(fence !== undefined, fence);
  return runs;
}

function openingFence(line: string): string | undefined {
  const [, marks, info = ""] = OPENING.exec(line) ?? [];
  return marks?.startsWith("`") && info.includes("`") ? undefined : marks;
}

function closes(line: string, fence: string): boolean {
  const marks = CLOSING.exec(line)?.[1];
  return marks !== undefined && marks[0] === fence[0] && marks.length >= fence.length;
}

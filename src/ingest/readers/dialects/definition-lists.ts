import { type Dialect, type MarkedLine, markedLines } from "./markdown-dialect.ts";

const DEFINITION = /^ {0,3}[:~][ \t]+(\S.*)$/;
const INDENTED = /^(?: {4}|\t)(.*)/;
/** What cannot be a term: another block's first line. */
const NO_TERM = /^[ \t]*(?:#|>|[-*+][ \t]|\d+[.)][ \t]|\||:|<|```|~~~|$)/;

/** A term on a line, and below it what it means behind a colon: together in one item of a list. */
export const definitionLists: Dialect = {
  name: "definition lists",
  marks: /^ {0,3}[:~][ \t]+\S/m,
  rewrite: (text) => {
    const list: List = { lines: [] };
    for (const line of markedLines(text)) addLine(list, line);
    return list.lines.join("\n");
  },
};

/** The lines so far; `item`: the last one that belongs to a definition. */
interface List {
  readonly lines: string[];
  item?: number;
}

function addLine(list: List, { text, isCode }: MarkedLine): void {
  const words = isCode ? undefined : DEFINITION.exec(text)?.[1];
  const above = lastWritten(list.lines);
  if (words !== undefined && list.item !== undefined && list.item === above) push(list, `  ${words}`);
  else if (words !== undefined && isTerm(list.lines[above])) {
    const [term = ""] = list.lines.splice(above);
    list.lines.push("");
    push(list, `- **${term.trim()}**: ${words}`);
  } else if (list.item !== undefined && INDENTED.test(text)) push(list, `  ${text.replace(INDENTED, "$1")}`);
  else {
    list.lines.push(text);
    if (text.trim() !== "") list.item = undefined;
  }
}

function push(list: List, line: string): void {
  list.lines.push(line);
  list.item = list.lines.length - 1;
}

/** The last line that is not blank, where no more than one blank line is below it. */
function lastWritten(lines: readonly string[]): number {
  const last = lines.length - 1;
  return (lines[last] ?? "").trim() === "" ? last - 1 : last;
}

function isTerm(line: string | undefined): boolean {
  return line !== undefined && !NO_TERM.test(line) && line.length < 200;
}

import { type Dialect, markedLines } from "./dialect.ts";

const DEFINITION = /^ {0,3}[:~][ \t]+(\S.*)$/;
/** What cannot be a term: another block's first line. */
const NO_TERM = /^[ \t]*(?:#|>|[-*+][ \t]|\d+[.)][ \t]|\||:|<|```|~~~|$)/;

/** A term on a line, and below it what it means behind a colon: together in one item of a list. */
export const definitionLists: Dialect = {
  name: "definition lists",
  marks: /^ {0,3}[:~][ \t]+\S/m,
  rewrite(text) {
    const result: string[] = [];
    let term: number | undefined;
    for (const { text: line, isCode } of markedLines(text)) {
      const words = isCode ? undefined : DEFINITION.exec(line)?.[1];
      const above = result.findLastIndex((one, index) => one.trim() !== "" && index >= result.length - 2);
      if (words !== undefined && (term === above || isTerm(result[above]))) {
        const isFirst = term !== above;
        if (isFirst) result.splice(above, result.length - above, "", `- **${result[above]?.trim()}**: ${words}`);
        else result.push(`  ${words}`);
        term = result.length - 1;
      } else {
        result.push(term !== undefined && /^(?: {4}|\t)/.test(line) ? `  ${line.replace(/^(?: {4}|\t)/, "")}` : line);
        if (line.trim() !== "" && !/^(?: {2,}|\t)/.test(line)) term = undefined;
        else if (term !== undefined && line.trim() !== "") term = result.length - 1;
      }
    }
    return result.join("\n");
  },
};

function isTerm(line: string | undefined): boolean {
  return line !== undefined && !NO_TERM.test(line) && line.length < 200;
}

import type { Citations } from "../../core/answer.ts";
import { NOT_IN_DOCS } from "../prompts.ts";
import { type Section, sectionTitle } from "../retrieve.ts";
import type { Piece } from "./scanner.ts";

const CODE_LABEL = "_This code is not from the docs._";

/** What is shown, as it is written down piece by piece. */
export interface Printer {
  /** The text that a piece adds. Space is kept until it is known what it leads to. */
  print(piece: Piece): string;
  /** Says under a code block, whose last line is `closing`, that it is nobody's but the model's. */
  label(closing: string): string;
  citations(): Citations;
}

/** An empty page on which `sections` may be cited; sources are numbered as they come up. */
export function createPrinter(sections: readonly Section[]): Printer {
  const order: Section[] = [];
  let space = "";
  let marks: string[] = [];
  let last = "";
  /** The space was for a mark that turned out to be none. */
  let isDoubtful = false;
  /** Nothing but marks stands on the line so far. */
  let isLineLead = true;

  const mark = (n: number): string[] => {
    const section = sections[n - 1];
    if (!section) return [];
    const same = order.findIndex((known) => known.url === section.url && sectionTitle(known) === sectionTitle(section));
    if (same < 0) order.push(section);
    return [`[${same < 0 ? order.length : same + 1}]`];
  };

  const cite = (numbers: readonly number[]): string => {
    const fresh = [...new Set(numbers.flatMap(mark))].filter((found) => !marks.includes(found));
    if (fresh.length === 0) {
      isDoubtful = true;
      return "";
    }
    const before = space;
    space = "";
    marks.push(...fresh);
    last = "]";
    return before + fresh.join("");
  };

  const keepSpace = (text: string): string => {
    space = isDoubtful ? text : space + text;
    isDoubtful = false;
    return "";
  };

  const put = (text: string): string => {
    if (isDoubtful && /^[.,;:!?)\n]/.test(text)) space = "";
    const before = space || (mustPart(last, text, isLineLead) ? " " : "");
    isDoubtful = false;
    space = "";
    marks = [];
    last = text || last;
    isLineLead = text.endsWith("\n");
    return before + text;
  };

  return {
    print(piece) {
      if (piece.kind === "cite") return cite(piece.numbers);
      if (piece.kind === "space") return keepSpace(piece.text);
      return put(piece.kind === "word" && piece.text === NOT_IN_DOCS ? "" : piece.text);
    },
    label: (closing) => `${closing.endsWith("\n") ? "" : "\n"}\n${CODE_LABEL}\n`,
    citations: () => ({
      sources: order.map((section, index) => ({ n: index + 1, title: sectionTitle(section), url: section.url })),
      cited: order.flatMap(({ ids }) => ids),
    }),
  };
}

/**
 * Side by side, backticks would be one longer run, a bracket and a parenthesis a link, a mark that begins a line and
 * a colon its target.
 */
function mustPart(last: string, next: string, isLineLead: boolean): boolean {
  if (last.endsWith("`")) return next.startsWith("`");
  return last.endsWith("]") && (next.startsWith("(") || (isLineLead && next.startsWith(":")));
}

import type { Citations } from "../../core/answer.ts";
import { NOT_IN_DOCS } from "../prompts.ts";
import { type Section, sectionTitle } from "../retrieve.ts";
import { citedSource } from "../search-results.ts";
import type { Piece } from "./scanner.ts";

const CODE_LABEL = "_This code is not from the docs._";

/** Where the output is: in `text`, or behind a citation that was `dropped`, whose space goes with it. */
type PrinterState = "text" | "dropped";

/** What is shown, as it is written piece by piece; sources are numbered as they come up. */
export class Printer {
  readonly #sections: readonly Section[];
  readonly #order: Section[] = [];
  #state: PrinterState = "text";
  /** The space that is kept until it is known what it leads to. */
  #space = "";
  /** The citations since the last text. */
  #marks: string[] = [];
  #last = "";
  /** Nothing but citations stands on the line so far. */
  #isLineLead = true;

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
  }

  /** The text that a piece adds. */
  print(piece: Piece): string {
    if (piece.kind === "cite") return this.#cite(piece.numbers);
    if (piece.kind === "space") return this.#keep(piece.text);
    return this.#put(piece.kind === "word" && piece.text === NOT_IN_DOCS ? "" : piece.text);
  }

  /** Says under a code block, whose last line is `closing`, that it is nobody's but the model's. */
  label(closing: string): string {
    return `${closing.endsWith("\n") ? "" : "\n"}\n${CODE_LABEL}\n`;
  }

  /** Keeps what is printed next apart from what was said of the text so far. */
  part(): void {
    this.#space ||= " ";
  }

  citations(): Citations {
    return {
      sources: this.#order.map((section, index) => citedSource(section, index + 1)),
      cited: this.#order.flatMap(({ ids }) => ids),
    };
  }

  #cite(numbers: readonly number[]): string {
    const marks = new Set(numbers.flatMap((n) => this.#markOf(n)));
    const fresh = [...marks].filter((mark) => !this.#marks.includes(mark));
    if (fresh.length === 0) {
      this.#state = "dropped";
      return "";
    }
    this.#marks.push(...fresh);
    this.#last = "]";
    return this.#takeSpace() + fresh.join("");
  }

  /** The mark of a section, by its place among the sources; several chunks of one section are one source. */
  #markOf(n: number): string[] {
    const section = this.#sections[n - 1];
    if (!section) return [];
    const title = sectionTitle(section);
    const at = this.#order.findIndex((known) => known.url === section.url && sectionTitle(known) === title);
    if (at < 0) this.#order.push(section);
    return [`[${at < 0 ? this.#order.length : at + 1}]`];
  }

  #keep(space: string): string {
    this.#space = this.#state === "dropped" ? space : this.#space + space;
    this.#state = "text";
    return "";
  }

  #put(text: string): string {
    if (this.#state === "dropped" && /^[.,;:!?)\n]/.test(text)) this.#space = "";
    const before = this.#takeSpace() || (mustPart(this.#last, text, this.#isLineLead) ? " " : "");
    this.#marks = [];
    this.#last = text || this.#last;
    this.#isLineLead = text.endsWith("\n");
    this.#state = "text";
    return before + text;
  }

  #takeSpace(): string {
    const space = this.#space;
    this.#space = "";
    return space;
  }
}

/**
 * Side by side, backticks would be one longer run, a bracket and a parenthesis a link, a mark that begins a line and a
 * colon its target.
 */
function mustPart(last: string, next: string, isLineLead: boolean): boolean {
  if (last.endsWith("`")) return next.startsWith("`");
  return last.endsWith("]") && (next.startsWith("(") || (isLineLead && next.startsWith(":")));
}

import type { Section } from "../retrieve.ts";
import type { Piece } from "./scanner.ts";

/**
 * Where a sentence is: `open` while it is written, `closing` once its full stop was read, after which marks and closing
 * quotes may still follow.
 */
type SentenceState = "open" | "closing";

const SENTENCE_END = /[.!?。！？…]["'”’»)\]*_]{0,20}$/;
const CLOSER = /^["'”’»)\]*_]+$/;
/** Marks that open as well as close, where they do either: no star of a list, no underscore within a name. */
const PAIRED = {
  "*": /(?<=[^\s*\\])\*+|(?<![*\\])\*+(?![\s*])/g,
  _: /(?<![\p{L}\p{N}_\\])_+|(?<![_\\])_+(?![\p{L}\p{N}_])/gu,
  '"': /(?<!\\)"/g,
} as const;
/** More than the longest end of a sentence, so that the whole is not read again for every word. */
const TAIL = 40;
/** Longer sentences, in characters, are nobody's: they are checked in parts, or their checking would not be linear. */
const LONGEST = 1000;

/** The sentence that is being written: what it says, and the sections that it cites. */
export class DraftSentence {
  readonly codes: string[] = [];
  readonly cited = new Set<Section>();
  /** Held back until it is checked, where unsupported sentences are dropped. */
  readonly held: Piece[] = [];
  readonly #sections: readonly Section[];
  readonly #parts: string[] = [];
  #state: SentenceState = "open";
  #tail = "";
  #length = 0;
  #isRow = false;

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
  }

  get text(): string {
    return this.#parts.join("");
  }

  /** Whether it is a table's row, as far as it is written. */
  get isRow(): boolean {
    return this.#isRow;
  }

  /** Whether a piece begins another sentence, or is none: a small letter goes on after "e.g." */
  endsBefore(piece: Piece): boolean {
    if (piece.kind === "break" || piece.kind === "fence") return true;
    if (piece.kind === "space") return this.#length >= LONGEST;
    if (this.#state === "open" || piece.kind === "cite") return false;
    if (piece.kind === "word" && this.#closes(piece.text)) return false;
    if (this.cited.size > 0 && SENTENCE_END.test(this.#tail.trimEnd())) return true;
    return /\s$/.test(this.#tail) && !(piece.kind === "word" && /^\p{Ll}/u.test(piece.text));
  }

  add(piece: Exclude<Piece, { readonly kind: "fence" }>): void {
    if (piece.kind === "cite") this.#cite(piece.numbers);
    else this.#say(piece.kind === "code" ? piece.code : piece.text);
    if (piece.kind === "code" && piece.code) this.codes.push(piece.code);
    if (piece.kind === "word" || piece.kind === "code")
      this.#state = SENTENCE_END.test(this.#tail) ? "closing" : "open";
  }

  /** Whether marks close something here: where no space stands between sentences, they may open the next one. */
  #closes(marks: string): boolean {
    const paired = Object.entries(PAIRED).filter(([mark]) => marks.includes(mark));
    return CLOSER.test(marks) && paired.every(([, runs]) => hasOpenRun(this.text, runs));
  }

  #cite(numbers: readonly number[]): void {
    for (const n of numbers) {
      const section = this.#sections[n - 1];
      if (section) this.cited.add(section);
    }
  }

  #say(text: string): void {
    if (this.#length === 0) this.#isRow = text.startsWith("|");
    if (this.#length > 0 || text.trim() !== "") this.#length += text.length;
    this.#parts.push(text);
    this.#tail = (this.#tail + text).slice(-TAIL);
  }
}

/** Whether a run of marks in a text has no other of its length that closes it. */
function hasOpenRun(text: string, runs: RegExp): boolean {
  const open = new Set<number>();
  for (const [{ length }] of text.matchAll(runs)) if (!open.delete(length)) open.add(length);
  return open.size > 0;
}

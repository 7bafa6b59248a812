import type { Citations, Unsupported } from "../../core/answer.ts";
import { ANSWER_RULES } from "../prompts.ts";
import type { Section } from "../retrieve.ts";
import { DraftSentence } from "./draft-sentence.ts";
import { isNamed, isQuotedCode, isSupported } from "./grounding.ts";
import { knownLinks } from "./links.ts";
import { Printer } from "./printer.ts";
import { createPromptLeakFilter, type PromptLeakFilter } from "./prompt-leak.ts";
import { normaliseCode } from "./reference.ts";
import { createScanner, type Piece, type Scanner } from "./scanner.ts";

/**
 * Makes a draft safe to show, as it is written: sections' numbers become sources in order of first mention,
 * wrong numbers, unknown links and markup go, and what the cited section does not bear out is marked. What
 * comes out does not depend on how the draft was parted.
 */
export interface Citer {
  /** Takes the next part of the draft and returns what may be shown of it. */
  write(text: string): string;
  /** Returns what was held back. */
  end(): string;
  citations(): Citations;
}

type FencePiece = Extract<Piece, { readonly kind: "fence" }>;
type TextPiece = Exclude<Piece, FencePiece>;

/** Where a line is: in its `text`, or behind `bars` of a table that may end its row, and then stand behind the mark. */
type LineState = "text" | "bars";

const UNSUPPORTED_MARK = " _(not confirmed by the source)_";
const FOREIGN_CODE_MARK = " _(not from the docs)_";

/** What happens to a sentence that its source does not bear out; of what was `quoted` nothing is doubted. */
type Doubts = Unsupported | "quoted";

/** A citer for a draft that was written from `sections`. `asked`: the question, whose code may be repeated. */
export function createCiter(sections: readonly Section[], unsupported: Doubts = "mark", asked = ""): Citer {
  return new SentenceCiter(sections, unsupported, asked);
}

/** The pieces of a draft go by here: first into a line, then into a sentence, then onto the page. */
class SentenceCiter implements Citer {
  readonly #sections: readonly Section[];
  readonly #unsupported: Doubts;
  readonly #asked: string;
  readonly #scanner: Scanner;
  readonly #leaks: PromptLeakFilter;
  readonly #printer: Printer;
  #state: LineState = "text";
  #bars: Piece[] = [];
  #sentence: DraftSentence;
  #code: string[] = [];
  #checked = 0;
  #supported = 0;

  constructor(sections: readonly Section[], unsupported: Doubts, asked: string) {
    this.#sections = sections;
    this.#unsupported = unsupported;
    this.#asked = normaliseCode(asked);
    this.#scanner = createScanner(knownLinks(sections));
    this.#leaks = createPromptLeakFilter(ANSWER_RULES);
    this.#printer = new Printer(sections);
    this.#sentence = new DraftSentence(sections);
  }

  write(text: string): string {
    return this.#show(this.#scanner.write(text).flatMap(this.#leaks.take));
  }

  end(): string {
    const shown = this.#show([...this.#scanner.end().flatMap(this.#leaks.take), ...this.#leaks.end()]);
    return shown + (this.#state === "bars" ? this.#endRow() : this.#endSentence());
  }

  citations(): Citations {
    const support = this.#checked > 0 ? this.#supported / this.#checked : undefined;
    return { ...this.#printer.citations(), support };
  }

  #show(pieces: readonly Piece[]): string {
    return pieces.map((piece) => (this.#state === "bars" ? this.#afterBars(piece) : this.#inText(piece))).join("");
  }

  #inText(piece: Piece): string {
    if (!isBar(piece) || !this.#sentence.isRow) return this.#take(piece);
    this.#state = "bars";
    this.#bars = [piece];
    return "";
  }

  #afterBars(piece: Piece): string {
    if (isBar(piece) || piece.kind === "space") {
      this.#bars.push(piece);
      return "";
    }
    if (piece.kind === "break") return this.#endRow() + this.#take(piece);
    const bars = this.#bars;
    this.#state = "text";
    return bars.map((bar) => this.#take(bar)).join("") + this.#take(piece);
  }

  /** Ends a table's row: what is said of it stands before its last bars. */
  #endRow(): string {
    this.#state = "text";
    if (this.#unsupported !== "drop") return this.#endSentence() + this.#print(this.#bars);
    this.#sentence.held.push(...this.#bars);
    return this.#endSentence();
  }

  #take(piece: Piece): string {
    const before = this.#sentence.endsBefore(piece) ? this.#endSentence() : "";
    if (before === UNSUPPORTED_MARK && piece.kind !== "break" && piece.kind !== "fence") this.#printer.part();
    return before + (piece.kind === "fence" ? this.#takeCode(piece) : this.#takeText(piece));
  }

  #takeText(piece: TextPiece): string {
    this.#sentence.add(piece);
    if (this.#unsupported !== "drop" || piece.kind === "break") return this.#printer.print(piece);
    this.#sentence.held.push(piece);
    return "";
  }

  #takeCode(piece: FencePiece): string {
    if (piece.part === "line") this.#code.push(piece.text);
    const shown = this.#printer.print(piece);
    if (piece.part !== "close") return shown;
    const code = this.#code.splice(0).join("");
    return shown + (this.#isQuoted() || isQuotedCode(code, this.#sections) ? "" : this.#printer.label(piece.text));
  }

  /** Ends the sentence and begins the next. Returns what was held of it, and what is said of it. */
  #endSentence(): string {
    const { text, codes, cited, held } = this.#sentence;
    this.#sentence = new DraftSentence(this.#sections);
    if (!/[\p{L}\p{N}]/u.test(text)) return this.#print(held);
    if (cited.size === 0)
      return (
        this.#print(held) + (this.#isQuoted() || isNamed(codes, this.#sections, this.#asked) ? "" : FOREIGN_CODE_MARK)
      );
    this.#checked += 1;
    const isFine = this.#isQuoted() || isSupported({ text, codes, sections: [...cited] });
    if (!isFine) return this.#unsupported === "drop" ? "" : UNSUPPORTED_MARK;
    this.#supported += 1;
    return this.#print(held);
  }

  #isQuoted(): boolean {
    return this.#unsupported === "quoted";
  }

  #print(pieces: readonly Piece[]): string {
    return pieces.map((piece) => this.#printer.print(piece)).join("");
  }
}

function isBar(piece: Piece): boolean {
  return piece.kind === "word" && piece.text === "|";
}

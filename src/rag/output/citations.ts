import type { Citations, Unsupported } from "../../core/answer.ts";
import { ANSWER_RULES } from "../prompts.ts";
import type { Section } from "../retrieve.ts";
import { isNamed, isQuotedCode, isSupported } from "./grounding.ts";
import { knownLinks } from "./links.ts";
import { createPrinter } from "./printer.ts";
import { createPromptLeakFilter } from "./prompt-leak.ts";
import { createScanner, type Piece } from "./scanner.ts";

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

const UNSUPPORTED_MARK = " _(not confirmed by the source)_";
const FOREIGN_CODE_MARK = " _(not from the docs)_";
const SENTENCE_END = /[.!?。！？…]["'”’»)\]*_]*$/;
const CLOSER = /^["'”’»)\]*_]+$/;

/** The sentence that is being written. */
interface Sentence {
  text: string;
  codes: string[];
  cited: Set<Section>;
  /** Its full stop was read; marks and closing quotes may still follow. */
  isClosing: boolean;
  /** Held back until it is judged, where unsupported sentences are dropped. */
  held: Piece[];
}

/**
 * A citer for a draft that was written from `sections`; `quoted`: it was quoted from them, so nothing in it is doubted.
 * `asked`: the question, whose code may be repeated.
 */
export function createCiter(
  sections: readonly Section[],
  unsupported: Unsupported | "quoted" = "mark",
  asked = "",
): Citer {
  const scanner = createScanner(knownLinks(sections));
  const secrecy = createPromptLeakFilter(ANSWER_RULES);
  const page = createPrinter(sections);
  let sentence = newSentence();
  let bars: Piece[] = [];
  let code = "";
  let checked = 0;
  let supported = 0;

  /** Whether the sources of a sentence bear it out; counts both kinds. */
  const judge = ({ text, codes, cited }: Sentence): boolean => {
    const isFine = unsupported === "quoted" || isSupported({ text, codes, sections: [...cited] });
    checked += 1;
    if (isFine) supported += 1;
    return isFine;
  };

  /** Ends the sentence and begins the next. Returns what was held of it, and what is said of it. */
  const finish = (): string => {
    const done = sentence;
    sentence = newSentence();
    const print = () => done.held.map(page.print).join("");
    if (!/[\p{L}\p{N}]/u.test(done.text)) return print();
    if (done.cited.size === 0)
      return print() + (unsupported === "quoted" || isNamed(done.codes, sections, asked) ? "" : FOREIGN_CODE_MARK);
    if (judge(done)) return print();
    return unsupported === "drop" ? "" : UNSUPPORTED_MARK;
  };

  const fence = (piece: Piece & { kind: "fence" }): string => {
    if (piece.part === "line") code += piece.text;
    if (piece.part !== "close") return page.print(piece);
    const isFromDocs = unsupported === "quoted" || isQuotedCode(code, sections);
    code = "";
    return page.print(piece) + (isFromDocs ? "" : page.label(piece.text));
  };

  /** A bar that may be the last of a table's row waits, for what is said of the row stands before it. */
  const takeInRow = (piece: Piece): string => {
    if (isBar(piece, sentence) || (bars.length > 0 && piece.kind === "space")) {
      bars.push(piece);
      return "";
    }
    const waiting = bars;
    bars = [];
    const isRowOver = waiting.length > 0 && piece.kind === "break";
    return (isRowOver ? finishRow(waiting) : waiting.map(take).join("")) + take(piece);
  };

  const finishRow = (waiting: readonly Piece[]): string => {
    sentence.held.push(...(unsupported === "drop" ? waiting : []));
    const before = finish();
    return before + (unsupported === "drop" ? "" : waiting.map(page.print).join(""));
  };

  const take = (piece: Piece): string => {
    const before = endsSentence(piece, sentence) ? finish() : "";
    if (piece.kind === "fence") return before + fence(piece);
    note(piece, sentence, sections);
    if (unsupported !== "drop" || piece.kind === "break") return before + page.print(piece);
    sentence.held.push(piece);
    return before;
  };

  return {
    write: (text) => scanner.write(text).flatMap(secrecy.take).map(takeInRow).join(""),
    end: () =>
      [...scanner.end().flatMap(secrecy.take), ...secrecy.end()].map(takeInRow).join("") +
      (bars.length > 0 ? finishRow(bars.splice(0)) : finish()),
    citations: () => ({ ...page.citations(), support: checked > 0 ? supported / checked : undefined }),
  };
}

function newSentence(): Sentence {
  return { text: "", codes: [], cited: new Set(), isClosing: false, held: [] };
}

function isBar(piece: Piece, { text }: Sentence): boolean {
  return piece.kind === "word" && piece.text === "|" && text.trimStart().startsWith("|");
}

/** A line's end, a code block, or a new word after a full stop; a small letter goes on after "e.g." */
function endsSentence(piece: Piece, { isClosing, text, cited }: Sentence): boolean {
  if (piece.kind === "break" || piece.kind === "fence") return true;
  if (!isClosing || piece.kind === "space" || piece.kind === "cite") return false;
  if (piece.kind === "word" && CLOSER.test(piece.text)) return false;
  if (cited.size > 0 && SENTENCE_END.test(text.trimEnd())) return true;
  return /\s$/.test(text) && !(piece.kind === "word" && /^\p{Ll}/u.test(piece.text));
}

function note(piece: Piece, sentence: Sentence, sections: readonly Section[]): void {
  if (piece.kind === "cite")
    for (const n of piece.numbers) {
      const section = sections[n - 1];
      if (section) sentence.cited.add(section);
    }
  else if (piece.kind === "code") {
    sentence.text += piece.code;
    if (piece.code) sentence.codes.push(piece.code);
  } else sentence.text += piece.text;
  if (piece.kind === "word" || piece.kind === "code") sentence.isClosing = SENTENCE_END.test(sentence.text);
}

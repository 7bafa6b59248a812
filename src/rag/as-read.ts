import type { Question } from "../core/answer.ts";
import { questionIn } from "./language/pointing.ts";
import { LONGEST_ANSWER } from "./safe-text.ts";

/** More of a question or of what it points at, in characters, is not read. */
const LONGEST_TEXT = 8000;
/** Nor are more exchanges before it. */
const LONGEST_TALK = 30;

/** The question as far as it is read. Somebody who only points at a text asks about that text. */
export function asRead({ text, quoted, history, ...question }: Question): Question {
  const asked = text.slice(0, LONGEST_TEXT);
  const pointed = quoted?.slice(0, LONGEST_TEXT);
  const talk = history.slice(-LONGEST_TALK).map((turn) => ({
    ...turn,
    question: turn.question.slice(0, LONGEST_TEXT),
    answer: turn.answer.slice(0, LONGEST_ANSWER),
  }));
  if (asked.trim() || !pointed) return { ...question, text: asked, quoted: pointed, history: talk };
  const found = questionIn(pointed);
  return { ...question, text: found ?? pointed, ...(found && { quoted: pointed }), history: talk };
}

/** Texts that may name the version that is meant: the question, what it points at, what was asked just before. */
export function textsOf({ text, quoted = "", history }: Question): string[] {
  return [
    text,
    quoted,
    ...history
      .slice(-2)
      .map((turn) => turn.question)
      .reverse(),
  ];
}

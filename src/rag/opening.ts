import type { AnswerEvent, Outcome, Question } from "../core/answer.ts";
import { localeOf } from "../text/language.ts";
import { asCode } from "./extract/blocks.ts";

/** The verdict, and what must be said before anything else. `version`: which one is told of. */
export async function* begin(
  { text, unread = [] }: Question,
  outcome: Outcome,
  version: string | undefined,
): AsyncGenerator<AnswerEvent> {
  const { sentences } = localeOf(text);
  yield { type: "verdict", outcome };
  if (version) yield { type: "text", text: `_${sentences.version.replace("{version}", () => asCode(version))}_\n\n` };
  // A file's name is anybody's text, so it is shown as code.
  const names = unread.map((name) => asCode(name.replace(/\s+/g, " ").slice(0, 80))).join(", ");
  if (names) yield { type: "text", text: `_${sentences.unread.replace("{names}", () => names)}_\n\n` };
}

/** An answer that is one text, and points nowhere. */
export async function* fixedAnswer(outcome: Outcome, text: string): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome };
  yield { type: "text", text };
  yield { type: "end", outcome, sources: [], cited: [] };
}

import type { AnswerEvent, Outcome, Question } from "../core/answer.ts";
import { localeOf } from "../text/language.ts";
import { asCode } from "./extract/blocks.ts";
import { nothingAsked } from "./language/pointing.ts";
import { smallTalk, type TalkReply } from "./language/small-talk.ts";

/** The verdict, and what must be said before anything else. `version`: which one is told of. */
export async function* begin(
  { text, quoted, unread = [] }: Question,
  outcome: Outcome,
  version: string | undefined,
): AsyncGenerator<AnswerEvent> {
  const { sentences } = localeOf(text);
  yield { type: "verdict", outcome };
  if (version) yield { type: "text", text: `_${sentences.version.replace("{version}", () => asCode(version))}_\n\n` };
  if (quoted === "" && unread.length === 0) yield { type: "text", text: `_${sentences.unreadable}_\n\n` };
  // A file's name is anybody's text, so it is shown as code.
  const names = unread.map((name) => asCode(name.replace(/\s+/g, " ").slice(0, 80))).join(", ");
  if (names) yield { type: "text", text: `_${sentences.unread.replace("{names}", () => names)}_\n\n` };
}

/** What is said to a message that asks the docs nothing; undefined for a question. */
export function talkAbout(question: Question, hasModel: boolean): AsyncIterable<AnswerEvent> | undefined {
  const invitation = nothingAsked(question);
  if (invitation) return invite(question, invitation);
  const talk = smallTalk(question.text);
  return talk && !(hasModel && takesOffer(talk, question)) ? fixedAnswer("talk", talk.reply) : undefined;
}

/** Says what could not be read, and what can be asked. */
async function* invite({ quoted: _, ...question }: Question, invitation: string): AsyncGenerator<AnswerEvent> {
  yield* begin(question, "talk", undefined);
  yield { type: "text", text: invitation };
  yield { type: "end", outcome: "talk", sources: [], cited: [] };
}

/** Whether "yes" or "no" answers what a model asked at the end of its last answer. */
function takesOffer({ topic }: TalkReply, { history }: Question): boolean {
  return topic === "nod" && /[?？؟]\s*$/.test(history.at(-1)?.answer ?? "");
}

/** An answer that is one text, and points nowhere. */
export async function* fixedAnswer(outcome: Outcome, text: string): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome };
  yield { type: "text", text };
  yield { type: "end", outcome, sources: [], cited: [] };
}

import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import type { Prompt } from "../../core/prompt.ts";
import { ID, webPlaceOf, webPromptId } from "./reply-target.ts";

/** The longest question that is taken, in UTF-16 units: far more than a question needs, less than a document. */
export const LONGEST_QUESTION = 4000;

/** Control characters that no keyboard types, but for the line feed and the tab. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const asked = z.object({ id: z.string().regex(ID), conversation: z.string().regex(ID), text: z.string() });

/** The prompt in a request of the page. Throws a `UserError` for what the page would not send. */
export function readPrompt(body: unknown, author: string, admin: boolean): Prompt {
  const parsed = asked.safeParse(body);
  if (!parsed.success) throw new UserError("This is not a question as the page sends it. Please reload the page.");
  const { id, conversation, text } = parsed.data;
  return {
    id: webPromptId(author, id),
    command: "ask",
    text: readQuestion(text),
    author: { id: author, name: "Visitor", ...(admin && { admin }) },
    place: webPlaceOf(author, conversation),
    cause: "asked",
    direct: true,
    private: false,
    address: null,
  };
}

function readQuestion(typed: string): string {
  const text = typed.replaceAll("\r\n", "\n").toWellFormed().replace(CONTROL, "").trim();
  if (text === "") throw new UserError("There is no question in this. Please type one.");
  if (text.length > LONGEST_QUESTION)
    throw new UserError(
      `This is too long: ${count(text.length)} characters, and at most ${count(LONGEST_QUESTION)} are read. ` +
        "Please shorten it to the question and the few lines that matter.",
    );
  return text;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

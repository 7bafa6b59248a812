import { indexTerms, queryTokens } from "../../src/text/tokenizer.ts";

/** A message as it stands in a chat request. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string | null | readonly { readonly type: string; readonly text?: string }[];
}

/** What the answering prompt tells a model to say when the docs do not answer. */
const SENTINEL = /`([A-Z][A-Z_]+)`/;
const PASSAGE = /<passage-(\w+) n="(\d+)">\n([\s\S]*?)\n<\/passage-\1>/g;
const QUESTION = /<question-(\w+)>\n([\s\S]*?)\n<\/question-\1>/;
const CONVERSATION = /<conversation-(\w+)>\n([\s\S]*?)\n<\/conversation-\1>/;
/** How much of what is asked the best sentence must speak of, else the mind refuses. */
const ENOUGH = 0.34;

/**
 * What a very plain model would say, from its prompt alone: it sees nothing but the messages, so a wrong prompt
 * gives a wrong answer. It puts a follow-up together with what was asked before it, quotes the sentences of the
 * passages that fit the question best with `[n]`, and refuses the way its prompt tells it to.
 */
export function think(messages: readonly ChatMessage[]): string {
  const last = textOf(messages.at(-1));
  const question = QUESTION.exec(last)?.[2] ?? last;
  const conversation = CONVERSATION.exec(last)?.[2];
  if (conversation !== undefined) return standalone(conversation, question);
  const earlier = messages.filter((message) => message.role === "user").slice(0, -1);
  const system = messages
    .filter((message) => message.role === "system")
    .map(textOf)
    .join("\n");
  const quoted = compose(question, textOf(earlier.at(-1)), passagesIn(last));
  return quoted ?? SENTINEL.exec(system)?.[1] ?? "I do not know.";
}

/** The text of a message, whatever its form. */
export function textOf(message: ChatMessage | undefined): string {
  if (typeof message?.content === "string") return message.content;
  return (message?.content ?? []).map((part) => part.text ?? "").join("");
}

/** A text as numbers in which shared words show: every stem hashed into one of some hundred places. */
export function embed(text: string, dimensions = 256): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const term of queryTokens(text).flatMap((word) => word.terms)) {
    let hash = 7;
    for (const letter of term) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** "How do I set X?" and then "and in production?" make "How do I set X in production?". */
function standalone(conversation: string, question: string): string {
  const asked = conversation.split("\n").filter((line) => line.startsWith("Person: "));
  const before =
    asked
      .at(-1)
      ?.slice("Person: ".length)
      .replace(/[?.!\s]+$/, "") ?? "";
  const now = question.replace(/^(?:and|but|what about|how about)\s+/i, "");
  return `${before} ${now}`.trim();
}

interface Heard {
  readonly n: number;
  readonly text: string;
}

function passagesIn(prompt: string): Heard[] {
  return [...prompt.matchAll(PASSAGE)].map(([, , n, text]) => ({ n: Number(n), text: text ?? "" }));
}

function compose(question: string, before: string, passages: readonly Heard[]): string | undefined {
  const now = queryTokens(question).flatMap((word) => word.terms);
  const earlier = queryTokens(QUESTION.exec(before)?.[2] ?? before).flatMap((word) => word.terms);
  const suits = (text: string) => {
    const terms = new Set(indexTerms(text));
    return share(now, terms) + 0.3 * share(earlier, terms);
  };
  const ranked = passages.map((heard) => ({ ...heard, score: suits(heard.text) })).sort((a, b) => b.score - a.score);
  const best = ranked
    .slice(0, 2)
    .filter((heard, rank) => heard.score >= ENOUGH && (rank === 0 || heard.score >= ENOUGH * 2));
  if (best.length === 0) return undefined;
  return best.map((heard) => say(heard, suits)).join("\n\n");
}

function share(wanted: readonly string[], terms: ReadonlySet<string>): number {
  return wanted.length === 0 ? 0 : wanted.filter((term) => terms.has(term)).length / wanted.length;
}

function say({ n, text }: Heard, suits: (text: string) => number): string {
  const [, ...body] = text.split("\n");
  const code = /```[\s\S]*?```/.exec(text)?.[0];
  const prose = body.join("\n").replace(/```[\s\S]*?```/g, "");
  const sentences = prose.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => sentence.trim().length > 3);
  const told = sentences.sort((a, b) => suits(b) - suits(a)).slice(0, 2);
  return [...told.map((sentence) => `${sentence.trim()} [${n}]`), ...(code ? [`\n${code}`] : [])].join("\n");
}

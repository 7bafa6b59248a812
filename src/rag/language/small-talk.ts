import { LOCALES, type Locale, type Topic } from "../../text/locales.ts";

/** Words around small talk that change nothing: "hi there", "thanks a lot, docent". */
const FILLERS = [
  ..."there docent bot all everyone everybody folks guys team friend mate buddy again please so very much a lot for your the help".split(
    " ",
  ),
  ..."and you too man dude sir just yes that is was helpful really for now".split(" "),
];

/** Longer texts are never mere politeness. */
const MAX_LENGTH = 80;
/** The topic that a mixed message is answered by: "hi, thanks! what can you do?" */
const PRECEDENCE: readonly Topic[] = ["ability", "trouble", "thanks", "bye", "hello"];

interface Found {
  readonly topic: Topic;
  readonly tongue: Locale;
}

const PHRASES = phraseTable();
const LONGEST = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(" ").length));

/**
 * The reply to a message that is nothing but small talk, or says no more than that something is wrong, in its
 * language; undefined for everything else. A
 * message counts only if it consists of known phrases to its last word, so "hello world example" is a question.
 */
export function smallTalk(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const words = normalise(text).split(" ").filter(Boolean);
  const found: Found[] = [];
  while (words.length > 0) {
    const size = phraseAt(words);
    if (size > 0) found.push(...(PHRASES.get(words.slice(0, size).join(" ")) ?? []).slice(0, 1));
    else if (found.length === 0 || !FILLERS.includes(words[0] ?? "")) return undefined;
    words.splice(0, Math.max(size, 1));
  }
  return replyTo(found);
}

function replyTo(found: readonly Found[]): string | undefined {
  const topic = PRECEDENCE.find((candidate) => found.some((each) => each.topic === candidate));
  const tongue = found.find((each) => each.topic === topic)?.tongue;
  return topic && tongue?.replies[topic];
}

/** How many words from the start are the longest known phrase; 0 for none. */
function phraseAt(words: readonly string[]): number {
  for (let size = Math.min(LONGEST, words.length); size > 0; size--)
    if (PHRASES.has(words.slice(0, size).join(" "))) return size;
  return 0;
}

function phraseTable(): Map<string, Found[]> {
  const table = new Map<string, Found[]>();
  for (const tongue of LOCALES)
    for (const [topic, phrases] of Object.entries(tongue.phrases) as [Topic, readonly string[]][])
      for (const phrase of phrases) table.set(phrase, [...(table.get(phrase) ?? []), { topic, tongue }]);
  return table;
}

/** Lower case, without emoji, apostrophes and punctuation. */
function normalise(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

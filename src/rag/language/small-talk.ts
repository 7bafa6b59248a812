import { phrasesOf, wordsOf } from "../../text/language.ts";
import { LOCALES } from "../../text/locales/index.ts";
import type { SmallTalk, Topic } from "../../text/locales/locale.ts";

/** Longer texts are never mere politeness. */
const MAX_LENGTH = 80;
/** The topic that a mixed message is answered by: "hi, thanks! what can you do?" */
const PRECEDENCE: readonly Topic[] = ["play", "ability", "trouble", "thanks", "bye", "hello"];

/** A phrase that was found, and what is said to it. */
interface Found {
  readonly topic: Topic;
  readonly reply: string;
}

const FILLERS = new Set(LOCALES.flatMap(({ fillers }) => wordsOf(fillers ?? "")));
const PHRASES = phraseTable(({ phrases }) => phrases);
const BEGINNINGS = phraseTable(({ begins }) => begins ?? "");
const LONGEST = Math.max(...[...PHRASES.keys(), ...BEGINNINGS.keys()].map((phrase) => phrase.split(" ").length));

/**
 * The reply to a message that is nothing but small talk, or says no more than that something is wrong, in its language;
 * undefined for everything else. A message counts only if it consists of known phrases to its last word, so "hello
 * world
 * example" is a question; one that asks for a poem or a joke counts whatever that is to be about.
 */
export function smallTalk(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const words = normalise(text).split(" ").filter(Boolean);
  const found: Found[] = [];
  while (words.length > 0) {
    const begun = phraseAt(words, BEGINNINGS);
    if (begun > 0) return BEGINNINGS.get(words.slice(0, begun).join(" "))?.reply;
    const size = phraseAt(words, PHRASES);
    const phrase = PHRASES.get(words.slice(0, size).join(" "));
    if (phrase) found.push(phrase);
    else if (found.length === 0 || !FILLERS.has(words[0] ?? "")) return undefined;
    words.splice(0, Math.max(size, 1));
  }
  const topic = PRECEDENCE.find((candidate) => found.some((each) => each.topic === candidate));
  return found.find((each) => each.topic === topic)?.reply;
}

/** How many words from the start are the longest known phrase; 0 for none. */
function phraseAt(words: readonly string[], table: ReadonlyMap<string, Found>): number {
  for (let size = Math.min(LONGEST, words.length); size > 0; size--)
    if (table.has(words.slice(0, size).join(" "))) return size;
  return 0;
}

/** Phrases of all languages; where two share one, the first has it. */
function phraseTable(listOf: (talk: SmallTalk) => string): ReadonlyMap<string, Found> {
  const table = new Map<string, Found>();
  for (const { smallTalk } of LOCALES)
    for (const [topic, talk] of Object.entries(smallTalk) as [Topic, SmallTalk][])
      for (const phrase of phrasesOf(listOf(talk)))
        if (!table.has(phrase)) table.set(phrase, { topic, reply: talk.reply });
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

import { phrasesOf, wordsOf } from "../../text/language.ts";
import { en } from "../../text/locales/en.ts";
import { LOCALES } from "../../text/locales/index.ts";
import type { SmallTalk, Topic } from "../../text/locales/locale.ts";
import { withoutShortcodes } from "../../text/shortcodes.ts";

/** Longer texts are never mere politeness. */
const MAX_LENGTH = 80;
/** The topic that a mixed message is answered by: "hi, thanks! what can you do?" */
const PRECEDENCE: readonly Topic[] = ["play", "ability", "trouble", "thanks", "bye", "hello", "nod"];
/** What people send in place of a word: an emoji, `+1`, a face of typed characters. */
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const TYPED_EMOJI = /^(?:[+-]1|[:;=]['’]?-?[)(DPpoO3/]|<3|\^_?\^)$/;
const WORDS = /[\p{L}\p{N}?？؟]/u;

/** What a message of small talk is about, and what is said to it. */
export interface TalkReply {
  readonly topic: Topic;
  readonly reply: string;
}

const FILLERS = new Set(LOCALES.flatMap(({ fillers }) => wordsOf(fillers ?? "")));
const PHRASES = phraseTable(({ phrases }) => phrases);
const BEGINNINGS = phraseTable(({ begins }) => begins ?? "");
const LONGEST = Math.max(...[...PHRASES.keys(), ...BEGINNINGS.keys()].map((phrase) => phrase.split(" ").length));

/**
 * What a message that is nothing but small talk is about, or one that says no more than that something is wrong;
 * undefined for everything else. A message counts only if it consists of known phrases, laughter and emoji to its last
 * word, so "hello world example" is a question; one that asks for a poem or a joke counts whatever that is to be about.
 */
export function smallTalk(text: string): TalkReply | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const said = withoutShortcodes(text).trim();
  if (isEmojiAlone(said, text)) return { topic: "nod", reply: en.smallTalk.nod.reply };
  const words = normalise(said).split(" ").filter(Boolean);
  const found: TalkReply[] = [];
  while (words.length > 0) {
    const begun = phraseAt(words, BEGINNINGS);
    if (begun > 0) return BEGINNINGS.get(words.slice(0, begun).join(" "));
    const size = phraseAt(words, PHRASES);
    const talk = PHRASES.get(words.slice(0, size).join(" ")) ?? laughterAt(words[0]);
    if (talk) found.push(talk);
    else if (found.length === 0 || !FILLERS.has(words[0] ?? "")) return undefined;
    words.splice(0, Math.max(size, 1));
  }
  const topic = PRECEDENCE.find((candidate) => found.some((each) => each.topic === candidate));
  return found.find((each) => each.topic === topic);
}

/** `said`: the text without shortcodes. */
function isEmojiAlone(said: string, text: string): boolean {
  const hasEmoji = EMOJI.test(said) || (said === "" && text.trim() !== "");
  return TYPED_EMOJI.test(said) || (hasEmoji && !WORDS.test(said));
}

function laughterAt(word = ""): TalkReply | undefined {
  const locale = LOCALES.find(({ laughter }) => laughter?.test(word));
  return locale && { topic: "nod", reply: locale.smallTalk.nod.reply };
}

/** How many words from the start are the longest known phrase; 0 for none. */
function phraseAt(words: readonly string[], table: ReadonlyMap<string, TalkReply>): number {
  for (let size = Math.min(LONGEST, words.length); size > 0; size--)
    if (table.has(words.slice(0, size).join(" "))) return size;
  return 0;
}

/** Phrases of all languages; where two share one, the first has it. */
function phraseTable(listOf: (talk: SmallTalk) => string): ReadonlyMap<string, TalkReply> {
  const table = new Map<string, TalkReply>();
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

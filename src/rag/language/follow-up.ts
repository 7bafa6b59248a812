import { fold } from "../../text/fold.ts";
import { hasStopwords, localeOf, phrasesOf, stopwordsOf, wordsOf } from "../../text/language.ts";
import { LOCALES } from "../../text/locales/index.ts";
import type { Locale } from "../../text/locales/locale.ts";
import { queryTokens, stem } from "../../text/tokenizer.ts";
import { isEveryday } from "../extract/query-weights.ts";

/** Between words, and where one begins and ends. */
const GAP = "[^\\p{L}\\p{N}]*";
const START = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const NOTHING = "(?!)";

/** How the questions of one language tell that they go on from what was said. */
interface Marks {
  readonly begins: RegExp;
  readonly refers: RegExp;
  readonly standsFor: RegExp;
  readonly adds: RegExp;
  readonly places: RegExp;
  readonly asks: RegExp;
}

const MARKS: ReadonlyMap<Locale, Marks> = new Map(LOCALES.map((locale) => [locale, marksOf(locale)]));
/** Says that something else comes now, in any language. */
const NEW_TOPIC = LOCALES.map(({ followUp: { newTopic, openers } }) =>
  matcher(`^${GAP}(?:${anyOf(openers)}${END}${GAP})*${anyOf(newTopic)}${END}${GAP}`),
);
/** So many words name a subject and ask nothing of it. */
const MOST_NAMED = 3;
/** A name is no longer than this, in characters. */
const LONGEST_NAME = 80;
/** A name as it is written in the middle of a sentence: capitals, code, dots and slashes. */
const NAME = "(?:\\p{Lu}[\\p{L}\\p{N}.-]+|[^\\s?!,]*[`@/._][^\\s?!,]*)";
const NAMES = new RegExp(`(?<=\\S\\s)${NAME}(?=[\\s?!,.]|$)`, "gu");
const ONLY_NAMES = new RegExp(`^${NAME}(?:\\s${NAME}){0,3}$`, "u");
/** Whole questions without a subject. */
const BARE = LOCALES.map(({ followUp }) => matcher(`^${GAP}${anyOf(followUp.bare)}${GAP}$`));
/** Asks for more of the same: nothing of it is a subject. */
const MORE = new Set(LOCALES.flatMap(({ followUp }) => wordsOf(followUp.more ?? "").map(stem)));

/**
 * Whether a question in a conversation can only be understood by what was said before. One that stands alone is found
 * worse
 * with old words beside its own. One without any of the words that sentences are made of does not stand alone.
 */
export function pointsBack(text: string): boolean {
  if (opensNewTopic(text)) return false;
  const { begins, refers } = marksFor(text);
  const folded = fold(text);
  if (begins.test(folded) || refers.test(folded) || isFragment(text)) return true;
  return !hasStopwords(text) || queryTokens(text).length <= 1;
}

/** Whether a text only says where, with what or for whom: "on Windows?", "from S3 as well?". */
function isFragment(text: string): boolean {
  const { places, asks } = marksFor(text);
  const folded = fold(text);
  return places.test(folded) && !asks.test(folded);
}

/**
 * Whether a question has no subject of its own: "can you show an example", "why?", "can I change that?". A word that is
 * added by "and" or "what about" may be one that the docs do not have, and is searched for as it stands.
 */
export function asksForMore(text: string): boolean {
  if (opensNewTopic(text)) return false;
  const words = queryTokens(text);
  if (words.every(({ terms }) => terms.every((term) => MORE.has(term)))) return true;
  if (BARE.some((pattern) => pattern.test(text))) return true;
  const { standsFor, adds } = marksFor(text);
  const folded = fold(text);
  return standsFor.test(folded) && !adds.test(folded) && words.filter((word) => !isEveryday(word)).length <= 1;
}

/**
 * The subject that a question only names: "Svelte" in "and Svelte?" after one about Vue. What is added by a word
 * without a meaning of its own, as in "and to an external url?", goes on with the same subject.
 */
export function otherSubject(text: string): string | undefined {
  const folded = fold(text);
  const added = marksFor(text).adds.exec(folded)?.[0].length ?? 0;
  const rest = folded.slice(added);
  const [first = ""] = rest.match(/[\p{L}\p{M}\p{N}]+/u) ?? [];
  if (added === 0 || first === "" || stopwordsOf(text).has(first)) return undefined;
  // Folding may change how long a text is: then its folded form is as good as can be had.
  const named = (folded.length === text.length ? text.slice(added) : rest).replace(/^[^\p{L}\p{N}]+|[\s?!.]+$/gu, "");
  return named.length <= LONGEST_NAME && queryTokens(rest).length <= MOST_NAMED ? named : undefined;
}

/** A question asked of another subject: its own names are gone where that is a name too. */
export function askedOf(question: string, other: string): string {
  return `${ONLY_NAMES.test(other) ? withoutNames(question) : question} ${other}`;
}

/** A question without its names. */
export function withoutNames(text: string): string {
  return text.replace(NAMES, " ").replace(/\s+/g, " ").trim();
}

/** A question without the words that only announce it. */
export function withoutAnnouncement(text: string): string {
  const rest = NEW_TOPIC.reduce((left, pattern) => left.replace(pattern, ""), text);
  return rest.trim() ? rest : text;
}

function opensNewTopic(text: string): boolean {
  return NEW_TOPIC.some((pattern) => pattern.test(text));
}

function marksFor(text: string): Marks {
  return MARKS.get(localeOf(text)) as Marks;
}

/** Patterns for a text that is folded. */
function marksOf({ followUp, unspacedStopwords }: Locale): Marks {
  const [start, end] = unspacedStopwords ? ["", ""] : [START, END];
  const { begins, refers, standsFor, adds, places, asks } = followUp;
  return {
    begins: matcher(`^${GAP}${anyOf(fold(begins))}${end}`),
    refers: matcher(start + anyOf(wordsOf(fold(refers)).join()) + end),
    standsFor: matcher(start + anyOf(wordsOf(fold(standsFor ?? "")).join()) + end),
    adds: matcher(`^${GAP}${anyOf(fold(adds ?? begins))}${end}`),
    places: matcher(
      `^${GAP}(?:${anyOf(fold(adds ?? begins))}${END}${GAP})?${anyOf(wordsOf(fold(places ?? "")).join())}${end}`,
    ),
    asks: matcher(start + anyOf(wordsOf(fold(asks ?? "")).join()) + end),
  };
}

/** One of some phrases, whatever stands between their words; nothing where there are none. */
function anyOf(phrases = ""): string {
  const listed = phrasesOf(phrases).map((phrase) => wordsOf(phrase).join("[^\\p{L}\\p{N}]+"));
  return listed.length > 0 ? `(?:${listed.join("|")})` : NOTHING;
}

function matcher(source: string): RegExp {
  return new RegExp(source, "iu");
}

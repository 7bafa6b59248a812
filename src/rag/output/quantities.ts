import { phrasesOf, wordsOf } from "../../text/language.ts";
import { LOCALES } from "../../text/locales/index.ts";
import type { Unit } from "../../text/locales/locale.ts";

/**
 * A number, as it is written and without separators of thousands; with a unit also what it measures, in the unit's
 * base.
 */
export interface Quantity {
  readonly written: string;
  readonly plain: string;
  readonly dimension?: Dimension;
  readonly amount?: number;
}

type Dimension = "size" | "time" | "length" | "share";

/** How much of the dimension's base one of a unit is. */
const UNITS: readonly (readonly [RegExp, Dimension, number])[] = [
  [/^(?:bytes?|b)$/, "size", 1],
  [/^(?:kb|kib|kilobytes?)$/i, "size", 1e3],
  [/^(?:mb|mib|megabytes?)$/i, "size", 1e6],
  [/^(?:gb|gib|gigabytes?)$/i, "size", 1e9],
  [/^(?:tb|tib|terabytes?)$/i, "size", 1e12],
  [wordsFor("millisecond"), "time", 1],
  [wordsFor("second"), "time", 1e3],
  [wordsFor("minute"), "time", 6e4],
  [wordsFor("hour"), "time", 3.6e6],
  [wordsFor("day"), "time", 8.64e7],
  [wordsFor("week"), "time", 6.048e8],
  [/^(?:px|pixels?)$/i, "length", 1],
  [/^%$/, "share", 1],
  [wordsFor("percent"), "share", 1],
];

/** The words that the languages have for a unit. */
function wordsFor(unit: Unit): RegExp {
  return new RegExp(`^(?:${LOCALES.flatMap(({ units }) => wordsOf(units?.[unit] ?? "")).join("|")})$`, "i");
}

/**
 * A number is no part of a word, but it may be the end of a range. Thousands are parted by commas, points, spaces or
 * apostrophes.
 */
const NUMBER =
  /(?<![\p{L}\p{N}_.])(?<!(?<!\d)-)v?(\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?![\d.])|\d[\d.,:]*)(?:[ \u00a0-]?(\p{L}+|%))?/gu;

/** Small numbers as words, by what they are. */
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  LOCALES.flatMap(({ numbers = "" }) =>
    phrasesOf(numbers).flatMap((words, n) => wordsOf(words).map((word) => [word, String(n)] as const)),
  ),
);
const NUMBER_WORD = new RegExp(`\\b(?:${[...NUMBER_WORDS.keys()].join("|")})\\b`, "gi");
/** "1990s", "11-year-old", "21st": the number in a longer word. */
const WITHIN_WORD = /(?<![\p{L}\p{N}_.,-])(\d{1,4})(?:s|st|nd|rd|th)(?![\p{L}\p{N}])/gu;

/**
 * The numbers and versions of a text. `all`: also those that are written as a word ("three", "21st"), which bear out a
 * number and need not be borne out.
 */
export function quantitiesIn(text: string, all = false): Quantity[] {
  const found = [...text.matchAll(NUMBER)].flatMap(([whole, digits = "", unit = ""]) => {
    const written = digits.replace(/(?<![.,:])[.,:]+$/, "");
    const plain = written.replace(/(?<=\d)[, \u00a0\u202f'’](?=\d{3}(?!\d))/g, "");
    const [, dimension, base] = UNITS.find(([pattern]) => pattern.test(unit)) ?? [];
    // A word that follows without a space, as in "3D", makes it a name.
    const isName = dimension === undefined && /^\p{Script=Latin}/u.test(unit) && whole.endsWith(digits + unit);
    if (isName) return [];
    return [{ written, plain, ...(dimension && base && { dimension, amount: amountOf(plain) * base }) }];
  });
  return all ? [...found, ...wordsIn(text)] : found;
}

function wordsIn(text: string): Quantity[] {
  const words = [...text.matchAll(NUMBER_WORD)].map(([word]) => NUMBER_WORDS.get(word.toLowerCase()) ?? word);
  const within = [...text.matchAll(WITHIN_WORD)].map(([, digits = ""]) => digits);
  return [...new Set([...words, ...within])].map((plain) => ({ written: plain, plain }));
}

/** Some write 56,2 for 56.2. */
function amountOf(plain: string): number {
  return Number(plain.replace(/^(\d+),(\d{1,2})$/, "$1.$2"));
}

/**
 * Whether numbers found in a text bear one out. Where the text gives measures of the same dimension it must be one of
 * them, 60 seconds being a minute; else the number alone must stand there, in one of its spellings.
 */
export function entailsQuantities(quantity: Quantity, known: readonly Quantity[]): boolean {
  const measures = known.filter(({ dimension }) => dimension !== undefined && dimension === quantity.dimension);
  if (measures.length > 0) return measures.some(({ amount }) => Object.is(amount, quantity.amount));
  const spellings = new Set([quantity.plain, quantity.plain.replace(/(?<=\d)\.(?=\d{3}(?!\d))/g, "")]);
  return known.some(
    ({ plain, written }) => spellings.has(plain) || spellings.has(written) || isVersionOf(plain, quantity),
  );
}

/** "Version 5" is not 5.2, but 18.20 is borne out by 18.20.8. */
function isVersionOf(full: string, { plain }: Quantity): boolean {
  return plain.includes(".") && full.startsWith(`${plain}.`);
}

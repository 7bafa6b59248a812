import { corrections } from "../knowledge/engines/typo.ts";
import { indexTerms, questionWords, stem, type Word } from "../knowledge/tokens.ts";
import type { Block } from "./blocks.ts";
import type { Search, Section } from "./retrieve.ts";

/** A sentence, list item or table row where it stands: the `at`-th of the `blockAt`-th block of its section. */
export interface Candidate {
  readonly section: Section;
  readonly block: Block;
  readonly blockAt: number;
  readonly at: number;
  readonly text: string;
  /** How well it answers; comparable within one question. */
  readonly score: number;
}

/** What was talked about before weighs this much of what is asked now. */
const CONTEXT_WEIGHT = 0.4;
/** However long that was, it weighs no more than this beside what is asked now. */
const CONTEXT_MOST = 0.6;
/** What a word in the section's own heading counts, and one in its page's title or a heading above, beside one in the sentence. */
const HEADING_CREDIT = 0.85;
const TITLE_CREDIT = 0.45;
/** What a word in the sentence before or after counts: "It was founded in 911." */
const NEIGHBOUR_CREDIT = 0.35;
/** Terms are kin where they share so many letters at the beginning, and so large a part of the longer one; what kin counts. */
const KIN_LETTERS = 5;
const KIN_SHARE = 0.6;
const KIN_CREDIT = 0.6;
/** What a word counts in the code that a paragraph introduces. */
const CODE_CREDIT = 0.4;
/** What it costs to stand in a section that the search holds for less relevant, at the most. */
const RELEVANCE_COST = 0.5;
/** What a sentence of the kind that is asked for gains: a date for "when". */
const KIND_BONUS = 0.18;
/** What "X is ..." gains where it is asked what X is. */
const DEFINITION_BONUS = 0.3;
/** What the first sentence of a section gains, for it says what the rest is about; more where the section is about the question. */
const OPENING_BONUS = 0.06;
const OPENING_OF_SUBJECT_BONUS = 0.15;
/** What it costs to have been told in the last answer: of two that answer alike, who asks on wants the other. */
const TOLD_COST = 0.12;
/** What it costs to say nothing but what the question says, as the headline of an error does where its message is pasted. */
const ECHO_COST = 0.4;
/** What it costs to stand on a page about what changed, where nobody asks about that. */
const NEWS_COST = 0.15;
const NEWS =
  /\b(?:upgrad\w*|migrat\w*|change ?log|release notes|breaking changes|what['’]s new|version|deprecat\w*|v\d[\d.]*)\b/i;
/** Words that fit any question say little about the one that is asked. */
const EVERYDAY = new Set("use make get work need want wai put add set try happen look thing possibl onli".split(" "));
const EVERYDAY_WEIGHT = 0.3;

/** What to look for in a question, and in what answers it. */
export type Kind = "when" | "count" | "who" | "where" | "why" | "how" | "what" | "any";

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:in )?(?:when|what (?:year|date|day|month|century|decade))\b|\bwhat (?:year|century)\b/i, "when"],
  [/\bhow (?:many|much|long|old|far|often|big|large|tall|high)\b|\bwhat (?:percent|number|amount|size|port)/i, "count"],
  [/^(?:who|whom|whose)\b/i, "who"],
  [/^where\b|\b(?:in|from|to) (?:what|which) (?:country|city|place|region|state)/i, "where"],
  [/^(?:and |but )?(?:why|how come|for what reason)\b/i, "why"],
  [/\bhow (?:do|does|can|to|would|should)\b|^(?:set up|install|configure|enable|create|deploy|add|use)\b/i, "how"],
  [/^what(?:'s| is| are| does| do)\b/i, "what"],
];

const SIGNS: Readonly<Record<Exclude<Kind, "any">, RegExp>> = {
  when: /\b\d{3,4}\b|\bcentury\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b/,
  count:
    /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half|once|twice)\b/i,
  who: /(?<=\s)\p{Lu}\p{Ll}+/u,
  where: /\b(?:in|at|near|from|to|of) (?:the )?\p{Lu}\p{Ll}+|`[^`]*\/[^`]*`/u,
  why: /\b(?:because|since|so that|in order to|to (?:avoid|prevent|ensure|make sure|reduce|improve|allow|protect|support)|due to|owing to|led to|the reason|prevents?|avoids?|ensures?|otherwise|necessary)\b/i,
  how: /^(?:to \w+|(?:first|then|next|now),? |you can |you need |use |set |run |add |create |install |open |import |pass |call |configure |enable |change |define |export )/i,
  what: /^.{0,60}?\b(?:is|are|was|were|means|refers to|allows?|lets|provides?|specif(?:y|ies)|defines?|describes?|enables?|controls?)\b/i,
};

/** What only points elsewhere. */
const POINTER = /^(?:see|read|learn|check out|visit|more|for more|find|explore|refer)\b|\b(?:read|learn) more about\b/i;

/** A line of a reference that gives one property: "Type: `string`". */
const LABEL = /^(\p{L}+(?: \p{L}+)?): ?(?:`|\\?<|v?\d)/u;

/** What goes on from a sentence before it, and says little alone. */
const CONTINUATION =
  /^(?:optionally|also|however|but|or|this|these|you can also|additionally|alternatively|instead|otherwise|for example|in (?:this|the) (?:following )?example|note that|similarly|the following|\w+ (?:it|them|this|these))\b/i;

interface Shape {
  readonly text: string;
  readonly block: Block;
}

/** The kind of answer that a question asks for, by its form. */
export function kindOf(question: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(question.trim()))?.[1] ?? "any";
}

/** Everything in the sections that can answer by itself, scored, in reading order. `blocks`: those of each section. */
export function scoreCandidates(
  search: Search,
  sections: readonly { readonly section: Section; readonly blocks: readonly Block[] }[],
): Candidate[] {
  const places = sections.flatMap(({ section, blocks }) =>
    blocks.flatMap((block, blockAt) => pieces(block).map((text, at) => ({ section, block, blockAt, at, text }))),
  );
  const terms = places.map(({ text }) => new Set(indexTerms(text)));
  const headings = new Map(sections.map(({ section }) => [section, headingLayers(section)]));
  const codeAfter = new Map(
    sections.flatMap(({ blocks }) => blocks.map((block, at) => [block, codeTerms(blocks[at + 1])])),
  );
  const asked = askedWords(search, terms);
  const said = new Set(asked.flatMap((word) => word.terms));
  const kind = kindOf(search.text);
  const openings = new Set(sections.map(({ blocks }) => blocks.find((block) => block.kind === "prose") ?? blocks[0]));
  return places.map((place, index) => {
    const near = [index - 1, index + 1].filter((other) => places[other]?.block === place.block);
    const layers = [
      { terms: terms[index], credit: 1 },
      ...near.map((other) => ({ terms: terms[other], credit: NEIGHBOUR_CREDIT })),
      { terms: codeAfter.get(place.block), credit: CODE_CREDIT },
      ...(headings.get(place.section) ?? []),
    ];
    const own = (headings.get(place.section) ?? []).slice(0, 1);
    const opening =
      openings.has(place.block) && place.at === 0 ? OPENING_BONUS + OPENING_OF_SUBJECT_BONUS * coverage(asked, own) : 0;
    const bonus = kindBonus(kind, place.text, said) + definitionBonus(search.text, place.text) + opening;
    const rank = (1 - place.section.relevance) * RELEVANCE_COST;
    const told = search.told?.includes(place.text) ? TOLD_COST : 0;
    const news = NEWS.test(place.section.title) && !NEWS.test(search.text) ? NEWS_COST : 0;
    const echo = isEcho(place.text, said) ? ECHO_COST : 0;
    return { ...place, score: coverage(asked, layers) + bonus - rank - told - news - echo - shapeCost(place, said) };
  });
}

function codeTerms(block: Block | undefined): ReadonlySet<string> | undefined {
  return block?.kind === "code" ? new Set(indexTerms(block.code)) : undefined;
}

/** What can answer by itself. */
export function pieces(block: Block): readonly string[] {
  switch (block.kind) {
    case "prose":
      return block.sentences;
    case "list":
      return block.items;
    case "table":
      return block.rows.slice(1).map((cells) => cells.filter(Boolean).join(": "));
    case "code":
      return [];
  }
}

/** A word that is asked for: its terms, words of its kin that stand in for them, and how much it counts; all words together count 1. */
interface Asked {
  readonly terms: readonly string[];
  readonly kin: ReadonlySet<string>;
  readonly weight: number;
}

/** A word that few of the candidates have tells more; one that all have is what the pages are about, one that none has tells nothing. */
function askedWords({ text, context: talk }: Search, found: readonly ReadonlySet<string>[]): Asked[] {
  const now = questionWords(text).map((word) => ({ word, weight: isEveryday(word) ? EVERYDAY_WEIGHT : 1 }));
  const known = new Set(now.flatMap(({ word }) => word.terms));
  const before = talk
    .slice(0, 1)
    .flatMap((earlier) => questionWords(earlier))
    .filter(({ terms }) => !terms.some((term) => known.has(term)))
    .map((word) => ({ word, weight: isEveryday(word) ? EVERYDAY_WEIGHT : 1 }));
  const share = Math.min(CONTEXT_WEIGHT, (CONTEXT_MOST * sum(now)) / (sum(before) || 1));
  const vocabulary = new Set(found.flatMap((each) => [...each]));
  const context = before.map(({ word, weight }) => ({ word, weight: weight * share }));
  const weighed = [...now, ...context].flatMap(({ word, weight }) => {
    const terms = spelled(word, vocabulary);
    const kin = kinOf(terms, vocabulary);
    const having = found.filter((each) => [...terms, ...kin].some((term) => each.has(term))).length;
    return having > 0 ? [{ terms, kin, weight: weight * Math.log(1 + (found.length + 1) / (having + 0.5)) }] : [];
  });
  const total = sum(weighed) || 1;
  return weighed.map(({ terms, kin, weight }) => ({ terms, kin, weight: weight / total }));
}

function sum(words: readonly { readonly weight: number }[]): number {
  return words.reduce((total, { weight }) => total + weight, 0);
}

function isEveryday({ terms }: Word): boolean {
  return terms.every((term) => EVERYDAY.has(term));
}

/** A word's terms; where nothing has them, those of the spelling that was probably meant. */
function spelled({ surface, terms }: Word, vocabulary: ReadonlySet<string>): readonly string[] {
  if (terms.some((term) => vocabulary.has(term))) return terms;
  const [meant] = corrections(surface, (candidate) => (vocabulary.has(stem(candidate)) ? 1 : 0));
  return meant === undefined ? terms : [stem(meant)];
}

/** The terms that begin like a word's and are not much longer or shorter: other forms of it, also where the stemmer knows no language. */
function kinOf(terms: readonly string[], vocabulary: ReadonlySet<string>): ReadonlySet<string> {
  const kin = new Set<string>();
  for (const term of terms) for (const other of vocabulary) if (other !== term && isKin(term, other)) kin.add(other);
  return kin;
}

function isKin(one: string, other: string): boolean {
  const least = Math.max(KIN_LETTERS, Math.max(one.length, other.length) * KIN_SHARE);
  if (one.length < least || other.length < least) return false;
  return one.slice(0, Math.ceil(least)) === other.slice(0, Math.ceil(least));
}

/** Words around a candidate and what they count there. */
interface Layer {
  readonly terms?: ReadonlySet<string>;
  readonly credit: number;
}

/** In 0..1: how much of what is asked is spoken of, each word where it counts most. */
function coverage(asked: readonly Asked[], layers: readonly Layer[]): number {
  return asked.reduce((sum, { terms, kin, weight }) => {
    const best = layers.map(({ terms: having, credit }) => {
      const share = terms.filter((term) => having?.has(term)).length / terms.length;
      const isNear = share < KIN_CREDIT && [...kin].some((term) => having?.has(term));
      return Math.max(share, isNear ? KIN_CREDIT : 0) * credit;
    });
    return sum + weight * Math.max(0, ...best);
  }, 0);
}

function headingLayers({ title, headings }: Section): Layer[] {
  const above = [title, ...headings.slice(0, -1)].join(" ");
  return [
    { terms: new Set(indexTerms(headings.at(-1) ?? "")), credit: HEADING_CREDIT },
    { terms: new Set(indexTerms(above)), credit: TITLE_CREDIT },
  ];
}

/** A sentence of the kind that is asked for, saying something that the question did not say already. */
function kindBonus(kind: Kind, text: string, said: ReadonlySet<string>): number {
  if (kind === "any") return 0;
  const match = SIGNS[kind].exec(text);
  if (!match) return 0;
  const terms = indexTerms(match[0]);
  if (kind === "how" || kind === "why") return KIND_BONUS;
  return (kind === "what" ? terms.some((term) => said.has(term)) : terms.some((term) => !said.has(term)))
    ? KIND_BONUS
    : 0;
}

/** "What is an island?" is answered by "an island is". */
function definitionBonus(question: string, text: string): number {
  const [, thing] = /^what (?:is|are) (?:an? |the )?([^?]{2,60})\??$/i.exec(question.trim()) ?? [];
  if (!thing) return 0;
  const plain = text.replaceAll("`", "");
  const at = plain.toLowerCase().indexOf(`${thing.toLowerCase().replaceAll("`", "")} `);
  const begins = at >= 0 && /^(?:[^,]{0,30}, )?(?:an? |the )?$/i.test(plain.slice(0, at));
  const follows = /^.{0,30}?\b(?:is|are|means|refers to)\b/i.test(plain.slice(at + thing.length));
  return begins && follows ? DEFINITION_BONUS : 0;
}

/** Whether a sentence has no telling word that was not asked. */
function isEcho(text: string, said: ReadonlySet<string>): boolean {
  const words = questionWords(text);
  return words.length > 1 && words.every(({ terms }) => terms.every((term) => said.has(term) || EVERYDAY.has(term)));
}

/** A fragment answers nothing, a wall of text hides the answer, a question is not one, a pointer leads away. */
function shapeCost({ text, block }: Shape, said: ReadonlySet<string>): number {
  const short = text.length < 25 ? 0.15 : 0;
  const long = text.length > 450 ? 0.1 : 0;
  const fragment = block.kind === "prose" && !/[.:!。！]["'”’)*`]*$/.test(text) ? 0.15 : 0;
  const asks = text.endsWith("?") ? 0.3 : 0;
  const points = POINTER.test(text) ? 0.3 : 0;
  const goesOn = CONTINUATION.test(text) ? 0.12 : 0;
  const nested = block.kind === "list" && text.includes("\n") ? 0.1 : 0;
  const [, label = ""] = LABEL.exec(text) ?? [];
  const labelled = label && !indexTerms(label).some((term) => said.has(term)) ? 0.3 : 0;
  return short + long + fragment + asks + points + goesOn + nested + labelled + (block.kind === "table" ? 0.05 : 0);
}

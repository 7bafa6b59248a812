import type { IndexedDocument } from "../../search/search-index.ts";

const FUNCTION_WORDS =
  `the to a of and in is for you your this can with that on be it or are an as from by will if not use when at
have which any all has but more one do so into its each other then may only they these also was than such no there their how
what where`.split(/\s+/);
const NOUNS =
  `page file component project server request data user image value account adapter address alert archive backup
batch branch browser bucket budget build cache certificate channel client cluster column command commit connection container
cookie credential cursor dashboard database deployment directory domain editor endpoint environment event export extension
field filter folder form gateway group header hook host import index instance integration interface job key label language
layer layout library license limit link list log machine member memory message metric migration model module monitor network
node notification object option order package parameter partition password path permission pipeline plan plugin policy
process profile property protocol provider proxy query queue quota record region registry release replica repository resource
response role route rule runtime sample schedule schema scope script search section segment service session setting shard
signal site snapshot source stack state statement storage stream string subscription table tag target task team template
tenant test theme thread timeout token topic trace transaction trigger type unit update variable version view volume webhook
widget window worker workflow workspace zone`.split(/\s+/);
const VERBS =
  `add apply assign attach block call change check clear close collect compare configure connect convert copy create
debug delete deploy disable edit enable encrypt fetch format generate grant hide inspect install invoke load lock map merge
migrate mount move open pause preview publish pull push read refresh register reload remove rename render replace reset
resolve restart restore resume retry return revoke rotate run save scale select send share sort split start stop store submit
switch sync throttle transfer translate unlock upload validate verify wait watch write`.split(/\s+/);
const SYLLABLES =
  "an ar bel cor dan dex el fin gra hal in jor ka lin mar nor ol pra qui ros sta tor ul ven wi xa yor zen".split(" ");

/** Different words, as many as a large documentation has; the most frequent first. */
const VOCABULARY_SIZE = 60_000;
/** Words that questions are made of: what nobody says twice in a documentation is hardly asked for. */
const ASKABLE = 12_000;
const CHUNKS_PER_PAGE = 12;
const WORDS_PER_SENTENCE = 13;
/** What a page is about: so many words, which make up this share of its text. */
const PAGE_WORDS = 16;
const PAGE_SHARE = 0.35;

/** Numbers in 0..1 that are the same for the same seed (the mulberry32 generator). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Function words with a common noun or verb after every third, the other nouns and verbs, then names and identifiers.
 */
const VOCABULARY: readonly string[] = makeVocabulary(random(3));

function makeVocabulary(next: () => number): string[] {
  const common = NOUNS.flatMap((noun, i) => [noun, ...(i % 2 === 0 ? VERBS.slice(i / 2, i / 2 + 1) : [])]);
  const mixed = FUNCTION_WORDS.flatMap((word, i) => (i % 3 === 2 ? [word, ...common.splice(0, 1)] : [word]));
  const words = new Set([...mixed, ...common]);
  while (words.size < VOCABULARY_SIZE) words.add(next() < 0.08 ? identifier(next) : name(next));
  return [...words];
}

function identifier(next: () => number): string {
  return evenly(VERBS, next) + capitalised(evenly(NOUNS, next)) + capitalised(evenly(NOUNS, next));
}

function name(next: () => number): string {
  return Array.from({ length: 2 + Math.floor(next() * 3) }, () => evenly(SYLLABLES, next)).join("");
}

function evenly(words: readonly string[], next: () => number): string {
  return words[Math.floor(words.length * next())] ?? "";
}

/** A word of the first `size`, each as often as one over its place says (Zipf's law). */
function word(next: () => number, size = VOCABULARY_SIZE): string {
  return VOCABULARY[Math.floor(size ** next()) - 1] ?? "";
}

/** A word that says something. */
function topic(next: () => number): string {
  for (;;) {
    const drawn = word(next, ASKABLE);
    if (!FUNCTION_WORDS.includes(drawn)) return drawn;
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function sentence(next: () => number, about: readonly string[]): string {
  const words = Array.from({ length: WORDS_PER_SENTENCE }, () =>
    next() < PAGE_SHARE ? evenly(about, next) : word(next),
  );
  return `${capitalised(words.join(" "))}.`;
}

/** Seven sentences; a third of the chunks end in a code block. */
function text(next: () => number, about: readonly string[]): string {
  const prose = Array.from({ length: 7 }, () => sentence(next, about)).join(" ");
  return next() < 0.3 ? `${prose}\n\n\`\`\`ts\n${identifier(next)}("${evenly(about, next)}");\n\`\`\`` : prose;
}

/**
 * Pages of twelve chunks of about 650 characters whose words are as frequent as those of documentation, always the
 * same ones.
 */
export function* syntheticPages(chunks: number): Generator<IndexedDocument> {
  const next = random(1);
  for (let made = 0, page = 0; made < chunks; page++) {
    const count = Math.min(CHUNKS_PER_PAGE, chunks - made);
    made += count;
    const url = `https://docs.example/page-${page}`;
    const about = Array.from({ length: PAGE_WORDS }, () => topic(next));
    yield {
      source: "bench",
      path: `page-${page}.md`,
      title: capitalised(about.slice(0, 3).join(" ")),
      url,
      hash: String(page),
      chunks: Array.from({ length: count }, (_, ordinal) => ({
        id: `${page}-${ordinal}`,
        ordinal,
        headings: [capitalised(`${evenly(about, next)} ${evenly(about, next)}`)],
        text: text(next, about),
        url: `${url}#${ordinal}`,
      })),
    };
  }
}

/** Questions of five words that say something, in the words around them that people use. */
export function syntheticQuestions(count: number): string[] {
  const next = random(2);
  return Array.from({ length: count }, () => {
    const [verb, ...things] = Array.from({ length: 5 }, () => topic(next));
    return `How do I ${verb} the ${things[0]} ${things[1]} of a ${things[2]} without a ${things[3]}?`;
  });
}

/** Vectors in clusters, as embeddings are; `seed` names the vector. */
export function syntheticVector(seed: number, dimensions: number): Float32Array {
  const centre = random(1_000_003 + (seed % 500));
  const own = random(seed);
  return Float32Array.from({ length: dimensions }, () => centre() - 0.5 + 0.6 * (own() - 0.5));
}

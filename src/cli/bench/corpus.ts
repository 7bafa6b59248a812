import type { IndexedDocument } from "../../knowledge/engines/engine.ts";

const SUBJECTS =
  `account adapter address alert archive backup batch branch browser bucket budget build cache certificate channel
client cluster column command commit component connection container cookie credential cursor dashboard database deployment
directory domain editor endpoint environment event export extension field file filter folder form function gateway group
handler header hook host image import index instance integration interface invoice job key label language layer layout
library license limit link list log machine member memory message metric migration model module monitor network node
notification object option order organization package page parameter partition password path payload permission pipeline
plan plugin policy pool port process profile project property protocol provider proxy query queue quota record region
registry release replica report repository request resource response role route row rule runtime sample scale schedule
schema scope script search secret section segment server service session setting shard signal site snapshot socket source
stack state statement storage stream string subnet subscription table tag target task team template tenant test theme thread
timeout token topic trace transaction trigger tunnel type unit update upgrade user value variable version view volume
webhook widget window worker workflow workspace zone`.split(/\s+/);
const VERBS =
  `add apply assign attach block call change check clear close collect combine compare configure connect convert copy
create debug delete deploy detach disable edit enable encrypt export fetch format generate grant group hide import inspect
install invoke limit list load lock log map measure merge migrate monitor mount move open pause pin plan preview publish
pull push query read rebuild refresh register reject reload remove rename render replace request reset resize resolve
restart restore resume retry return revoke rotate route run save scale schedule search select send share sort split start
stop store stream submit switch sync tag test throttle trace transfer translate trigger unlock update upgrade upload
validate verify view wait watch write`.split(/\s+/);
const QUALITIES =
  `active archived automatic available custom default empty encrypted expired external failed global hidden idle
internal invalid large local locked managed manual missing nested new old optional parallel partial pending private
protected public read-only recent remote required running scheduled secure shared single slow stale static temporary unique
unknown unused valid virtual`.split(/\s+/);
const PATTERNS = [
  "To {v} a {q} {s}, open the {s} of your {s} and {v} it.",
  "By default every {s} has one {q} {s}, which you can {v} at any time.",
  "When the {s} is {q}, the {s} cannot {v} the {s} and returns an error.",
  "Set `{id}` to {n} to {v} at most {n} {s} entries per {s}.",
  "The {q} {s} is not meant to {v}; use the {s} of the {s} for that.",
  "If you {v} the {s} before the {s} is {q}, call `{id}` again after {n} seconds.",
  "A {s} belongs to one {s} and may {v} several {q} ones.",
  "See how to {v} the {s} in the chapter about the {q} {s}.",
];

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

/** Words are used as unevenly as in real text: a few often, most seldom. */
function pick(words: readonly string[], next: () => number): string {
  return words[Math.floor(words.length * next() ** 2)] ?? "";
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function sentence(next: () => number): string {
  const words: Readonly<Record<string, () => string>> = {
    s: () => pick(SUBJECTS, next),
    v: () => pick(VERBS, next),
    q: () => pick(QUALITIES, next),
    n: () => String(Math.floor(next() * 5000)),
    id: () => `${pick(VERBS, next)}${capitalised(pick(SUBJECTS, next))}${capitalised(pick(SUBJECTS, next))}`,
  };
  return pick(PATTERNS, next).replace(/\{(\w+)\}/g, (_, kind: string) => words[kind]?.() ?? "");
}

/** Pages of twelve chunks of about 650 characters that read like documentation, the same ones every time. */
export function* syntheticPages(chunks: number): Generator<IndexedDocument> {
  const next = random(1);
  for (let made = 0, page = 0; made < chunks; page++) {
    const count = Math.min(12, chunks - made);
    made += count;
    const title = `${capitalised(pick(VERBS, next))} the ${pick(QUALITIES, next)} ${pick(SUBJECTS, next)}`;
    const path = `page-${page}.md`;
    yield {
      source: "bench",
      path,
      title,
      url: `https://docs.example/page-${page}`,
      hash: String(page),
      chunks: Array.from({ length: count }, (_, ordinal) => ({
        id: `${page}-${ordinal}`,
        ordinal,
        headings: [`${capitalised(pick(VERBS, next))} a ${pick(SUBJECTS, next)}`],
        text: Array.from({ length: 9 }, () => sentence(next)).join(" "),
        url: `https://docs.example/page-${page}#${ordinal}`,
      })),
    };
  }
}

/** Questions such as people ask about these pages. */
export function syntheticQuestions(count: number): string[] {
  const next = random(2);
  return Array.from({ length: count }, () => {
    const [verb, quality, subject, other] = [VERBS, QUALITIES, SUBJECTS, SUBJECTS].map((words) => pick(words, next));
    return `How do I ${verb} the ${quality} ${subject} of a ${other} without a ${pick(SUBJECTS, next)}?`;
  });
}

/** Vectors in clusters, as embeddings are; `seed` names the vector. */
export function syntheticVector(seed: number, dimensions: number): Float32Array {
  const centre = random(1_000_003 + (seed % 500));
  const own = random(seed);
  return Float32Array.from({ length: dimensions }, () => centre() - 0.5 + 0.6 * (own() - 0.5));
}

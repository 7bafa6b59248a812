import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { random } from "../../../src/cli/bench/corpus.ts";
import { createInvertedIndex } from "../../../src/search/memory/inverted-index.ts";
import { createScorer, idf, type QueryTermPostings } from "../../../src/search/ranking/bm25.ts";
import { FIELDS, fingerprint, packTerms } from "../../../src/search/ranking/fields.ts";
import { sum } from "../../../src/search/ranking/pages.ts";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { RANKING_SETTINGS } from "../../../src/search/tuning.ts";
import { page } from "../../support/search-index-contract.ts";

const CHUNKS = 3000;
const MEANS = FIELDS.map(() => 10);

/** Chunks of forty words, some words far more frequent than others. */
function randomChunks(): Uint32Array[] {
  const next = random(7);
  const word = () => `w${Math.floor(5000 ** next())}`;
  return Array.from({ length: CHUNKS }, () => packTerms(FIELDS.map(() => Array.from({ length: 10 }, word))));
}

function queryTerms(chunks: readonly Uint32Array[], words: readonly string[]): QueryTermPostings[] {
  return words.map((term) => {
    const print = fingerprint(term);
    const having = chunks.filter((packed) => packed.subarray(FIELDS.length).includes(print)).length;
    return { term, isAsked: true, fingerprint: print, weight: 1, chunks: having, idf: idf(having, CHUNKS) };
  });
}

it("finds what comparing every chunk finds, counts exactly, and leaves out what was removed", () => {
  const chunks = randomChunks();
  const postings = createInvertedIndex(RANKING_SETTINGS);
  for (const [i, packed] of chunks.entries())
    postings.add({ id: i * 3 + 1, shelf: i % 2 ? "odd" : "even", packed }, { ...RANKING_SETTINGS, meanLengths: MEANS });
  const terms = queryTerms(chunks, ["w2", "w40", "w700", "w4000", "never"]);
  for (const term of terms) expect(postings.frequency(term.fingerprint)).toBe(term.chunks);
  // Words side by side are the ranking's business: none of these are neighbours of the question here.
  const scores = chunks.map((packed) =>
    sum(terms.map((term) => sum(createScorer([term], MEANS, RANKING_SETTINGS)(packed)))),
  );
  const best = (among: readonly number[]) =>
    among.toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0)).map((i) => i * 3 + 1);
  const all = [...chunks.keys()];
  const found = postings.best(terms, 100);
  expect(found).toHaveLength(100);
  expect(found).toEqual(expect.arrayContaining(best(all).slice(0, 60)));
  const odd = postings.best(terms, 100, (shelf) => shelf === "odd");
  expect(odd).toHaveLength(100);
  expect(odd.filter((chunk) => ((chunk - 1) / 3) % 2 === 0)).toEqual([]);
  expect(postings.best(terms, 100, () => false)).toEqual([]);
  for (const chunk of best(all).slice(0, 20)) postings.remove(chunk);
  postings.remove(2);
  expect(postings.removed).toBe(20);
  const left = postings.best(terms, 100);
  expect(left.filter((chunk) => best(all).slice(0, 20).includes(chunk))).toEqual([]);
});

it("follows what is put and removed after the first search", async () => {
  const index = createSqliteIndex(new DatabaseSync(":memory:"));
  const paths = async (text: string) => (await index.search({ text, limit: 9 })).passages.map(({ path }) => path);
  await index.put(page("a", "Apples", [["Kinds", "Boskoop is an old apple."]]));
  expect(await paths("boskoop")).toEqual(["a"]);
  await index.putAll([{ document: page("b", "More", [["Kinds", "Boskoop keeps long."]]) }]);
  expect((await paths("boskoop")).sort()).toEqual(["a", "b"]);
  await index.remove("docs", ["b"]);
  expect(await paths("boskoop")).toEqual(["a"]);
});

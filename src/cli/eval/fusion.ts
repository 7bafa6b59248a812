import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { isUseless, probeOutcome, probeVectors } from "../../search/probes.ts";
import type { IndexedDocument, Neighbour, Query, SearchIndex } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { RANKING_SETTINGS, type RankingSettings } from "../../search/tuning.ts";
import { table } from "../table.ts";
import { type Encoder, weakEncoders } from "./encoders.ts";
import { indexedDocuments, indexInMemory } from "./indexing.ts";
import { type Difference, mean, pairedDifference } from "./metrics.ts";
import { fuseByPlaces, rankDocuments, scoreEach } from "./ranking.ts";
import { difference } from "./report.ts";
import { type EvalQuestion, type EvalSet, type Half, halve, readEvalSet } from "./sets.ts";

/**
 * nDCG@10 by words alone, by the vectors (or a recorded ranking) alone, by reciprocal ranks of both, and by both as
 * they are fused. `before`: under the law that let sure words silence the vectors. `gain`: `after` less `before`;
 * `overWords`, `overHalf`: `after` less words alone and vectors alone. `probes`: how many of them led to their own page.
 */
export interface Fused {
  readonly n: number;
  readonly words: number;
  readonly half: number;
  readonly byPlaces: number;
  readonly before: number;
  readonly flat: Readonly<Record<string, number>>;
  readonly after: number;
  readonly gain: Difference;
  readonly overWords: Difference;
  readonly overHalf: Difference;
  readonly probes?: string;
}

/** By set, phrasing (`queries`, `lastturn`) and encoder. */
export type FusionResult = Readonly<Record<string, Fused>>;

/** How a question finds what is near to it in meaning. */
type Similar = (question: EvalQuestion) => Pick<Query, "vector" | "near">;

/** An index with what an encoder made in it. The weight of vectors can be changed from one search to the next. */
interface OpenEncoder {
  readonly name: string;
  readonly database: DatabaseSync;
  readonly index: SearchIndex;
  readonly settings: { -readonly [Key in keyof RankingSettings]: RankingSettings[Key] };
  similarIn(phrasing: string): Similar | undefined;
}

/** The flat weights that are compared. */
const WEIGHTS = [0.5, 0.75, 1];
/** The law before: half the weight, times the square of what words leave open. */
const FORMER_WEIGHT = 0.5;

/**
 * Measures how words are fused with vectors of encoders from useless to weak, and with the rankings of strong ones that
 * are recorded in `runs/` beside a set.
 */
export async function measureFusion(folder: string, half: Half | undefined): Promise<FusionResult> {
  const set = readEvalSet(folder);
  const documents = await indexedDocuments(set);
  const results: Record<string, Fused> = {};
  for (const open of [...weakOpeners(documents), ...recordedOpeners(set, documents, join(folder, "runs"))]) {
    const encoder = await open();
    for (const [phrasing, all] of phrasingsOf(set)) {
      const questions = halve(all, half).filter(({ id }) => set.grades.has(id));
      const similar = encoder.similarIn(phrasing);
      if (similar && questions.length > 0)
        results[`${set.name} ${phrasing} ${encoder.name}`] = await measureOne(set, questions, encoder, similar);
    }
    encoder.database.close();
  }
  return results;
}

/** The questions as they are, and as they stand at the end of their conversations. */
function phrasingsOf({ questions, variants }: EvalSet): readonly (readonly [string, readonly EvalQuestion[]])[] {
  return [
    ["queries", questions],
    ["lastturn", variants.get("lastturn") ?? []],
  ];
}

async function measureOne(
  set: EvalSet,
  questions: readonly EvalQuestion[],
  { index, settings, database }: OpenEncoder,
  similar: Similar,
): Promise<Fused> {
  const confidences = new Map<string, number>();
  const ndcg = async (rank: (question: EvalQuestion) => Promise<readonly string[]>) =>
    (await scoreEach(set, questions, rank)).scores.map(({ ndcg10 }) => ndcg10);
  const fuse = (weightOf: (confidence: number) => number) =>
    ndcg((question) => {
      settings.vectorWeight = weightOf(confidences.get(question.id) ?? 0);
      // What probes found must not change a weight that is tried.
      settings.uselessVectorWeight = settings.vectorWeight;
      return rankDocuments(index, { text: question.text, ...similar(question) });
    });
  const words = await ndcg(async ({ id, text }) => {
    confidences.set(id, (await index.search({ text, limit: 1 })).confidence);
    return rankDocuments(index, { text });
  });
  const alone = await ndcg((question) => rankDocuments(index, { text: "", ...similar(question) }));
  const byPlaces = await ndcg((question) => fuseByPlaces(index, question.text, similar(question)));
  const before = await fuse((confidence) => FORMER_WEIGHT * (1 - confidence) ** 2);
  const flat: Record<string, number> = {};
  for (const weight of WEIGHTS) flat[weight] = mean(await fuse(() => weight));
  const outcome = probeOutcome(database);
  const isWeighted = !outcome || !isUseless(outcome);
  const after = await fuse(() => (isWeighted ? RANKING_SETTINGS.vectorWeight : RANKING_SETTINGS.uselessVectorWeight));
  return {
    n: words.length,
    words: mean(words),
    half: mean(alone),
    byPlaces: mean(byPlaces),
    before: mean(before),
    flat,
    after: mean(after),
    gain: pairedDifference(after, before),
    overWords: pairedDifference(after, words),
    overHalf: pairedDifference(after, alone),
    probes: outcome && `${outcome.found} of ${outcome.asked}`,
  };
}

/** The results as a person reads them. */
export function fusionReport(results: FusionResult): string {
  const head = [
    "nDCG@10",
    "n",
    "words",
    "half alone",
    "by places",
    "before",
    ...WEIGHTS.map((weight) => `flat ${weight}`),
  ];
  const rows = Object.entries(results).map(([name, fused]) => [
    name,
    String(fused.n),
    ...[fused.words, fused.half, fused.byPlaces, fused.before].map((value) => value.toFixed(3)),
    ...WEIGHTS.map((weight) => fused.flat[weight]?.toFixed(3) ?? ""),
    fused.after.toFixed(3),
    difference(fused.gain),
    difference(fused.overWords),
    fused.probes ?? "none",
  ]);
  return `${table([[...head, "after", "over before", "over words", "probes"], ...rows])}\n`;
}

function textOf(title: string, headings: readonly string[], text: string): string {
  return `${[title, ...headings].join(" > ")}\n\n${text}`;
}

/** Opens an index with vectors of each weak encoder in it, probed as an ingest does. */
function weakOpeners(documents: readonly IndexedDocument[]): readonly (() => Promise<OpenEncoder>)[] {
  const texts = documents.flatMap(({ title, chunks }) =>
    chunks.map(({ headings, text }) => textOf(title, headings, text)),
  );
  return Object.entries(weakEncoders(texts)).map(([name, encode]) => async () => {
    const opened = await open(name, documents, encode);
    const sources = [...new Set(documents.map(({ source }) => source))];
    await probeVectors(opened.index, opened.database, sources, async (asked) => asked.map((text) => [...encode(text)]));
    return { ...opened, similarIn: () => (question) => ({ vector: encode(question.text) }) };
  });
}

/** The same for the retrievers whose rankings lie in a folder, which have no vectors. */
function recordedOpeners(
  set: EvalSet,
  documents: readonly IndexedDocument[],
  runs: string,
): readonly (() => Promise<OpenEncoder>)[] {
  const files = existsSync(runs) ? readdirSync(runs) : [];
  const names = new Set(files.flatMap((file) => /^(.+)\.queries\.tsv$/.exec(file)?.[1] ?? []));
  return [...names].map((name) => async () => ({
    ...(await open(name, documents)),
    similarIn: (phrasing) => similarByRun(set, documents, join(runs, `${name}.${phrasing}.tsv`)),
  }));
}

async function open(name: string, documents: readonly IndexedDocument[], encode?: Encoder) {
  const settings = { ...RANKING_SETTINGS };
  const database = await indexInMemory(
    documents,
    settings,
    (document) => encode && document.chunks.map(({ headings, text }) => encode(textOf(document.title, headings, text))),
  );
  return { name, database, settings, index: createSqliteIndex(database, settings) };
}

/** A recorded ranking as what is near to a question: each chunk of a document has the document's score. */
function similarByRun(set: EvalSet, documents: readonly IndexedDocument[], file: string): Similar | undefined {
  if (!existsSync(file)) return undefined;
  const chunks = new Map(documents.map(({ path, chunks }) => [path, chunks]));
  const near = new Map<string, Neighbour[]>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [question = "", path = "", score] = line.split("\t");
    const found = (chunks.get(path) ?? []).map(({ id }) => ({ source: set.name, path, id, cosine: Number(score) }));
    near.set(question, [...(near.get(question) ?? []), ...found]);
  }
  return ({ id }) => ({ near: near.get(id) ?? [] });
}

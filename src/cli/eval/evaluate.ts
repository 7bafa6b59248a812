import type { DatabaseSync } from "node:sqlite";
import type { IndexedDocument, SearchIndex } from "../../search/search-index.ts";
import { UNCOVERED_BELOW, UNSURE_BELOW } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { measureQuoting, measureReading, type Quoting, type ReadShare } from "./answers.ts";
import { type CurvePoint, curve } from "./curve.ts";
import { type Embedded, type EmbeddedOptions, measureEmbedded } from "./embedded.ts";
import { indexedDocuments, indexInMemory } from "./indexing.ts";
import {
  areaUnderCurve,
  type Difference,
  mean,
  meanScores,
  pairedDifference,
  quantile,
  type Scores,
} from "./metrics.ts";
import { type ModelCalls, measureModelCalls } from "./model-calls.ts";
import { type PlainText, plainRanker, type Ranker } from "./plain.ts";
import { type EvalQuery, lastTurns, rankInConversation, scoreEach } from "./ranking.ts";
import { type EvalQuestion, type EvalSet, type Half, halve } from "./sets.ts";
import { measureSettings, SETTING_TRIALS, type SettingGains } from "./settings.ts";
import { withTypos } from "./typos.ts";

/** Questions of another set that are asked of an index, at most. */
const FOREIGN = 150;
/** Questions of a set for which all is read that a model would read, at most. */
const READ = 300;

/** Mean scores over `n` questions, and how long one took, in milliseconds. */
export interface Measured extends Scores {
  readonly n: number;
  readonly ms: number;
  readonly msP95: number;
}

/** Ours, and plain full-text search on the same questions. `gain`: how much higher our nDCG@10 is. */
export interface Compared extends Measured {
  readonly baseline: Measured;
  readonly gain: Difference;
}

/**
 * How well questions that the documents do not answer are told from the set's own: `auc` by confidence, and what the
 * chosen thresholds do: the shares of own questions that are refused and hedged, and of these that are answered.
 */
export interface NotCovered {
  readonly n: number;
  readonly own: number;
  readonly auc: number;
  readonly refused: number;
  readonly hedged: number;
  readonly letThrough: number;
}

/** All that is measured of one set. */
export interface SetResult extends Compared {
  readonly documents: number;
  readonly chunks: number;
  readonly typos: Compared;
  readonly variants: Readonly<Record<string, Compared>>;
  readonly lastTurnWithHistory?: Measured;
  readonly modelCalls?: ModelCalls;
  readonly standAloneWithHistory?: Measured;
  readonly notCovered: Readonly<Record<string, NotCovered>>;
  readonly refusing: readonly CurvePoint[];
  readonly reading: ReadShare;
  readonly quoting?: Quoting;
  readonly levers?: SettingGains;
  readonly sweep?: SettingGains;
  readonly embedded?: Readonly<Record<string, Embedded>>;
}

/** How well documents of a set are found. */
type Found = Omit<SetResult, "notCovered" | "refusing" | "reading" | "quoting" | "levers" | "sweep" | "embedded">;

/** A set with its index. */
interface Opened {
  readonly set: EvalSet;
  readonly documents: readonly IndexedDocument[];
  readonly database: DatabaseSync;
  readonly index: SearchIndex;
  readonly ours: (question: EvalQuery) => Promise<readonly string[]>;
  readonly plain: Ranker;
  readonly pathOf: (chunk: string) => string | undefined;
  readonly chunks: number;
}

/**
 * - `half`: which questions are asked; without it all of them.
 * - `levers`: whether each lever is measured by turning it off. `embedded`: with what meaning is measured.
 */
export interface EvaluateOptions {
  readonly half?: Half;
  readonly levers?: boolean;
  readonly sweep?: boolean;
  readonly embedded?: EmbeddedOptions;
}

/** Evaluates sets, each on an index of its own and with the questions of the others as ones it cannot answer. */
export async function evaluate(
  sets: readonly EvalSet[],
  { half, levers, sweep, embedded }: EvaluateOptions,
  progress: (step: string) => void,
): Promise<Record<string, SetResult>> {
  const opened: Opened[] = [];
  for (const set of sets) {
    progress(`indexing ${set.name}`);
    opened.push(await open(set));
  }
  const results: Record<string, SetResult> = {};
  for (const one of opened) {
    progress(`asking ${one.set.name}`);
    const found = await measureSet(one, half);
    progress(`asking ${one.set.name} what it does not cover`);
    const refusing = await measureNotCovered(one, opened, half);
    progress(`answering ${one.set.name}`);
    const answers = await measureAnswers(one, half);
    if (levers || sweep || embedded) progress(`measuring parts of the search on ${one.set.name}`);
    results[one.set.name] = {
      ...found,
      ...refusing,
      ...answers,
      levers: levers ? await measureSettings(one.set, one.documents, half, SETTING_TRIALS.off) : undefined,
      sweep: sweep ? await measureSettings(one.set, one.documents, half, SETTING_TRIALS.swept) : undefined,
      embedded: embedded && (await measureEmbedded(one.set, one.documents, half, embedded)),
    };
  }
  for (const { database } of opened) database.close();
  return results;
}

async function open(set: EvalSet): Promise<Opened> {
  const documents = await indexedDocuments(set);
  const database = await indexInMemory(documents);
  const index = createSqliteIndex(database);
  const ours = async (question: EvalQuery) => rankInConversation(index, question);
  const paths = new Map(documents.flatMap(({ path, chunks }) => chunks.map((chunk) => [chunk.id, path] as const)));
  const pathOf = (chunk: string) => paths.get(chunk);
  return {
    set,
    documents,
    database,
    index,
    ours,
    plain: plainRanker(plainTexts(documents)),
    pathOf,
    chunks: paths.size,
  };
}

/** The same chunks, with title and headings in front. */
function plainTexts(documents: readonly IndexedDocument[]): PlainText[] {
  return documents.flatMap(({ path, title, chunks }) =>
    chunks.map(({ headings, text }) => ({ path, text: [title, ...headings, text].join("\n") })),
  );
}

async function measureAnswers({ set, index, pathOf }: Opened, half: Half | undefined) {
  const questions = halve(set.questions, half);
  const some = spread(questions, READ);
  return {
    reading: await measureReading(index, set.documents, some, set.grades, pathOf),
    quoting: await measureQuoting(index, questions),
  };
}

async function measureSet(opened: Opened, half: Half | undefined): Promise<Found> {
  const { set, index, ours, plain, chunks } = opened;
  const questions = halve(set.questions, half);
  const compare = async (asked: readonly EvalQuestion[]): Promise<Compared> => {
    const found = await scoreEach(set, asked, ours);
    const baseline = await scoreEach(set, asked, ({ text }) => plain(text));
    const ndcg = ({ scores }: Scored) => scores.map(({ ndcg10 }) => ndcg10);
    const gain = pairedDifference(ndcg(found), ndcg(baseline));
    return { ...summary(found), baseline: summary(baseline), gain };
  };
  const variants: Record<string, Compared> = {};
  for (const [name, variant] of set.variants)
    if (name !== "conversation" && variant.some(({ id }) => set.grades.has(id)))
      variants[name] = await compare(halve(variant, half));
  const turns = halve(lastTurns(set), half);
  const contexts = new Map(turns.map(({ id, context }) => [id, context]));
  const standAlone = questions.map((question) => ({ ...question, context: contexts.get(question.id) }));
  return {
    documents: set.documents.length,
    chunks,
    ...(await compare(questions)),
    typos: await compare(questions.map((question) => ({ ...question, text: withTypos(question.text) }))),
    variants,
    ...(turns.length > 0 && {
      lastTurnWithHistory: await measure(set, turns, ours),
      modelCalls: await measureModelCalls(index, turns),
      standAloneWithHistory: await measure(set, standAlone, ours),
    }),
  };
}

async function measure<Question extends EvalQuestion>(
  set: EvalSet,
  questions: readonly Question[],
  rank: (question: Question) => Promise<readonly string[]>,
): Promise<Measured> {
  return summary(await scoreEach(set, questions, rank));
}

type Scored = Awaited<ReturnType<typeof scoreEach>>;

function summary({ scores, times }: Scored): Measured {
  return { n: scores.length, ...meanScores(scores), ms: mean(times), msP95: quantile(times, 0.95) };
}

async function measureNotCovered(opened: Opened, others: readonly Opened[], half: Half | undefined) {
  const { set, index } = opened;
  const own = await confidences(index, halve(set.questions, half));
  const strangers = new Map<string, readonly EvalQuestion[]>();
  const unanswerable = set.variants.get("unanswerable");
  if (unanswerable) strangers.set("unanswerable", halve(unanswerable, half));
  for (const other of others) if (other !== opened) strangers.set(other.set.name, halve(other.set.questions, half));
  const notCovered: Record<string, NotCovered> = {};
  const foreigners = new Map<string, readonly number[]>();
  for (const [name, questions] of strangers) {
    const foreign = await confidences(index, questions);
    foreigners.set(name, foreign);
    notCovered[name] = {
      n: foreign.length,
      own: own.length,
      auc: areaUnderCurve(own, foreign),
      refused: mean(own.map((value) => (value < UNCOVERED_BELOW ? 1 : 0))),
      hedged: mean(own.map((value) => (value >= UNCOVERED_BELOW && value < UNSURE_BELOW ? 1 : 0))),
      letThrough: mean(foreign.map((value) => (value >= UNSURE_BELOW ? 1 : 0))),
    };
  }
  return { notCovered, refusing: curve(own, foreigners) };
}

/** How sure the index is of some of the questions. */
async function confidences(index: SearchIndex, questions: readonly EvalQuestion[]): Promise<number[]> {
  const values: number[] = [];
  for (const { text } of spread(questions, FOREIGN)) values.push((await index.search({ text, limit: 1 })).confidence);
  return values;
}

/** About `most` of the items, spread over all of them. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => i % step === 0);
}

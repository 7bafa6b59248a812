/**
 * A child process that asks a checkout of the project the questions of sets, without a model: `node measurer.ts
 * CHECKOUT FIGURES MOST SET...`. Each figure keeps a value for each question, so that two checkouts can be compared
 * question by question.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { indexedDocuments, indexInMemory } from "../../../src/cli/eval/indexing.ts";
import type { lastTurns, rankInConversation, scoreEach } from "../../../src/cli/eval/ranking.ts";
import type { EvalQuestion, EvalSet, readEvalSet } from "../../../src/cli/eval/sets.ts";
import type { withTypos } from "../../../src/cli/eval/typos.ts";
import type { Rag } from "../../../src/core/answer.ts";
import type { createLog } from "../../../src/core/log.ts";
import type { createRag } from "../../../src/rag/answer.ts";
import type { SearchIndex } from "../../../src/search/search-index.ts";
import type { createSqliteIndex } from "../../../src/search/sqlite/index.ts";

/** The values of a figure, question by question; `better`: which way is good, 0 where neither is. */
export interface Figure {
  readonly set: string;
  readonly name: string;
  readonly better: 1 | 0 | -1;
  readonly values: readonly number[];
}

/** Parts of the project as they are called in this checkout or were called in older ones. */
interface Parts {
  readonly readEvalSet: typeof readEvalSet;
  readonly indexedDocuments: typeof indexedDocuments;
  readonly indexInMemory: typeof indexInMemory;
  readonly lastTurns: typeof lastTurns;
  readonly rankInConversation: typeof rankInConversation;
  readonly scoreEach: typeof scoreEach;
  readonly withTypos: typeof withTypos;
  readonly createRag: typeof createRag;
  readonly createLog: typeof createLog;
  readonly createSqliteIndex: typeof createSqliteIndex;
}

/** A set with its index and what answers from it. */
interface Opened {
  readonly set: EvalSet;
  readonly index: SearchIndex;
  readonly rag: Rag;
}

/** Questions of each other set that are asked of an index. */
const FOREIGN = 150;

async function partsOf(checkout: string): Promise<Parts> {
  const load = async (...files: string[]): Promise<Record<string, unknown>> => {
    const file = files.map((each) => join(checkout, "src", each)).find((each) => existsSync(each));
    if (!file) throw new Error(`${checkout} has none of src/${files.join(", src/")}`);
    return import(pathToFileURL(file).href);
  };
  const evaluating = ["sets", "indexing", "ranking", "typos"].map((name) => load(`cli/eval/${name}.ts`));
  const sqlite = await load("search/sqlite/index.ts", "knowledge/engines/sqlite.ts");
  const loaded = [...(await Promise.all(evaluating)), await load("rag/answer.ts"), await load("core/log.ts", "log.ts")];
  return Object.assign({}, ...loaded, { createSqliteIndex: sqlite.createSqliteIndex ?? sqlite.createSqliteEngine });
}

async function open(folder: string, parts: Parts): Promise<Opened> {
  const set = parts.readEvalSet(folder);
  const index = parts.createSqliteIndex(await parts.indexInMemory(await parts.indexedDocuments(set)));
  return { set, index, rag: parts.createRag({ engine: index, log: parts.createLog("silent") }) };
}

/** How well pages are found, nDCG@10, in each phrasing. */
async function found({ set, index }: Opened, parts: Parts, most: number): Promise<Figure[]> {
  const { lastTurns, rankInConversation, scoreEach, withTypos } = parts;
  const ndcg = async (name: string, questions: readonly EvalQuestion[]): Promise<Figure> => {
    const { scores } = await scoreEach(set, spread(questions, most), (asked) => rankInConversation(index, asked));
    return { set: set.name, name: `found, ${name}`, better: 1, values: scores.map(({ ndcg10 }) => ndcg10) };
  };
  const figures = [
    await ndcg("as asked", set.questions),
    await ndcg(
      "letters swapped",
      set.questions.map((asked) => ({ ...asked, text: withTypos(asked.text) })),
    ),
    await ndcg("last turn alone", set.variants.get("lastturn") ?? []),
    await ndcg("last turn in its talk", lastTurns(set)),
  ];
  return figures.filter(({ values }) => values.length > 0);
}

/** What is answered, hedged and refused, and whether the known answer is in what is shown. */
async function answered({ set, rag }: Opened, most: number): Promise<Figure[]> {
  const replies: { asked: EvalQuestion; text: string; outcome: string }[] = [];
  for (const asked of spread(set.questions, most)) replies.push({ asked, ...(await reply(rag, asked.text)) });
  const figure = (name: string, better: Figure["better"], values: number[]) => ({
    set: set.name,
    name,
    better,
    values,
  });
  const outcomes = (outcome: string) => replies.map((each) => Number(each.outcome === outcome));
  const known = replies.filter(({ asked }) => (asked.answers ?? []).length > 0);
  return [
    figure("own refused", -1, outcomes("refused")),
    figure("own hedged", 0, outcomes("uncertain")),
    figure(
      "answer within",
      1,
      known.map(({ asked, text }) => Number(contains(text, asked.answers ?? []))),
    ),
    figure(
      "characters shown",
      0,
      known.map(({ text }) => text.length),
    ),
  ].filter(({ values }) => values.length > 0);
}

/** How many questions that others' documents answer are answered all the same. */
async function strangers({ set, rag }: Opened, sets: readonly EvalSet[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, questions } of sets.filter((other) => other.name !== set.name)) {
    const values: number[] = [];
    for (const { text } of spread(questions, FOREIGN))
      values.push(Number((await reply(rag, text)).outcome === "answered"));
    figures.push({ set: set.name, name: `answered what is in ${name}`, better: -1, values });
  }
  return figures;
}

async function reply(rag: Rag, asked: string): Promise<{ text: string; outcome: string }> {
  let [text, outcome] = ["", ""];
  for await (const event of rag.answer({ id: "", text: asked, history: [] }, new AbortController().signal)) {
    if (event.type === "text") text += event.text;
    if (event.type === "end") outcome = event.outcome;
  }
  return { text, outcome };
}

/** Without what Markdown adds, so that an answer is found in bold or across lines. */
function contains(text: string, answers: readonly string[]): boolean {
  const bare = (marked: string) =>
    marked
      .toLowerCase()
      .replace(/[*_`\\]|\[\d+\]/g, "")
      .replace(/\s+/g, " ");
  const plain = bare(text);
  return answers.some((answer) => plain.includes(bare(answer)));
}

function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % step === 0);
}

const [checkout = "", file = "", most = "", ...folders] = process.argv.slice(2);
const parts = await partsOf(checkout);
const sets = folders.map((folder) => parts.readEvalSet(folder));
const figures: Figure[] = [];
for (const folder of folders) {
  const opened = await open(folder, parts);
  figures.push(...(await found(opened, parts, Number(most))), ...(await answered(opened, Number(most))));
  figures.push(...(await strangers(opened, sets)));
}
writeFileSync(file, JSON.stringify(figures));

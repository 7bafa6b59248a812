import { RecursiveCharacterTextSplitter } from "@langchain/textsplitters";
import { createLog } from "../../core/log.ts";
import { extract } from "../../rag/extract/extract.ts";
import { countTokens, retrieve, type Section } from "../../rag/retrieve.ts";
import type { SearchIndex } from "../../search/search-index.ts";
import { mean } from "./metrics.ts";
import { plainRanker } from "./plain.ts";
import type { EvalDocument, EvalQuestion, Grades } from "./sets.ts";

/** How much a model reads for one answer unless set otherwise, in tokens. */
const PASSAGE_TOKENS = 1800;
/** What a beginner's tutorial gives a model to read: so many chunks of so many characters. */
const TUTORIAL_CHUNKS = 4;
const TUTORIAL_LENGTH = 4000;
/** More sections than this are never read for one answer. */
const MOST_SECTIONS = 12;
/** What "the beginning of the first chunk" means, in characters. */
const BEGINNING = 300;

/**
 * How much of something is good, in 0..1, and how long the text is: tokens of what a model reads, characters of what
 * people read.
 */
export interface Share {
  readonly share: number;
  readonly length: number;
}

/**
 * The share of questions for which a relevant document is among what a model reads, here and in the tutorial.
 * `enough`: what
 * would be read if as few of the best sections were taken as find no less than the tutorial does.
 */
export interface ReadShare {
  readonly n: number;
  readonly ours: Share;
  readonly enough: Share;
  readonly tutorial: Share;
}

/**
 * The share of questions whose known answer is in what people are shown without a model, and in simpler ways to show
 * something.
 */
export interface Quoting {
  readonly n: number;
  readonly quoted: Share;
  readonly firstChunk: Share;
  readonly beginning: Share;
}

/** The sections that are read for a question. */
export async function read(index: SearchIndex, text: string): Promise<readonly Section[]> {
  const log = createLog("silent");
  return (await retrieve({ text, context: [] }, { engine: index, log, passageTokens: PASSAGE_TOKENS })).sections;
}

/** What a model would read for each question. `pathOf`: the document of a chunk. */
export async function measureReading(
  index: SearchIndex,
  documents: readonly EvalDocument[],
  questions: readonly EvalQuestion[],
  grades: ReadonlyMap<string, Grades>,
  pathOf: (chunk: string) => string | undefined,
): Promise<ReadShare> {
  const tutorial = await tutorialReader(documents);
  const ours: Share[][] = [];
  const theirs: Share[] = [];
  for (const { id, text } of questions) {
    const relevant = grades.get(id);
    if (!relevant) continue;
    const has = (paths: readonly (string | undefined)[]) => (paths.some((path) => path && relevant.has(path)) ? 1 : 0);
    const sections = await read(index, text);
    const firstOf = (count: number): Share => {
      const first = sections.slice(0, count);
      return { share: has(first.flatMap(({ ids }) => ids.map(pathOf))), length: tokens(first) };
    };
    ours.push(Array.from({ length: MOST_SECTIONS }, (_, i) => firstOf(i + 1)));
    const chunks = await tutorial(text);
    theirs.push({ share: has(chunks.map(({ path }) => path)), length: tokens(chunks) });
  }
  const byCount = Array.from({ length: MOST_SECTIONS }, (_, i) => meanShare(ours.flatMap((shares) => shares[i] ?? [])));
  const all = byCount.at(-1) ?? { share: 0, length: 0 };
  const tutor = meanShare(theirs);
  return {
    n: ours.length,
    ours: all,
    enough: byCount.find(({ share }) => share >= tutor.share) ?? all,
    tutorial: tutor,
  };
}

/** What people would be shown without a model, for questions that say what the answer is; nothing where none does. */
export async function measureQuoting(
  index: SearchIndex,
  questions: readonly EvalQuestion[],
): Promise<Quoting | undefined> {
  const [quoted, firstChunk, beginning]: [Share[], Share[], Share[]] = [[], [], []];
  for (const { text, answers = [] } of questions) {
    if (answers.length === 0) continue;
    const look = (within: string) => ({ share: contains(within, answers) ? 1 : 0, length: within.length });
    quoted.push(look(extract({ text, context: [] }, await read(index, text))));
    const first = (await index.search({ text, limit: 1 })).passages[0]?.text ?? "";
    firstChunk.push(look(first));
    beginning.push(look(first.slice(0, BEGINNING)));
  }
  if (quoted.length === 0) return undefined;
  return {
    n: quoted.length,
    quoted: meanShare(quoted),
    firstChunk: meanShare(firstChunk),
    beginning: meanShare(beginning),
  };
}

/** The tutorial's chunks, found by plain full-text search. */
async function tutorialReader(documents: readonly EvalDocument[]) {
  const splitter = new RecursiveCharacterTextSplitter({ chunkSize: TUTORIAL_LENGTH, chunkOverlap: 200 });
  const chunks = new Map<string, { readonly path: string; readonly text: string }>();
  for (const { id: path, title, text } of documents)
    for (const part of await splitter.splitText(`${title}\n\n${text}`))
      chunks.set(String(chunks.size), { path, text: part });
  const rank = plainRanker([...chunks].map(([path, { text }]) => ({ path, text })));
  return async (question: string) =>
    (await rank(question)).slice(0, TUTORIAL_CHUNKS).flatMap((number) => chunks.get(number) ?? []);
}

function tokens(texts: readonly { readonly text: string }[]): number {
  return texts.reduce((sum, { text }) => sum + countTokens(text), 0);
}

function contains(text: string, answers: readonly string[]): boolean {
  const plain = bare(text);
  return answers.some((answer) => plain.includes(bare(answer)));
}

/** Without what Markdown adds, so that an answer is found in bold or across lines. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[*_`\\]|\[\d+\]/g, "")
    .replace(/\s+/g, " ");
}

function meanShare(shares: readonly Share[]): Share {
  return { share: mean(shares.map(({ share }) => share)), length: mean(shares.map(({ length }) => length)) };
}

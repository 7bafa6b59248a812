import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomNumbers } from "../answers.ts";

/**
 * A question, or a conversation of several, put to the documentation in the folder `docs`. `right`: ids of pages that
 * answer it.
 */
export interface Asked {
  readonly id: string;
  readonly turns: readonly string[];
  readonly right: readonly string[];
}

/** Documentation and what is asked of it. */
export interface QuestionSet {
  readonly name: string;
  readonly docs: string;
  readonly questions: readonly Asked[];
}

/** How questions are taken from a set; `reserved`: a seed whose questions belong to somebody else. */
export interface Sample {
  readonly count: number;
  readonly seed: number;
  readonly reserved?: number;
}

/** As many questions of every set as anybody takes for a seed: those are left to whoever named it. */
const MOST_RESERVED = 60;

/** A link's text is a question only now and then; what reads like one is taken first. */
const READS_LIKE_A_QUESTION =
  /\?$|^(?:how|what|why|when|where|which|who|can|could|do|does|is|are|should)\b|^(?:add|build|change|configure|connect|create|customi[sz]e|deploy|enable|fetch|generate|import|install|load|migrate|run|set|share|use|write)(?:ing)? \S+ \S+/i;

/** A folder of the evaluation sets as documentation in files below `folder`, with the questions that the rule takes. */
export function sampleSet(set: string, folder: string, sample: Sample): QuestionSet {
  const name = basename(set);
  const docs = join(folder, name);
  for (const { id, title = "", text } of readJsonLines<Document>(join(set, "corpus.jsonl")))
    writeDocument(docs, id, title, text);
  const right = readRight(join(set, "qrels.tsv"));
  const all = readJsonLines<{ id: string; text: string }>(join(set, "queries.jsonl"))
    .filter(({ id }) => right.has(String(id)))
    .map(({ id, text }) => ({ id: String(id), turns: [text], right: right.get(String(id)) ?? [] }));
  return { name, docs, questions: takeQuestions(all, sample) };
}

interface Document {
  readonly id: string;
  readonly title?: string;
  readonly text: string;
}

/** Questions from a file of lines `{id?, text}` or `{id?, turns}`, all of them, asked of a folder. */
export function readQuestions(file: string, docs: string): QuestionSet {
  const questions = readJsonLines<{ id?: string; text?: string; turns?: string[]; right?: string[] }>(file).map(
    ({ id, text = "", turns, right = [] }, index) => ({ id: id ?? `q${index + 1}`, turns: turns ?? [text], right }),
  );
  return { name: basename(file).replace(/\.jsonl$/, ""), docs, questions };
}

/** What reads like a question first, else in the order of a shuffle by the seed; nothing that a reserved seed takes. */
export function takeQuestions(all: readonly Asked[], { count, seed, reserved }: Sample): readonly Asked[] {
  const ordered = (by: number) => {
    const shuffled = shuffle(all, by);
    const reads = (asked: Asked) => READS_LIKE_A_QUESTION.test(asked.turns[0]?.trim() ?? "");
    return [...shuffled.filter(reads), ...shuffled.filter((asked) => !reads(asked))];
  };
  const others = new Set(reserved === undefined ? [] : ordered(reserved).slice(0, MOST_RESERVED));
  return ordered(seed)
    .filter((asked) => !others.has(asked))
    .slice(0, count);
}

/** The items in an order that depends on the seed alone. */
export function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomNumbers(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** Whether an address is that of a page, by the path that both have without slashes, endings and capitals. */
export function isPage(url: string, id: string): boolean {
  const bare = (path: string) =>
    path
      .toLowerCase()
      .replace(/^\/+|\/+$/g, "")
      .replace(/\.(?:mdx?|rst|txt|html)$/, "")
      .replace(/(?:^|\/)(?:index|readme)$/, "");
  return bare(decodeURIComponent(new URL(url).pathname)).endsWith(bare(id));
}

/** Reads a file of one JSON value a line. */
export function readJsonLines<Item>(file: string): Item[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Item);
}

function writeDocument(docs: string, id: string, title: string, text: string): void {
  const file = join(docs, `${id.replace(/[^\w./-]+/g, "-").replace(/\.\.+/g, ".")}.${formatOf(text)}`);
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const isTitled = title === "" || /^---\n|^(?:.{0,80}\n){0,12}(?:# |[=*#]{4,}\n)/.test(text);
  writeFileSync(file, isTitled ? text : `---\ntitle: ${JSON.stringify(title)}\n---\n${text}`);
}

/** As the evaluation reads them: a corpus does not say what its texts are written in. */
function formatOf(text: string): string {
  return /^import .+ from ["']/m.test(text) ? "mdx" : "md";
}

function readRight(file: string): Map<string, string[]> {
  const right = new Map<string, string[]>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [question, document, grade] = line.split("\t");
    if (question && document && Number(grade) > 0) right.set(question, [...(right.get(question) ?? []), document]);
  }
  return right;
}

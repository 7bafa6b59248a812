/**
 * A child process that asks a checkout of the project: `node asker.ts CHECKOUT DOCS QUESTIONS ANSWERS`. It has
 * neither a model nor a key; the documentation in DOCS is read once, into a folder that is gone when the process ends.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { createDocent, Docent } from "../../../src/app.ts";
import type { readConfig } from "../../../src/config.ts";
import type { Exchange, Source } from "../../../src/core/answer.ts";
import type { createLog } from "../../../src/core/log.ts";
import type { Asked } from "./questions.ts";

/** What was answered at one turn. */
export interface Reply {
  readonly text: string;
  readonly outcome: string;
  readonly sources: readonly Source[];
}

/** The replies to every question, turn by turn. */
export type Replies = Readonly<Record<string, readonly Reply[]>>;

/** Where pages seem to be published; nothing is fetched from there. */
const BASE_URL = "https://docs.example.org";

/** Parts of the project as they are called in this checkout or were called in older ones. */
interface Parts {
  readonly createDocent: typeof createDocent;
  readonly readConfig: typeof readConfig;
  readonly createLog: typeof createLog;
}

async function partsOf(checkout: string): Promise<Parts> {
  const load = async (...files: string[]): Promise<Partial<Parts>> => {
    const file = files.map((each) => join(checkout, "src", each)).find((each) => existsSync(each));
    if (!file) throw new Error(`${checkout} has none of src/${files.join(", src/")}`);
    return import(pathToFileURL(file).href);
  };
  const loaded = [
    await load("app.ts", "docent.ts"),
    await load("config.ts"),
    await load("core/log.ts", "log.ts"),
  ] as const;
  return Object.assign({}, ...loaded) as Parts;
}

async function main(checkout: string, docs: string, questions: string, answers: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "docent-asker-"));
  for (const name of Object.keys(process.env)) if (!/^(?:PATH|HOME|TMPDIR)$/.test(name)) delete process.env[name];
  Object.assign(process.env, { DATA_DIR: dataDir, DOCS: docs, DOCS_BASE_URL: BASE_URL });
  process.chdir(dataDir);
  const { createDocent, readConfig, createLog } = await partsOf(checkout);
  const docent = await createDocent(readConfig(), { log: createLog("error"), adapters: () => [] });
  try {
    await docent.sync();
    const asked = JSON.parse(readFileSync(questions, "utf8")) as readonly Asked[];
    const replies: Record<string, readonly Reply[]> = {};
    for (const { id, turns } of asked) replies[id] = await converse(docent.rag, turns);
    writeFileSync(answers, JSON.stringify(replies));
  } finally {
    await docent.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function converse(rag: Docent["rag"], turns: readonly string[]): Promise<Reply[]> {
  const history: Exchange[] = [];
  const replies: Reply[] = [];
  for (const [index, text] of turns.entries()) {
    const id = `turn-${index}`;
    let answer = "";
    for await (const event of rag.answer({ id, text, history }, new AbortController().signal)) {
      if (event.type === "text") answer += event.text;
      if (event.type === "end") replies.push({ text: answer, outcome: event.outcome, sources: event.sources });
    }
    const sources = replies.at(-1)?.sources ?? [];
    history.push({ id, author: { id: "ada", name: "Ada" }, question: text, answer, sources, at: index });
  }
  return replies;
}

const [checkout = "", docs = "", questions = "", answers = ""] = process.argv.slice(2);
await main(checkout, docs, questions, answers);

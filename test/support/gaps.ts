import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { createDocent, type Docent } from "../../src/app.ts";
import { type EvalQuestion, type EvalSet, readEvalSet } from "../../src/cli/eval/sets.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import type { Report } from "../../src/core/report.ts";
import { reportMarkdown } from "../../src/report/formats.ts";
import { anonymise, type ReportedQuestion } from "../../src/report/signals.ts";
import { subjectsAmong } from "../../src/report/subjects.ts";
import { createSqliteStore } from "../../src/storage/store.ts";
import { MemoryAdapter } from "./memory-adapter.ts";
import { promptFor, threadIn } from "./prompts.ts";

/**
 * Asks the questions of evaluation sets through the bot after the labelled pages of a third of them were taken out, and
 * says what the report makes of it: `node test/support/gaps.ts --questions 150 FOLDER... [--markdown FILE]`. Of those
 * that are answered from other pages all the same, every second asker votes the answer not helpful.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: "string", default: "150" },
    markdown: { type: "string" },
    clusters: { type: "string" },
  },
});

const BASE = "https://docs.example.com/";
const PEOPLE = 40;

/** What was asked of one set: labels by the id of the prompt, and which of them were taken out. */
interface Trial {
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly removed: ReadonlySet<string>;
}

/** Every page of a set as a file, but for those that are taken out. */
function writePages({ documents }: EvalSet, removed: ReadonlySet<string>, folder: string): void {
  for (const { id, title, text } of documents) {
    if (removed.has(id)) continue;
    const file = join(folder, `${id}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, title && !text.includes(title) ? `# ${title}\n\n${text}` : text);
  }
}

async function askAll(docent: Docent, adapter: MemoryAdapter, set: EvalSet, questions: readonly EvalQuestion[]) {
  const labels = new Map<string, readonly string[]>();
  for (const [index, { id, text }] of questions.entries()) {
    const author = { id: `person-${index % PEOPLE}`, name: `Person ${index % PEOPLE}` };
    const prompt = promptFor(text, { author, place: threadIn("general", id) });
    labels.set(prompt.id, [...(set.grades.get(id)?.keys() ?? [])]);
    await adapter.bot?.run(prompt);
    while (docent.open() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return labels;
}

/** Half of those whose page is gone and who were answered all the same say that it did not help. */
async function vote(adapter: MemoryAdapter, { labels, removed }: Trial): Promise<number> {
  const misled = adapter.answers.filter(
    ({ prompt, messages }) =>
      labels.get(prompt.id)?.every((page) => removed.has(page)) && messages.at(-1)?.isNearest !== true,
  );
  const voters = misled.filter((_, index) => index % 2 === 0);
  for (const { prompt } of voters)
    await adapter.bot?.action({
      action: "unhelpful",
      promptId: prompt.id,
      by: prompt.author,
      place: prompt.place,
      why: { reason: "wrong" },
    });
  return voters.length;
}

async function questionsOf({ database }: Docent): Promise<ReportedQuestion[]> {
  const { journal } = createSqliteStore(database, { days: 30 });
  const records = [];
  for await (const record of journal.records(0)) records.push(record);
  return anonymise(records);
}

function print(name: string, figure: string | number): void {
  process.stdout.write(`| ${name} | ${figure} |\n`);
}

async function measure(folder: string): Promise<void> {
  const set = readEvalSet(folder);
  const questions = set.questions.filter(({ id }) => set.grades.has(id)).slice(0, Number(values.questions));
  const removed = new Set(
    questions.filter((_, index) => index % 3 === 0).flatMap(({ id }) => [...(set.grades.get(id)?.keys() ?? [])]),
  );
  const scratch = mkdtempSync(join(tmpdir(), "docent-gaps-"));
  const docs = join(scratch, "docs");
  writePages(set, removed, docs);
  const adapter = new MemoryAdapter();
  const environment = {
    DATA_DIR: join(scratch, "data"),
    DOCS: docs,
    DOCS_BASE_URL: BASE,
    QUESTIONS_PER_MINUTE: "100000",
  };
  const config = readConfig({ ...environment, DOCENT_FILE: join(scratch, "none.yaml") }, "none");
  const docent = await createDocent(config, { log: createLog("error"), adapters: () => [adapter] });
  try {
    await docent.start();
    await docent.sync();
    const labels = await askAll(docent, adapter, set, questions);
    const votes = await vote(adapter, { labels, removed });
    await tell(docent, set, { labels, removed }, votes);
  } finally {
    await docent.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function tell(docent: Docent, set: EvalSet, trial: Trial, votes: number): Promise<void> {
  const started = performance.now();
  const report = await docent.reports.report(0);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`\n${set.name}\n\n| what | figure |\n| --- | --- |\n`);
  print("questions asked", report.questions);
  print("answered, not sure, not in the docs", `${report.answered}, ${report.uncertain}, ${report.refused}`);
  print("votes cast by half of the misled", votes);
  print("seconds for the report", seconds.toFixed(1));
  const asked = await questionsOf(docent);
  tellNamed(asked, trial);
  await tellGaps(asked, report, trial);
  if (values.markdown) writeFileSync(`${values.markdown}.${set.name}.md`, reportMarkdown(report));
}

/** How many of the pages that were taken out are told of by some question, by what told. */
function tellNamed(asked: readonly ReportedQuestion[], { labels, removed }: Trial): void {
  const isGone = ({ id }: ReportedQuestion) => labels.get(id)?.every((page) => removed.has(page)) ?? false;
  const gone = asked.filter(isGone);
  const pages = (questions: readonly ReportedQuestion[]) =>
    new Set(questions.flatMap(({ id }) => labels.get(id) ?? []).filter((page) => removed.has(page))).size;
  const by = (...signals: readonly string[]) =>
    pages(gone.filter((question) => question.signals.some((signal) => signals.includes(signal))));
  const all = pages(gone);
  print("pages taken out that were asked for", all);
  print("named by refusals", by("refused"));
  print("named by refusals and hedges", by("refused", "hedged"));
  print("named by refusals, hedges and votes", by("refused", "hedged", "voted-down"));
  const low = gone.filter(({ found, signals }) => signals.length > 0 || (found?.confidence ?? 1) < 0.55);
  print("the same with confidence below .55", pages(low));
}

async function tellGaps(asked: readonly ReportedQuestion[], report: Report, { labels, removed }: Trial): Promise<void> {
  const made = await subjectsAmong(asked.filter(({ signals }) => signals.length > 0));
  const isThere = ({ id }: ReportedQuestion) => !labels.get(id)?.every((page) => removed.has(page));
  const shown = ({ id, found }: ReportedQuestion) =>
    found?.nearest.slice(0, 3).some(({ url }) => labels.get(id)?.some((page) => url.startsWith(`${BASE}${page}`)));
  const present = made.filter((members) => members.every(isThere));
  print("gaps", report.gaps.length);
  print("gaps of which every page is there", present.length);
  print("of those, the right page was shown as nearest", present.filter((members) => members.every(shown)).length);
  const many = made.filter((members) => members.length > 1);
  print("gaps of several questions, and their questions", `${many.length}, ${many.flat().length}`);
  if (values.clusters) {
    const blocks = many.map((members) =>
      members.map(({ id, words }) => `- [${labels.get(id)}] ${words.replace(/\s+/g, " ").slice(0, 160)}`).join("\n"),
    );
    writeFileSync(values.clusters, `${blocks.join("\n\n")}\n\n`, { flag: "a" });
  }
}

for (const folder of positionals) await measure(folder);
process.exit();

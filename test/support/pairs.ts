/**
 * Answers of two checkouts to the same questions, to be graded blind, without a model:
 *
 *     node test/support/pairs.ts --set ../shared/eval/ray-docs --set ... --questions 20 --seed 7 --out FOLDER
 *         [--at COMMIT]... [CHECKOUT]... [--without SEED]
 *     node test/support/pairs.ts --jsonl QUESTIONS --docs FOLDER --seed 7 --out FOLDER
 *     node test/support/pairs.ts --out FOLDER --grades FILE [--grades FILE] [--each]
 *     node test/support/pairs.ts --leads --set ... --questions 250 --seed 7 --out FOLDER
 *
 * The sides are the commits, then the checkouts that are named; without any, the baseline and this project. The rule by
 * which questions are taken: those of a set that have a right page, shuffled by the seed, what reads like a question
 * first; with `--without`, none of the first sixty of that other seed. A line of QUESTIONS is `{"text"}` or
 * `{"turns"}`.
 *
 * FOLDER gets `blind.md`, where a coin tossed by the seed says whose answer stands first; `key.json`, which says so;
 * and
 * `answers.jsonl`. A file of grades has lines of pair, grade and grade, such as `p01 2 3`. `--each` prints every pair in a line. `--leads` asks this project
 * alone and counts leads of the forbidden kinds.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { randomNumbers } from "./answers.ts";
import { type Checkout, checkoutsOf, PROJECT } from "./checkout.ts";
import type { Replies, Reply } from "./pairs/asker.ts";
import { gradeReport, type Key, pairLines, readGrades } from "./pairs/grades.ts";
import { forbiddenKinds, leadOf, plain } from "./pairs/leads.ts";
import { type Asked, isPage, type QuestionSet, readQuestions, sampleSet, shuffle } from "./pairs/questions.ts";

const ASKER = join(import.meta.dirname, "pairs/asker.ts");
/** A page counts as shown where it is among so many first sources. */
const FIRST_SOURCES = 3;

/** A question with what each side replied. */
interface Pair {
  readonly set: string;
  readonly asked: Asked;
  readonly before: readonly Reply[];
  readonly after: readonly Reply[];
}

/** Asks a checkout everything that is asked of a set, in a process of its own. */
function askCheckout({ folder }: Checkout, { docs, questions }: QuestionSet, temporary: string): Replies {
  const [asked, answers] = [join(temporary, "questions.json"), join(temporary, "answers.json")];
  writeFileSync(asked, JSON.stringify(questions));
  const args = ["--disable-warning=ExperimentalWarning", ASKER, folder, resolve(docs), asked, answers];
  execFileSync(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  return JSON.parse(readFileSync(answers, "utf8")) as Replies;
}

/** The blind file and its key: for every pair a coin says which side stands first. */
function writePairs(out: string, pairs: readonly Pair[], seed: number): void {
  const random = randomNumbers(seed + 1);
  const key: Key[] = [];
  const blind = shuffle(pairs, seed).map(({ set, asked, before, after }, index) => {
    const pair = `p${String(index + 1).padStart(2, "0")}`;
    const first = random() < 0.5 ? "before" : "after";
    const shown = { before: showsRight(before, asked), after: showsRight(after, asked) };
    key.push({ pair, set, first, ...(asked.right.length > 0 && { right: shown }) });
    const sides = first === "before" ? [before, after] : [after, before];
    const told = sides.map((replies, side) => `### Answer ${side + 1}\n\n${showReplies(asked, replies)}`);
    return [
      `## ${pair} (${set})\n\nAsked: ${asked.turns.map((turn) => quoted(turn)).join("\n\nThen: ")}`,
      ...told,
    ].join("\n\n");
  });
  writeFileSync(join(out, "blind.md"), `${blind.join("\n\n---\n\n")}\n`);
  writeFileSync(join(out, "key.json"), `${JSON.stringify(key, null, 1)}\n`);
}

function quoted(text: string): string {
  return `\n\n~~~~~text\n${text.trim()}\n~~~~~`;
}

function showReplies({ turns }: Asked, replies: readonly Reply[]): string {
  return replies
    .map(({ text, sources }, index) => {
      const list = sources.map(({ n, title, url }) => `- [${n}] ${title} <${url}>`).join("\n");
      const turn = turns.length > 1 ? `_Turn ${index + 1}_\n\n` : "";
      return `${turn}~~~~~markdown\n${text}\n~~~~~\n\nSources:\n${list || "none"}`;
    })
    .join("\n\n");
}

/** Whether a page that answers is among the first sources of the last reply. */
function showsRight(replies: readonly Reply[], { right }: Asked): boolean {
  const sources = replies.at(-1)?.sources.slice(0, FIRST_SOURCES) ?? [];
  return sources.some(({ url }) => right.some((id) => isPage(url, id)));
}

/** Counts the forbidden leads among the answers to all questions, and names each. */
function checkLeads(set: QuestionSet, replies: Replies): string[] {
  const descriptions = descriptionsOf(set.docs);
  return set.questions.flatMap(({ id, turns }) =>
    (replies[id] ?? []).flatMap(({ text, outcome }, turn) => {
      // A refusal leads with nothing, and a hedge with the names of sections.
      if (outcome !== "answered") return [];
      const kinds = forbiddenKinds(turns[turn] ?? "", text, descriptions);
      return kinds.map((kind) => `${kind}: ${set.name} ${id}: ${JSON.stringify(leadOf(text)?.lead.slice(0, 160))}`);
    }),
  );
}

function descriptionsOf(docs: string): ReadonlySet<string> {
  const files = readdirSync(docs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.flatMap((entry) => {
    const head = readFileSync(join(entry.parentPath, entry.name), "utf8").slice(0, 2000);
    return /^description: *["']?(.+?)["']?$/m.exec(head)?.[1] ?? [];
  });
  return new Set(found.map(plain));
}

function comparePairs(sets: readonly QuestionSet[], checkouts: readonly Checkout[], out: string, seed: number): void {
  const [before, after] = checkouts;
  if (!before || !after || checkouts.length > 2) throw new Error("Name two checkouts, or none.");
  const temporary = mkdtempSync(join(tmpdir(), "docent-pairs-"));
  const pairs = sets.flatMap((set) => {
    const [one, two] = [before, after].map((side) => askCheckout(side, set, temporary));
    return set.questions.map((asked) => ({
      set: set.name,
      asked,
      before: one?.[asked.id] ?? [],
      after: two?.[asked.id] ?? [],
    }));
  });
  rmSync(temporary, { recursive: true });
  writePairs(out, pairs, seed);
  writeFileSync(join(out, "answers.jsonl"), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(""));
  console.log(`${pairs.length} pairs, sides shuffled by seed ${seed}: ${join(out, "blind.md")}, key in key.json`);
}

function countLeads(sets: readonly QuestionSet[], checkout: Checkout, out: string): void {
  const temporary = mkdtempSync(join(tmpdir(), "docent-leads-"));
  const answered: string[] = [];
  const found = sets.flatMap((set) => {
    const replies = askCheckout(checkout, set, temporary);
    const texts = set.questions.map(({ id, turns }) => ({ set: set.name, id, turns, replies: replies[id] }));
    answered.push(...texts.map((each) => `${JSON.stringify(each)}\n`));
    return checkLeads(set, replies);
  });
  rmSync(temporary, { recursive: true });
  writeFileSync(join(out, "leads.jsonl"), answered.join(""));
  console.log([`${answered.length} answers, ${found.length} leads of forbidden kinds`, ...found].join("\n"));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    at: { type: "string", multiple: true, default: [] },
    set: { type: "string", multiple: true, default: [] },
    jsonl: { type: "string" },
    docs: { type: "string", default: "." },
    questions: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    without: { type: "string" },
    out: { type: "string", default: "." },
    grades: { type: "string", multiple: true, default: [] },
    each: { type: "boolean", default: false },
    leads: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
if (values.grades.length > 0) {
  const key = JSON.parse(readFileSync(join(values.out, "key.json"), "utf8")) as readonly Key[];
  const graders = values.grades.map(readGrades);
  console.log(gradeReport(key, graders).join("\n"));
  if (values.each) console.log(pairLines(readFileSync(join(values.out, "blind.md"), "utf8"), key, graders).join("\n"));
} else {
  mkdirSync(values.out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "docent-sets-"));
  const reserved = values.without === undefined ? undefined : Number(values.without);
  const sample = { count: Number(values.questions), seed, reserved };
  const sampled = values.set.map((set) => sampleSet(set, folder, sample));
  const sets = [...sampled, ...(values.jsonl ? [readQuestions(values.jsonl, values.docs)] : [])];
  if (values.leads) {
    const checkout = values.at.length + positionals.length > 0 ? checkoutsOf(values.at, positionals)[0] : undefined;
    countLeads(sets, checkout ?? { name: "now", folder: PROJECT }, values.out);
  } else comparePairs(sets, checkoutsOf(values.at, positionals), values.out, seed);
  rmSync(folder, { recursive: true });
}

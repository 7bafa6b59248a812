import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { createDocent } from "../../app.ts";
import { readConfig } from "../../config.ts";
import { type Exchange, type Outcome, type Rag, type Source, wholeAnswer } from "../../core/answer.ts";
import { UserError } from "../../core/errors.ts";
import { pageOf } from "../../core/link.ts";
import { createLog } from "../../core/log.ts";
import { type RegressionCase, regressionCase } from "../../core/regression-case.ts";
import { quieter, readDocs } from "../terminal.ts";

/** An answer as a case judges it. */
export interface JudgedAnswer {
  readonly text: string;
  readonly outcome: Outcome;
  readonly sources: readonly Source[];
}

/** Whether an argument is a file of cases rather than a folder of a set. */
export function isCaseFile(argument: string): boolean {
  return /\.ya?ml$/i.test(argument);
}

/**
 * Asks every case of some files of the configured documentation and prints what became of each. Resolves to whether all
 * of them are as they must be.
 */
export async function replayCases(files: readonly string[], print: (line: string) => void): Promise<boolean> {
  const cases = files.flatMap(readCases);
  const config = readConfig();
  const docent = await createDocent(config, {
    log: createLog(quieter(config.logLevel), config.secrets),
    adapters: () => [],
  });
  try {
    await readDocs(docent, config);
    let lost = 0;
    for (const each of cases) {
      const losses = lossesOf(each, await answerTo(each, docent.rag));
      print(`${losses.length === 0 ? "ok  " : "LOST"}  ${oneLine(each.question)}`);
      for (const loss of losses) print(`      ${loss}`);
      if (losses.length > 0) lost += 1;
    }
    print(`\n${cases.length - lost} of ${cases.length} cases are as they must be.`);
    return lost === 0;
  } finally {
    await docent.stop();
  }
}

/** The cases of a file. Throws a `UserError` that names the file, the case and what is wrong with it. */
export function readCases(file: string): RegressionCase[] {
  const parsed = z.array(regressionCase).safeParse(readYaml(file) ?? []);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [index, ...path] = issue?.path ?? [];
  const which = typeof index === "number" ? `case ${index + 1}` : "the file must be a list of cases";
  throw new UserError(`${file}: ${[which, ...path].join(", ")}: ${issue?.message}`);
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(isMissing ? `There is no file ${file}.` : `${file} is not YAML: ${(error as Error).message}`);
  }
}

async function answerTo({ question, history = [] }: RegressionCase, rag: Rag): Promise<JudgedAnswer> {
  const place = { platform: "console", workspace: "local", channel: "eval" };
  const said: Exchange[] = history.map((turn) => ({
    ...turn,
    id: randomUUID(),
    author: { id: "case", name: "case" },
    sources: [],
    at: Date.now(),
  }));
  const asked = { id: randomUUID(), text: question, history: said, place };
  const { text, end } = await wholeAnswer(rag.answer(asked, new AbortController().signal));
  return { text, outcome: end.outcome, sources: end.sources };
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  answered: "It is answered",
  uncertain: "Docent is not sure that the docs answer it",
  refused: "The docs do not answer it any more",
  talk: "It is taken for small talk",
  failed: "It could not be answered: something went wrong",
};

/** What is not as a case says that it must be, a sentence each. */
export function lossesOf(wanted: RegressionCase, { text, outcome, sources }: JudgedAnswer): string[] {
  const { pages = [], mustSay = [], mustNotSay = [], mustRefuse = false } = wanted;
  const said = text.toLowerCase();
  const shown = sources.map(({ url, path }) => path ?? url).join(", ") || "none";
  return [
    ...(mustRefuse
      ? outcome === "refused"
        ? []
        : [`${OUTCOMES[outcome]}, and must be refused. Sources: ${shown}`]
      : []),
    ...(!mustRefuse && outcome !== "answered" ? [`${OUTCOMES[outcome]}. Nearest: ${shown}`] : []),
    ...pages
      .filter((page) => !sources.some((source) => isOf(page, source)))
      .map((page) => `${page} is not among the sources: ${shown}`),
    ...mustSay.filter((words) => !said.includes(words.toLowerCase())).map((words) => `It does not say “${words}”.`),
    ...mustNotSay.filter((words) => said.includes(words.toLowerCase())).map((words) => `It says “${words}”.`),
  ];
}

/** Whether a source is a page, or the section that an anchor names. Files without an address go by their path. */
function isOf(page: string, { url, path }: Source): boolean {
  if (path !== undefined && page === path) return true;
  return page.includes("#") ? url === page : pageOf(url) === pageOf(page);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 100);
}

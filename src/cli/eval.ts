import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { createEmbeddings } from "../models/embeddings.ts";
import { openDatabase } from "../storage/database.ts";
import { attackRows } from "./eval/attacks.ts";
import { isCaseFile, replayCases } from "./eval/cases.ts";
import type { EmbeddedOptions } from "./eval/embedded.ts";
import { evaluate, type SetResult } from "./eval/evaluate.ts";
import { type FusionResult, fusionReport, measureFusion } from "./eval/fusion.ts";
import { gradeRows, gradeSections, readGraded } from "./eval/grades.ts";
import { groundingReport, groundingRows, measureGrounding, readLabelledFiles } from "./eval/grounding.ts";
import { readOwnSet } from "./eval/own-set.ts";
import { report } from "./eval/report.ts";
import { fusionRows, refusingSection, scoreRows, writeScoreboard } from "./eval/scoreboard.ts";
import { type Half, readEvalSet } from "./eval/sets.ts";
import { failWith } from "./terminal.ts";

interface Options {
  readonly json?: string;
  readonly half?: Half;
  readonly levers?: boolean;
  readonly sweep?: boolean;
  readonly fusion?: boolean;
  readonly embeddings?: boolean;
  readonly grounding?: string;
  readonly scoreboard?: string;
  readonly grades?: string;
}

const program = new Command(commandLine("eval"))
  .description("Measures how well documents are found, beside plain full-text search on the same questions.")
  .argument(
    "[folders...]",
    "sets: corpus.jsonl, queries.jsonl and qrels.tsv each (default: questions about docs/); or files of cases, " +
      "*.yaml, which are asked of the configured documentation: exits with 1 where one is lost",
  )
  .option("--json <file>", "also write the results as JSON")
  .addOption(
    new Option(
      "--half <half>",
      "ask every second question only: one half for choosing settings, the other for reporting",
    ).choices(["tune", "report"]),
  )
  .option("--levers", "also measure what each part of the ranking earns, by turning it off")
  .option("--sweep", "also measure what half and double of each number of the ranking do")
  .option(
    "--fusion",
    "instead (with --scoreboard too) measure how words are fused with vectors from useless to strong, and with " +
      "recorded rankings",
  )
  .option("--embeddings", "also measure OPENAI_EMBEDDING_MODEL, and Pinecone where it is set, in namespaces of its own")
  .option(
    "--grounding <folder>",
    "instead measure the check of cited sentences on people's labels: *.jsonl with claim, material and label, or " +
      "answer, material and faithfulness",
  )
  .option("--scoreboard <file>", "also write one table of all that was measured into a page, with --grounding too")
  .option(
    "--grades <file>",
    "with --scoreboard: *.jsonl of answers that people graded: set, question, grade (0 to 3), and id, before, found, " +
      "loss, sources, answer",
  )
  .action(main);

async function main(folders: readonly string[], { json, fusion, ...options }: Options): Promise<void> {
  const { grounding, scoreboard } = options;
  if (folders.some(isCaseFile)) return replay(folders);
  if (grounding && !scoreboard) return measureLabels(grounding, options.half, json);
  if (fusion && !scoreboard) return measureFusions(folders, options.half, json);
  const embedded = options.embeddings ? embeddedOptions() : undefined;
  const sets = folders.length > 0 ? folders.map(readEvalSet) : [readOwnSet()];
  const results = await evaluate(sets, { ...options, embedded }, showProgress);
  showProgress("");
  process.stdout.write(report(results));
  if (json) writeJson(json, results);
  if (!scoreboard) return;
  const fused = fusion ? await fuseAll(folders, options.half) : {};
  await score(scoreboard, results, fused, options);
}

/** Asks cases, and ends the program with 1 where one of them is lost. */
async function replay(files: readonly string[]): Promise<void> {
  const folder = files.find((file) => !isCaseFile(file));
  if (folder) throw new UserError(`Files of cases and sets are measured apart: leave ${folder} out.`);
  const isKept = await replayCases(files, (line) => process.stdout.write(`${line}\n`));
  if (!isKept) process.exitCode = 1;
}

/** Gathers what was measured, and what is measured for the scoreboard alone. */
async function score(
  file: string,
  results: Record<string, SetResult>,
  fused: FusionResult,
  { half, grounding, grades }: Options,
): Promise<void> {
  const grounded = grounding ? groundingRows(readLabelledFiles(grounding, half)) : [];
  const graded = grades ? readGraded(grades) : [];
  const rows = [
    ...scoreRows(results),
    ...fusionRows(fused),
    ...gradeRows(graded),
    ...grounded,
    ...(await attackRows()),
  ];
  writeScoreboard(file, rows, [...refusingSection(results), ...gradeSections(graded)]);
}

async function fuseAll(folders: readonly string[], half: Half | undefined): Promise<FusionResult> {
  const results: Record<string, FusionResult[string]> = {};
  for (const folder of folders) Object.assign(results, await measureFusion(folder, half));
  return results;
}

async function measureFusions(folders: readonly string[], half: Half | undefined, json?: string): Promise<void> {
  const results = await fuseAll(folders, half);
  process.stdout.write(fusionReport(results));
  if (json) writeJson(json, { fusion: results });
}

function measureLabels(folder: string, half: Half | undefined, json: string | undefined): void {
  const files = readLabelledFiles(folder, half);
  process.stdout.write(groundingReport(files));
  if (json) writeJson(json, { grounding: measureGrounding(files) });
}

function writeJson(file: string, results: object): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** Vectors are kept in the data folder, so that the next run asks for none of them again. */
function embeddedOptions(): EmbeddedOptions {
  const { embedding, pinecone, dataDir } = readConfig();
  if (!embedding) throw new UserError("--embeddings measures a model: set OPENAI_EMBEDDING_MODEL first.");
  return { embeddings: createEmbeddings(embedding, openDatabase(dataDir)), pinecone };
}

/** One line that is written over, where somebody looks at a terminal. */
function showProgress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${step}`);
}

await program.parseAsync().catch(failWith);

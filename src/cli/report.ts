import { Command, InvalidArgumentError } from "commander";
import { createDocent } from "../app.ts";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { createLog } from "../core/log.ts";
import { GAP_MARKS, type GapMark, isToDo, type Report, type Reports } from "../core/report.ts";
import { lineOf, totals } from "../core/report-text.ts";
import { reportCsv, reportMarkdown } from "../report/formats.ts";
import { endWithReader, failWith, quieter } from "./terminal.ts";

type Options = { readonly [verdict in GapMark as "writeIt" | "done" | "notOurs"]?: readonly string[] } & {
  readonly since?: number;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
};

const program = new Command(commandLine("report"))
  .description("Tells what was asked and what the documentation lacks, without naming anybody.")
  .option(
    "--since <when>",
    "only what was asked since then: 7d, 12h or 2026-11-30 (default: all that is kept)",
    readSince,
  )
  .option("--markdown", "print a task for a writer or a coding agent")
  .option("--json", "print everything as JSON")
  .option("--csv", "print the gaps as a table")
  .option("--write-it <ids...>", "mark gaps as to be written")
  .option("--done <ids...>", "mark gaps as written; a new question opens them again")
  .option("--not-ours <ids...>", "mark gaps as nothing for this documentation")
  .action(main);

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** When a period begins, in milliseconds since 1970. */
function readSince(text: string): number {
  const [, amount, unit = ""] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const at = amount ? Date.now() - Number(amount) * (UNITS[unit] ?? 0) : Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("Say 7d, 12h, 2w or a day such as 2026-11-30.");
  return at;
}

async function main({ since = 0, writeIt, done, notOurs, ...format }: Options): Promise<void> {
  const config = readConfig();
  const log = createLog(quieter(config.logLevel), config.secrets);
  const docent = await createDocent(config, { log, adapters: () => [] });
  try {
    const marks = { "write-it": writeIt, done, "not-ours": notOurs };
    const isMarking = Object.values(marks).some(Boolean);
    if (isMarking) await markAll(docent.reports, marks);
    else process.stdout.write(print(await docent.reports.report(since), format));
  } finally {
    await docent.stop();
  }
}

async function markAll(
  reports: Reports,
  marks: Readonly<Record<GapMark, readonly string[] | undefined>>,
): Promise<void> {
  for (const [verdict, ids = []] of Object.entries(marks) as [GapMark, readonly string[] | undefined][])
    for (const id of ids) {
      if (!(await reports.mark(id, verdict)))
        throw new UserError(`There is no gap ${id}. Run \`${commandLine("report")}\` for those that there are.`);
      process.stdout.write(`${id}: ${GAP_MARKS[verdict]}\n`);
    }
}

function print(report: Report, { markdown, json, csv }: Options): string {
  if (json) return `${JSON.stringify(report, null, 2)}\n`;
  if (csv) return reportCsv(report);
  return markdown ? reportMarkdown(report) : toText(report);
}

function toText(report: Report): string {
  const gaps = report.gaps.filter(isToDo);
  const lines = gaps.length > 0 ? gaps.map((gap) => lineOf(gap).replace(/[`*]/g, "")) : ["No gaps."];
  return `${[totals(report), "", ...lines].join("\n")}\n`;
}

endWithReader(process.stdout);
program.parseAsync().catch(failWith);

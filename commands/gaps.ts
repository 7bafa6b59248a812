import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";
import { GAP_MARKS, type GapMark, isToDo, type Report, type Reports } from "../src/core/report.ts";
import { lineOf, totals } from "../src/core/report-text.ts";

/** How many gaps are listed in chat; the report has them all. */
const MOST_LISTED = 10;

/** What a maintainer says of a gap: `done 3f2a9c1b`. */
const MARK = /^(write-it|done|not-ours)\s+([0-9a-f]{8})$/;

/** Lists what people asked and the docs do not answer, and takes what a maintainer says of it. */
export const gaps: Command = {
  name: "gaps",
  summary: "What people asked and the docs do not answer (admins)",
  argument: {
    name: "mark",
    description: "write-it, done or not-ours, and the gap's id",
    maxLength: 40,
    pattern: MARK,
  },
  private: true,
  admin: true,
  run,
};

async function* run({ reports, prompt, spell }: Call) {
  if (!reports) return yield* reply("Nothing is kept here that a report could be made of.");
  const [, verdict, id] = MARK.exec(prompt.text.trim()) ?? [];
  if (verdict && id) return yield* reply(await mark(reports, id, verdict as GapMark));
  yield* reply(listed(await reports.report(0), spell("gaps")));
}

async function mark(reports: Reports, id: string, verdict: GapMark): Promise<string> {
  if (!(await reports.mark(id, verdict))) return `There is no gap \`${id}\`. Say \`gaps\` for those that there are.`;
  return `Noted for \`${id}\`: ${GAP_MARKS[verdict]}.`;
}

function listed(report: Report, typed: string): string {
  const open = report.gaps.filter(isToDo);
  if (open.length === 0) return `${totals(report)}\n\nNothing is left open.`;
  const more = open.length > MOST_LISTED ? [`… and ${open.length - MOST_LISTED} more.`] : [];
  return [
    totals(report),
    "",
    ...open.slice(0, MOST_LISTED).map((gap) => `- ${lineOf(gap)}`),
    ...more,
    "",
    `Take one off the list with ${typed}: \`not-ours\`, \`write-it\` or \`done\`, and its id. \`npm run report -- --markdown\` has all of it as a task.`,
  ].join("\n");
}

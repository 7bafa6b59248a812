import { z } from "zod";
import { type Difference, mean, pairedDifference } from "./metrics.ts";
import { pageTable, type ScoreRow } from "./scoreboard.ts";
import { readLines } from "./sets.ts";

const gradeSchema = z.object({
  id: z.string().optional(),
  set: z.string(),
  question: z.string(),
  grade: z.number().min(0).max(3),
  before: z.number().min(0).max(3).optional(),
  found: z.boolean().optional(),
  loss: z.string().optional(),
  sources: z.array(z.string()).optional(),
  answer: z.string().optional(),
});

/**
 * An answer that people graded, 0 to 3. `before`: the grade of the version before. `found`: whether a right page was
 * shown. `loss`: the first reason why it is no 3.
 */
export type Graded = z.infer<typeof gradeSchema>;

/** The set whose questions and answers are the project's own, and may be printed. */
const OWN_SET = "docent";

/** Reads grades: lines with `set`, `question` and `grade`, and what else is known of the answer. */
export function readGraded(file: string): readonly Graded[] {
  return readLines(file, gradeSchema);
}

/** The means by set, beside those of the version before. */
export function gradeRows(graded: readonly Graded[]): ScoreRow[] {
  const bySet = Map.groupBy(graded, ({ set }) => set);
  return [...bySet].flatMap(([set, all]) => {
    const found = all.filter((one) => one.found);
    return [gradeRow(set, all), ...(found.length > 0 ? [gradeRow(`${set}, right page found`, found)] : [])];
  });
}

function gradeRow(set: string, graded: readonly Graded[]): ScoreRow {
  const grades = graded.map(({ grade }) => grade);
  const pairs = graded.filter(({ before }) => before !== undefined);
  const before = pairs.map((one) => one.before ?? 0);
  const gain: Difference = pairedDifference(
    pairs.length > 0 ? pairs.map(({ grade }) => grade) : grades,
    pairs.length > 0 ? before : grades.map(() => mean(grades)),
  );
  const losses = [...Map.groupBy(graded, ({ loss }) => loss)].flatMap(([loss, of]) =>
    loss ? [`${loss} ${of.length}`] : [],
  );
  return {
    part: "Answered well (0 to 3)",
    set: losses.length > 0 ? `${set}; lost first by: ${losses.join(", ")}` : set,
    n: grades.length,
    value: mean(grades),
    interval: gain.interval,
    ...(pairs.length > 0 && { baseline: mean(before), isLoss: gain.mean < 0 }),
    against: pairs.length > 0 ? "the version before" : "",
  };
}

/**
 * Every grade, as sections: by question, with its sources and the first reason of loss. Others' questions are named by
 * their ids alone; those of the project's own documentation stand there with their answers in full.
 */
export function gradeSections(graded: readonly Graded[]): string[] {
  if (graded.length === 0) return [];
  const head = ["Set", "Question", "Grade", "Before", "Sources", "Lost first by"];
  const rows = graded.map(({ set, id, question, grade, before, sources = [], loss = "" }, index) => [
    set,
    set === OWN_SET ? question : (id ?? String(index + 1)),
    String(grade),
    before === undefined ? "" : String(before),
    sources.join(", "),
    loss,
  ]);
  const answers = graded.flatMap(({ set, question, grade, answer }) =>
    set === OWN_SET && answer ? [`#### ${question} (${grade})\n\n${quoted(answer)}`] : [],
  );
  return [`### Grades by question\n\n${pageTable([head, ...rows])}`, ...answers];
}

/** As a quotation, so that headings of an answer are none of the page's. */
function quoted(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

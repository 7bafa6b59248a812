import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";

const documentSchema = z.object({
  id: z.string(),
  title: z.string().default(""),
  url: z.string().default(""),
  text: z.string(),
});
const questionSchema = z.object({
  id: z.string(),
  text: z.string(),
  exclude: z.array(z.string()).optional(),
});

/** A document that questions are asked about. */
export type EvalDocument = z.infer<typeof documentSchema>;

/** A question; the documents named in `exclude` are taken out of a ranking before it is scored. */
export type EvalQuestion = z.infer<typeof questionSchema>;

/** How relevant documents are to a question, by document; none is listed with 0. */
export type Grades = ReadonlyMap<string, number>;

/** A set of documents, questions (variants by name: `unanswerable`, `lastturn`, ...) and relevance judgements. */
export interface EvalSet {
  readonly name: string;
  readonly documents: readonly EvalDocument[];
  readonly questions: readonly EvalQuestion[];
  readonly variants: ReadonlyMap<string, readonly EvalQuestion[]>;
  readonly grades: ReadonlyMap<string, Grades>;
}

/**
 * Reads a folder with `corpus.jsonl`, `queries.jsonl`, any `queries.<variant>.jsonl` and `qrels.tsv`. Throws a
 * `UserError` that names the file, and the line where one is bad.
 */
export function readEvalSet(folder: string): EvalSet {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`);
  const variants = readdirSync(folder).flatMap((file) => /^queries\.(.+)\.jsonl$/.exec(file)?.[1] ?? []);
  const read = (file: string) => readLines(join(folder, file), questionSchema);
  return {
    name: basename(folder),
    documents: readLines(join(folder, "corpus.jsonl"), documentSchema),
    questions: read("queries.jsonl"),
    variants: new Map(variants.map((variant) => [variant, read(`queries.${variant}.jsonl`)])),
    grades: readGrades(join(folder, "qrels.tsv")),
  };
}

/** What an evaluation may use of a set: every second question is for choosing settings, the others for reporting. */
export type Half = "tune" | "report";

/** One half of a set's questions, or all of them. */
export function halve<Item>(questions: readonly Item[], half: Half | undefined): readonly Item[] {
  return half ? questions.filter((_, i) => i % 2 === (half === "tune" ? 0 : 1)) : questions;
}

function lines(file: string): { text: string; where: string }[] {
  if (!existsSync(file)) throw new UserError(`${file} is missing: an evaluation set needs it.`);
  return readFileSync(file, "utf8")
    .split("\n")
    .map((text, i) => ({ text: text.replace(/\r$/, ""), where: `${file}:${i + 1}` }))
    .filter(({ text }) => text.trim() !== "");
}

function readLines<Item>(file: string, schema: z.ZodType<Item>): Item[] {
  return lines(file).map(({ text, where }) => {
    const parsed = schema.safeParse(parseJson(text, where));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new UserError(`${where}: ${issue?.path.join(".")} ${issue?.message}`);
  });
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${where}: this line is not JSON.`);
  }
}

function readGrades(file: string): Map<string, Map<string, number>> {
  const grades = new Map<string, Map<string, number>>();
  for (const { text, where } of lines(file)) {
    const [question, document, grade, ...rest] = text.split("\t");
    if (!question || !document || grade === undefined || rest.length > 0 || !Number.isFinite(Number(grade)))
      throw new UserError(`${where}: expected question, document and grade with tabs between.`);
    if (Number(grade) <= 0) continue;
    const graded = grades.get(question) ?? new Map<string, number>();
    grades.set(question, graded.set(document, Number(grade)));
  }
  return grades;
}

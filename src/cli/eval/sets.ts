import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../core/errors.ts";

const id = z.union([z.string().min(1), z.number()]).transform(String);
const text = z
  .string()
  .nullish()
  .transform((given) => given ?? "");
const documentSchema = z.object({ id, title: text, url: text, text });
const questionSchema = z.object({
  id,
  text: z.string(),
  exclude: z.array(id).optional(),
  answers: z.array(z.string()).optional(),
});

/** A document that questions are asked about. */
export type EvalDocument = z.infer<typeof documentSchema>;

/**
 * A question; documents in `exclude` are taken out of a ranking before it is scored, `answers` are what is asked for,
 * in so many words.
 */
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

/** The lines of a file, each checked. Throws a `UserError` that names the file and the line that is bad. */
export function readLines<Item extends { readonly id?: string }>(file: string, schema: z.ZodType<Item>): Item[] {
  const seen = new Map<string, string>();
  return lines(file).map(({ text, where }) => {
    const parsed = schema.safeParse(parseJson(text, where));
    const [issue] = parsed.error?.issues ?? [];
    if (!parsed.success) throw new UserError(`${where}: ${[...(issue?.path ?? []), issue?.message].join(" ")}`);
    const { id } = parsed.data;
    if (id === undefined) return parsed.data;
    if (seen.has(id))
      throw new UserError(`${where}: the id ${id} is taken by ${seen.get(id)} already. Ids must differ.`);
    seen.set(id, where);
    return parsed.data;
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

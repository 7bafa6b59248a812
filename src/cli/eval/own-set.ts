import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { commandLine } from "../../core/command-line.ts";
import { UserError } from "../../core/errors.ts";
import type { EvalDocument, EvalQuestion, EvalSet, Grades } from "./sets.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const DOCS = join(ROOT, "docs");
const QUESTIONS = join(ROOT, "test/fixtures/golden.json");

/** Sections that answer, each as `page.md#section`. */
const cites = z.array(z.string()).min(1);
const fileSchema = z.object({
  answered: z.array(z.object({ question: z.string(), cites })),
  followUps: z.array(z.object({ after: z.string(), question: z.string(), cites })),
  refused: z.array(z.string()),
});

/**
 * The project's own set: the pages of `docs/` and the questions of `test/fixtures/golden.json`, relevant being each
 * page with a section that answers. Throws a `UserError` where the questions are not installed.
 */
export function readOwnSet(): EvalSet {
  if (!existsSync(QUESTIONS))
    throw new UserError(
      `There are no questions in ${QUESTIONS}. ` +
        `Name folders with corpus.jsonl, queries.jsonl and qrels.tsv: ${commandLine("eval", "<folder>...")}`,
    );
  const { answered, followUps, refused } = fileSchema.parse(JSON.parse(readFileSync(QUESTIONS, "utf8")));
  const ids = <Item>(items: readonly Item[], kind: string) =>
    items.map((item, i) => ({ ...item, id: `${kind}-${i + 1}` }));
  const alone = ids(answered, "question");
  const following = ids(followUps, "follow-up");
  return {
    name: "docent",
    documents: readPages(),
    questions: alone.map(({ id, question }) => ({ id, text: question })),
    variants: new Map<string, readonly EvalQuestion[]>([
      ["lastturn", following.map(({ id, question }) => ({ id, text: question }))],
      ["conversation", following.map(({ id, after, question }) => ({ id, text: `${after}\n${question}` }))],
      [
        "unanswerable",
        ids(
          refused.map((text) => ({ text })),
          "unanswerable",
        ),
      ],
    ]),
    grades: new Map([...alone, ...following].map(({ id, cites }) => [id, gradesOf(cites)])),
  };
}

function readPages(): EvalDocument[] {
  return readdirSync(DOCS, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((id) => {
      const text = readFileSync(join(DOCS, id), "utf8");
      return { id, title: /^# (.+)$/m.exec(text)?.[1] ?? "", url: "", text };
    });
}

function gradesOf(cites: readonly string[]): Grades {
  return new Map(cites.map((section) => [section.split("#")[0] ?? "", 1]));
}

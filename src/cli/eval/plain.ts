import { DatabaseSync } from "node:sqlite";

/** Finds documents, best first. */
export type Ranker = (question: string) => Promise<readonly string[]>;

/** A text and the document that it is of. */
export interface PlainText {
  readonly path: string;
  readonly text: string;
}

/** Enough chunks to name ten documents where several chunks of a document are found. */
const DEPTH = 100;

/**
 * The baseline: SQLite's FTS5 as it comes. Its own tokenizer, any of the question's words, its default ranking.
 */
export function plainRanker(texts: readonly PlainText[]): Ranker {
  const database = new DatabaseSync(":memory:");
  database.exec("create virtual table chunks using fts5(path unindexed, text)");
  const insert = database.prepare("insert into chunks values (?, ?)");
  database.exec("begin");
  for (const { path, text } of texts) insert.run(path, text);
  database.exec("commit");
  const select = database.prepare("select path from chunks where chunks match ? order by rank limit ?");
  return async (question) => {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    const match = words.map((word) => `"${word}"`).join(" OR ");
    return [...new Set(select.all(match, DEPTH).map((row) => String(row.path)))];
  };
}

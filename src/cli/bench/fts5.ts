import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syntheticPages, syntheticQuestions } from "./corpus.ts";
import { type Measurement, startClock, timed } from "./measure.ts";

/** Chunks that are committed at once. */
const COMMITTED = 2000;

/**
 * SQLite's own full-text search as it comes, on the same synthetic pages in a file of its own: its tokenizer with
 * stems, any word of the question, its default ranking.
 */
export async function measureFts5(folder: string, chunks: number): Promise<Measurement> {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "fts5.db"));
  database.exec("pragma journal_mode = wal; pragma synchronous = normal");
  database.exec("create virtual table chunks using fts5(title, text, tokenize = 'porter unicode61')");
  const insert = database.prepare("insert into chunks values (?, ?)");
  const clock = startClock();
  clock.go();
  let made = 0;
  for (const { title, chunks: texts } of syntheticPages(chunks))
    for (const { text } of texts) {
      if (made % COMMITTED === 0) database.exec(made === 0 ? "begin" : "commit; begin");
      insert.run(title, text);
      made++;
    }
  database.exec("commit");
  clock.pause();
  const select = database.prepare("select rowid, text from chunks where chunks match ? order by bm25(chunks) limit 10");
  const times = await timed(syntheticQuestions(300), (question) => {
    const words = (question.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(" OR ");
    return async () => select.all(words);
  });
  database.close();
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return {
    chunksPerSecond: made / clock.seconds(),
    chunksPerCpuSecond: made / clock.cpuSeconds(),
    megabytes: bytes / 1e6,
    ...times,
  };
}

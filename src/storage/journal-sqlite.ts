import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Journal } from "../core/journal.ts";
import { type Prompt, promptSchema } from "../core/prompt.ts";
import { transaction } from "./database.ts";
import { isProcessGone, retireProcessId } from "./process-id.ts";

const SCHEMA = `create table if not exists questions (
  id text primary key, platform text not null, workspace text not null, author text not null, at integer not null,
  prompt text, closed integer, outcome text, cited text, support real, holder text
) without rowid, strict;
create index if not exists questions_author on questions (platform, workspace, author, at);
create index if not exists questions_open on questions (at) where closed is null;
create table if not exists votes (
  question text not null references questions (id) on delete cascade, by text not null, helpful integer not null,
  primary key (question, by)
) without rowid, strict`;

/** Makes the tables, also in a file that was made before questions had a holder. */
function prepare(database: DatabaseSync): void {
  database.exec(SCHEMA);
  const columns = database.prepare("select name from pragma_table_info('questions')").all();
  if (!columns.some(({ name }) => name === "holder")) database.exec("alter table questions add column holder text");
}

/** The journal in the embedded database. `days`: how long questions are kept. `holder`: who works on them here. */
export function createSqliteJournal(
  database: DatabaseSync,
  days: number,
  now: () => number = Date.now,
  holder: string = randomUUID(),
): Journal {
  prepare(database);
  const select = database.prepare("select prompt from questions where id = ?");
  return {
    async accept(prompt) {
      const { id, author, place } = prompt;
      const result = database
        .prepare(
          `insert or ignore into questions (id, platform, workspace, author, at, prompt, holder)
           values (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(id, place.platform, place.workspace, author.id, now(), JSON.stringify(prompt), holder);
      return result.changes > 0;
    },
    async asked({ id, author, place }, milliseconds) {
      const row = database
        .prepare(
          `select count(*) as asked from questions
           where platform = ? and workspace = ? and author = ? and at > ? and id <> ?`,
        )
        .get(place.platform, place.workspace, author.id, now() - milliseconds, id);
      return Number(row?.asked);
    },
    async close(id, { outcome, cited, support }) {
      database
        .prepare(
          `update questions set closed = ?, outcome = ?, cited = ?, support = ?,
           prompt = case when prompt ->> 'private' then null else prompt end where id = ? and holder is ?`,
        )
        .run(now(), outcome, JSON.stringify(cited), support ?? null, id, holder);
    },
    has: async (id) => select.get(id) !== undefined,
    prompt: async (id) => readPrompt(select.get(id)?.prompt),
    async open() {
      const rows = database.prepare("select prompt from questions where closed is null order by at, id").all();
      return rows.map((row) => readPrompt(row.prompt)).filter((prompt) => prompt !== undefined);
    },
    take: async (id) =>
      transaction(database, () => {
        const row = database.prepare("select holder from questions where id = ? and closed is null").get(id);
        if (!row || !isFree(row.holder, holder)) return false;
        database.prepare("update questions set holder = ? where id = ?").run(holder, id);
        return true;
      }),
    async renew(working) {
      const find = database.prepare("select 1 from questions where id = ? and holder is not ?");
      return working.filter((id) => find.get(id, holder) !== undefined);
    },
    async release() {
      retireProcessId(holder);
    },
    async vote(id, by, helpful) {
      if (select.get(id) === undefined) return false;
      database
        .prepare("insert or replace into votes (question, by, helpful) values (?, ?, ?)")
        .run(id, by, helpful ? 1 : 0);
      return true;
    },
    async forget({ platform, workspace = null, author = null }) {
      transaction(database, () => {
        if (author !== null)
          database
            .prepare("delete from votes where by = ? and question in (select id from questions where platform = ?)")
            .run(author, platform);
        database
          .prepare("delete from questions where platform = ? and ifnull(? = workspace, 1) and ifnull(? = author, 1)")
          .run(platform, workspace, author);
      });
    },
    sweep: async () =>
      Number(database.prepare("delete from questions where at < ?").run(now() - days * 86_400_000).changes),
  };
}

/** Whether a question's holder is `mine`, or none, or is gone. */
function isFree(held: unknown, mine: string): boolean {
  return typeof held !== "string" || held === mine || isProcessGone(held);
}

function readPrompt(value: unknown): Prompt | undefined {
  return typeof value === "string" ? promptSchema.parse(JSON.parse(value)) : undefined;
}

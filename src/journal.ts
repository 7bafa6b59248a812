import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type Prompt, promptSchema } from "./prompt.ts";
import { transaction } from "./storage/database.ts";

const SCHEMA = `create table if not exists questions (
  id text primary key, platform text not null, workspace text not null, author text not null, at integer not null,
  prompt text, closed integer, outcome text, cited text, support real
) without rowid, strict;
create index if not exists questions_author on questions (platform, workspace, author, at);
create index if not exists questions_open on questions (at) where closed is null;
create table if not exists votes (
  question text not null references questions (id) on delete cascade, by text not null, helpful integer not null,
  primary key (question, by)
) without rowid, strict`;

/** How a question ended. `cited`: ids of the chunks behind its sources. `support`: share of cited sentences that their source bears out. */
export interface Closing {
  readonly outcome: string;
  readonly cited: readonly string[];
  readonly support?: number;
}

/**
 * Accepted questions: recorded before work starts, closed after delivery, resumed after a crash. A question's
 * record is also its claim: the same human act, delivered twice or to two processes, is accepted once.
 */
export interface Journal {
  /** Records a prompt as open; false where this act is known already. */
  accept(prompt: Prompt): boolean;
  /** How many questions this author asked within the last `milliseconds`, the given one left out. */
  asked(prompt: Prompt, milliseconds: number): number;
  /** Notes the end of a question. What a private one said is not kept. */
  close(id: string, closing: Closing): void;
  /** Whether the question is still recorded: it is gone once its author had everything deleted. */
  has(id: string): boolean;
  /** The prompt of a question, until it expires or is private and closed. */
  prompt(id: string): Prompt | undefined;
  /** Questions that were accepted and never closed, oldest first. */
  open(): readonly Prompt[];
  /** One vote for each person and question; a later vote replaces the first. False where the question is not known. */
  vote(id: string, by: string, helpful: boolean): boolean;
  /** Deletes what one person asked and voted, or everything of a workspace. */
  forget(whose: { platform: string; workspace?: string; author?: string }): void;
  /** Deletes what is older than the retention. */
  sweep(): number;
}

/** The journal in the embedded database. `days`: how long questions are kept. */
export function createJournal(database: DatabaseSync, days: number, now: () => number = Date.now): Journal {
  database.exec(SCHEMA);
  const select = database.prepare("select prompt from questions where id = ?");
  return {
    accept(prompt) {
      const { id, author, place } = prompt;
      const result = database
        .prepare(
          "insert or ignore into questions (id, platform, workspace, author, at, prompt) values (?, ?, ?, ?, ?, ?)",
        )
        .run(id, place.platform, place.workspace, author.id, now(), JSON.stringify(prompt));
      return result.changes > 0;
    },
    asked({ id, author, place }, milliseconds) {
      const row = database
        .prepare(
          `select count(*) as asked from questions
           where platform = ? and workspace = ? and author = ? and at > ? and id <> ?`,
        )
        .get(place.platform, place.workspace, author.id, now() - milliseconds, id);
      return Number(row?.asked);
    },
    close(id, { outcome, cited, support }) {
      database
        .prepare(
          `update questions set closed = ?, outcome = ?, cited = ?, support = ?,
           prompt = case when prompt ->> 'private' then null else prompt end where id = ?`,
        )
        .run(now(), outcome, JSON.stringify(cited), support ?? null, id);
    },
    has: (id) => select.get(id) !== undefined,
    prompt: (id) => readPrompt(select.get(id)?.prompt),
    open() {
      const rows = database.prepare("select prompt from questions where closed is null order by at, id").all();
      return rows.map((row) => readPrompt(row.prompt)).filter((prompt) => prompt !== undefined);
    },
    vote(id, by, helpful) {
      if (select.get(id) === undefined) return false;
      database
        .prepare("insert or replace into votes (question, by, helpful) values (?, ?, ?)")
        .run(id, by, helpful ? 1 : 0);
      return true;
    },
    forget({ platform, workspace = null, author = null }) {
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
    sweep: () => Number(database.prepare("delete from questions where at < ?").run(now() - days * 86_400_000).changes),
  };
}

function readPrompt(value: unknown): Prompt | undefined {
  return typeof value === "string" ? promptSchema.parse(JSON.parse(value)) : undefined;
}

/** A short name for a question, to tell people and to find in the log. */
export function reference(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 8);
}

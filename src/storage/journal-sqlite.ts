import type { DatabaseSync } from "node:sqlite";
import { readComplaint, type Vote } from "../core/feedback.ts";
import { type Closing, claimOf, type Journal, type QuestionRecord, type Whose } from "../core/journal.ts";
import type { JournalledData } from "../core/privacy.ts";
import { type Prompt, promptSchema } from "../core/prompt.ts";
import { transaction } from "./database.ts";
import { isProcessGone } from "./process-id.ts";
import { recordOf } from "./question-record.ts";

const DAY = 86_400_000;

/** How many questions are read at a time, so that no statement stays open while their reader does something else. */
const PAGE = 200;

const SCHEMA = `create table if not exists questions (
  id text primary key, platform text not null, workspace text not null, author text not null, at integer not null,
  prompt text, closed integer, outcome text, cited text, support real, holder text, found text
) without rowid, strict;
create index if not exists questions_author on questions (platform, workspace, author, at);
create index if not exists questions_open on questions (at) where closed is null;
create table if not exists votes (
  question text not null references questions (id) on delete cascade, by text not null, helpful integer not null,
  reason text, note text,
  primary key (question, by)
) without rowid, strict;
create table if not exists claims (hash text primary key, expires integer not null) without rowid, strict`;

/**
 * What a journal takes. `days`: how long questions are kept. `processId`: who works on them here. `onDelete`: called
 * when
 * something was deleted whose text must not stay on the disk.
 */
export interface JournalOptions {
  readonly days: number;
  readonly processId: string;
  readonly now?: () => number;
  readonly onDelete?: () => void;
}

/** Journal in the embedded database. */
export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;
  readonly #days: number;
  readonly #processId: string;
  readonly #now: () => number;
  readonly #onDelete: () => void;

  constructor(database: DatabaseSync, { days, processId, now = Date.now, onDelete = () => {} }: JournalOptions) {
    database.exec(SCHEMA);
    this.#database = database;
    this.#days = days;
    this.#processId = processId;
    this.#now = now;
    this.#onDelete = onDelete;
  }

  async accept(prompt: Prompt): Promise<boolean> {
    const { id, author, place } = prompt;
    const result = this.#database
      .prepare(
        `insert or ignore into questions (id, platform, workspace, author, at, prompt, holder)
         select ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from claims where hash = ?)`,
      )
      .run(
        ...[id, place.platform, place.workspace, author.id, this.#now(), JSON.stringify(prompt), this.#processId],
        claimOf(id),
      );
    return result.changes > 0;
  }

  async asked({ id, author, place }: Prompt, milliseconds: number): Promise<number> {
    const row = this.#database
      .prepare(
        `select count(*) as asked from questions
         where platform = ? and workspace = ? and author = ? and at > ? and id <> ?`,
      )
      .get(place.platform, place.workspace, author.id, this.#now() - milliseconds, id);
    return Number(row?.asked);
  }

  async close(id: string, { outcome, cited, support, found, isUnkept }: Closing): Promise<void> {
    this.#database
      .prepare(
        `update questions set closed = ?, outcome = ?, cited = ?, support = ?, found = ?,
         prompt = case when ? or prompt ->> 'private' then null else json_remove(prompt, '$.quoted', '$.quotedFrom') end
         where id = ? and holder is ?`,
      )
      .run(
        ...[this.#now(), outcome, JSON.stringify(cited), support ?? null, found ? JSON.stringify(found) : null],
        ...[isUnkept ? 1 : 0, id, this.#processId],
      );
  }

  async has(id: string): Promise<boolean> {
    return this.#record(id) !== undefined;
  }

  async isForgotten(id: string): Promise<boolean> {
    return this.#database.prepare("select 1 from claims where hash = ?").get(claimOf(id)) !== undefined;
  }

  async prompt(id: string): Promise<Prompt | undefined> {
    return promptOf(this.#record(id)?.prompt);
  }

  async open(): Promise<readonly Prompt[]> {
    const rows = this.#database.prepare("select prompt from questions where closed is null order by at, id").all();
    return rows.map((row) => promptOf(row.prompt)).filter((prompt) => prompt !== undefined);
  }

  async take(id: string): Promise<boolean> {
    return transaction(this.#database, () => {
      const row = this.#database.prepare("select holder from questions where id = ? and closed is null").get(id);
      if (!row || !this.#isFree(row.holder)) return false;
      this.#database.prepare("update questions set holder = ? where id = ?").run(this.#processId, id);
      return true;
    });
  }

  async renew(working: readonly string[]): Promise<readonly string[]> {
    const find = this.#database.prepare("select 1 from questions where id = ? and holder is not ?");
    return working.filter((id) => find.get(id, this.#processId) !== undefined);
  }

  async release(): Promise<void> {
    this.#database
      .prepare("update questions set holder = null where holder = ? and closed is null")
      .run(this.#processId);
  }

  async vote(id: string, by: string, vote: Vote | undefined): Promise<boolean> {
    if (!this.#record(id)) return false;
    const { changes } = this.#database.prepare("delete from votes where question = ? and by = ?").run(id, by);
    if (vote)
      this.#database
        .prepare("insert into votes (question, by, helpful, reason, note) values (?, ?, ?, ?, ?)")
        .run(id, by, vote.helpful ? 1 : 0, vote.reason ?? null, vote.note ?? null);
    // A note that was taken back must not stay on the disk.
    if (changes > 0) this.#onDelete();
    return true;
  }

  async voteOf(id: string, by: string): Promise<Vote | undefined> {
    const row = this.#database
      .prepare("select helpful, reason, note from votes where question = ? and by = ?")
      .get(id, by);
    return row && voteOf(row);
  }

  async *records(since: number): AsyncGenerator<QuestionRecord> {
    const page = this.#database.prepare(
      `select * from questions where (at, id) > (?, ?) and closed is not null order by at, id limit ${PAGE}`,
    );
    const votes = this.#database.prepare("select helpful, reason, note from votes where question = ?");
    for (let [at, id] = [since, ""]; ; ) {
      const rows = page.all(at, id);
      for (const row of rows) yield recordOf({ ...row, votes: votes.all(String(row.id)).map(voteOf) });
      const last = rows.at(-1);
      if (!last) return;
      [at, id] = [Number(last.at), String(last.id)];
    }
  }

  async kept({ platform, author }: Parameters<Journal["kept"]>[0]): Promise<JournalledData> {
    const questions = this.#database
      .prepare("select * from questions where platform = ? and author = ? order by at, id")
      .all(platform, author);
    const votes = this.#database
      .prepare(
        `select helpful, reason, note from votes
         where by = ? and question in (select id from questions where platform = ?)`,
      )
      .all(author, platform);
    const dataOf = ({ at, text, outcome, place }: QuestionRecord) => ({ at, text, outcome, place });
    return { questions: questions.map((row) => dataOf(recordOf({ ...row, votes: [] }))), votes: votes.map(voteOf) };
  }

  async forget({ platform, workspace, author }: Whose): Promise<void> {
    transaction(this.#database, () => {
      if (author !== undefined)
        this.#database
          .prepare("delete from votes where by = ? and question in (select id from questions where platform = ?)")
          .run(author, platform);
      const theirs = "where platform = ? and ifnull(? = workspace, 1) and ifnull(? = author, 1)";
      const whose = [platform, workspace ?? null, author ?? null];
      const claim = this.#database.prepare("insert or ignore into claims values (?, ?)");
      for (const { id, at } of this.#database.prepare(`select id, at from questions ${theirs}`).all(...whose))
        claim.run(claimOf(String(id)), Number(at) + this.#days * DAY);
      this.#database.prepare(`delete from questions ${theirs}`).run(...whose);
      // Those that wait may quote this person, and would do so for as long as they wait.
      this.#database
        .prepare(
          `update questions set prompt = json_remove(prompt, '$.quoted', '$.quotedFrom')
           where platform = ? and closed is null and prompt like '%"quoted%'`,
        )
        .run(platform);
    });
    this.#onDelete();
  }

  async sweep(): Promise<number> {
    const now = this.#now();
    this.#database.prepare("delete from claims where expires < ?").run(now);
    const { changes } = this.#database.prepare("delete from questions where at < ?").run(now - this.#days * DAY);
    if (changes > 0) this.#onDelete();
    return Number(changes);
  }

  #record(id: string) {
    return this.#database.prepare("select prompt from questions where id = ?").get(id);
  }

  /** Whether a question is this process's, or nobody's, or of one that is gone. */
  #isFree(holder: unknown): boolean {
    return typeof holder !== "string" || holder === this.#processId || isProcessGone(holder);
  }
}

/** A vote as its row has it. */
function voteOf({ helpful, reason, note }: Record<string, unknown>): Vote {
  return { helpful: helpful === 1, ...readComplaint(reason, note) };
}

function promptOf(value: unknown): Prompt | undefined {
  return typeof value === "string" ? promptSchema.parse(JSON.parse(value)) : undefined;
}

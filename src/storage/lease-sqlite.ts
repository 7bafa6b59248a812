import type { DatabaseSync } from "node:sqlite";
import type { LeaseStore, Waiter } from "../core/lease.ts";
import { transaction } from "./database.ts";
import { isProcessGone } from "./process-id.ts";

const SCHEMA = `create table if not exists lines (
  key text not null, token text not null, since real not null, expires integer not null, begun integer not null,
  primary key (key, token)
) without rowid, strict`;

/** Lines in the embedded database. `holder`: whose tickets are made here; those of dead processes fall out at once. */
export function createSqliteLeases(database: DatabaseSync, holder: string, now: () => number = Date.now): LeaseStore {
  database.exec(SCHEMA);
  const sql = {
    line: database.prepare("select token, expires, begun from lines where key = ? order by begun desc, since, token"),
    add: database.prepare("insert or ignore into lines values (?, ?, ?, ?, 0)"),
    extend: database.prepare("update lines set expires = ? where key = ? and token = ?"),
    begin: database.prepare("update lines set begun = 1 where key = ? and token = ?"),
    remove: database.prepare("delete from lines where key = ? and token = ?"),
  };
  const isOut = ({ token, expires }: { token: string; expires: number }) =>
    expires <= now() || (!token.startsWith(holder) && isProcessGone(token));

  /** How many stand before; the first of a line in which no turn has begun begins its own. */
  const place = (key: string, token: string): number | undefined => {
    const line = (sql.line.all(key) as { token: string; expires: number }[]).filter((other) => {
      if (isOut(other)) sql.remove.run(key, other.token);
      return !isOut(other);
    });
    const before = line.findIndex((other) => other.token === token);
    if (before === 0) sql.begin.run(key, token);
    return before < 0 ? undefined : before;
  };

  const stay = (key: string, { token }: Waiter, milliseconds: number): number | undefined => {
    const before = place(key, token);
    if (before !== undefined) sql.extend.run(now() + milliseconds, key, token);
    return before;
  };

  return {
    enqueue: async (key, ticket, milliseconds) =>
      transaction(database, () => {
        sql.add.run(key, ticket.token, ticket.since, now() + milliseconds);
        return place(key, ticket.token) ?? 0;
      }),
    renew: async (key, ticket, milliseconds) => transaction(database, () => stay(key, ticket, milliseconds)),
    async release(key, { token }) {
      sql.remove.run(key, token);
    },
  };
}

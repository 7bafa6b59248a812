import type { DatabaseSync } from "node:sqlite";
import type { Lines, Ticket } from "../core/lease.ts";
import { transaction } from "./database.ts";
import { isGone } from "./process-id.ts";

const SCHEMA = `create table if not exists lines (
  key text not null, token text not null, since real not null, expires integer not null, begun integer not null,
  primary key (key, token)
) without rowid, strict`;

/** Lines in the embedded database. `holder`: whose tickets are made here; those of dead processes fall out at once. */
export function createSqliteLines(database: DatabaseSync, holder: string, now: () => number = Date.now): Lines {
  database.exec(SCHEMA);
  const sql = {
    line: database.prepare("select token, expires, begun from lines where key = ? order by begun desc, since, token"),
    add: database.prepare("insert or ignore into lines values (?, ?, ?, ?, 0)"),
    extend: database.prepare("update lines set expires = ? where key = ? and token = ?"),
    begin: database.prepare("update lines set begun = 1 where key = ? and token = ?"),
    remove: database.prepare("delete from lines where key = ? and token = ?"),
  };
  const isOut = ({ token, expires }: { token: string; expires: number }) =>
    expires <= now() || (!token.startsWith(holder) && isGone(token));

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

  const stay = (key: string, { token }: Ticket, milliseconds: number): number | undefined => {
    const before = place(key, token);
    if (before !== undefined) sql.extend.run(now() + milliseconds, key, token);
    return before;
  };

  return {
    join: async (key, ticket, milliseconds) =>
      transaction(database, () => {
        sql.add.run(key, ticket.token, ticket.since, now() + milliseconds);
        return place(key, ticket.token) ?? 0;
      }),
    stay: async (key, ticket, milliseconds) => transaction(database, () => stay(key, ticket, milliseconds)),
    async leave(key, { token }) {
      sql.remove.run(key, token);
    },
  };
}

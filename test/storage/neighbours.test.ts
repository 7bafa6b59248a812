import { hostname } from "node:os";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Logger } from "../../src/core/log.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { watchNeighbours } from "../../src/storage/neighbours.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A server on a data folder, and what it warned of. */
function serve(dataDir: string) {
  const database = openDatabase(dataDir);
  const warned: string[] = [];
  const log = { warn: (text: string) => warned.push(text), debug: () => {} } as unknown as Logger; // No more is used.
  const end = watchNeighbours(database, log, { everyMs: 20 });
  const stop = () => {
    end();
    database.close();
  };
  onTestFinished(() => void (database.isOpen && stop()));
  return { database, warned, stop };
}

test("two servers on one data folder tell each other, once, and one alone says nothing", async () => {
  const dataDir = tempDir();
  const first = serve(dataDir);
  const elsewhere = serve(tempDir());
  expect(first.warned).toEqual([]);
  const second = serve(dataDir);
  expect(second.warned).toEqual([expect.stringMatching(/^Another Docent runs on this data folder.*STORE_URL/)]);
  await vi.waitFor(() => expect(first.warned).toHaveLength(1));
  second.stop();
  first.stop();
  const third = serve(dataDir);
  expect([third.warned, first.warned.length, second.warned.length, elsewhere.warned]).toEqual([[], 1, 1, []]);
});

test("a server that was killed is no neighbour", () => {
  const dataDir = tempDir();
  const { database } = serve(dataDir);
  const killed = `${encodeURIComponent(hostname())}/999999999/1.5/killed`;
  database.prepare("insert into servers values (?, ?)").run(killed, Date.now());
  // The other one alone.
  expect(serve(dataDir).warned).toHaveLength(1);
  expect(database.prepare("select id from servers where id = ?").get(killed)).toBeUndefined();
});

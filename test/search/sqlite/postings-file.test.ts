import { hash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { EmbeddedDocument } from "../../../src/search/search-index.ts";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { watchPostings } from "../../../src/search/sqlite/postings.ts";
import { RANKING_SETTINGS } from "../../../src/search/tuning.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { tempDir } from "../../support/temp-dir.ts";

const CHUNKS = 6000;

let folder: string;
const file = () => join(folder, "docent.db-postings");

function page(n: number, chunks: number): EmbeddedDocument {
  const texts = Array.from({ length: chunks }, (_, ordinal) => ({
    id: `${n}-${ordinal}`,
    ordinal,
    headings: [],
    text: `owl${n} sleeps in tree${ordinal % 50}`,
    url: `https://docs.example.org/${n}`,
  }));
  const path = `page-${n}.md`;
  const url = `https://docs.example.org/${n}`;
  return { document: { source: "docs", path, title: `Page ${n}`, url, hash: `${n}`, chunks: texts } };
}

/** Opens the folder as a process does that starts, and closes it again. */
async function opened<Result>(work: (index: ReturnType<typeof createSqliteIndex>) => Promise<Result>): Promise<Result> {
  const database = openDatabase(folder);
  try {
    return await work(createSqliteIndex(database));
  } finally {
    database.close();
  }
}

const found = (text: string) =>
  opened(async (index) =>
    (await index.search({ text, limit: 3 })).passages.map(({ path, ordinal }) => [path, ordinal]),
  );

/** How many chunks a process that starts has in memory, where it finds none in the table of terms. */
async function readFromFile(settings = RANKING_SETTINGS): Promise<number> {
  const database = openDatabase(folder);
  const terms = database.prepare("select * from index_terms").all();
  database.exec("delete from index_terms");
  const { added, removed } = await watchPostings(database, settings)();
  const put = database.prepare("insert into index_terms values (?, ?, ?)");
  database.exec("begin");
  for (const row of terms) put.run(...Object.values(row));
  database.exec("commit");
  database.close();
  return added - removed;
}

beforeEach(async () => {
  folder = tempDir();
  await opened(async (index) => {
    await index.putAll(Array.from({ length: CHUNKS / 100 }, (_, n) => page(n, 100)));
    await index.synced("docs");
  });
});

it("is what a process that starts searches, and not the table of terms", async () => {
  expect(await readFromFile()).toBe(CHUNKS);
  expect(await readFromFile({ ...RANKING_SETTINGS, k1: 9 })).toBe(0);
  const before = await found("owl7 in tree8");
  rmSync(file());
  expect(await readFromFile()).toBe(0);
  expect(await found("owl7 in tree8")).toEqual(before);
  expect(before).toContainEqual(["page-7.md", 8]);
});

it("is brought up to date with what was put and removed since", async () => {
  const kept = readFileSync(file());
  await opened(async (index) => {
    await index.putAll([page(1000, 3)]);
    await index.remove("docs", ["page-7.md"]);
    await index.synced("docs");
  });
  expect(readFileSync(file()).equals(kept)).toBe(true);
  expect(await readFromFile()).toBe(CHUNKS - 100);
  expect((await found("owl1000"))[0]?.[0]).toBe("page-1000.md");
  expect(JSON.stringify(await found("owl7 in tree8"))).not.toContain("page-7.md");
});

it("is made anew where much has changed", async () => {
  const kept = readFileSync(file());
  await opened(async (index) => {
    await index.putAll(Array.from({ length: 10 }, (_, n) => page(2000 + n, 100)));
    await index.synced("docs");
  });
  expect(readFileSync(file()).equals(kept)).toBe(false);
  expect(await readFromFile()).toBe(CHUNKS + 1000);
});

it("is not read where it is damaged or cut short", async () => {
  const bytes = readFileSync(file());
  const damaged = Buffer.from(bytes);
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
  for (const wrong of [damaged, bytes.subarray(0, 1000), Buffer.alloc(0)]) {
    writeFileSync(file(), wrong);
    expect(await readFromFile()).toBe(0);
    expect((await found("owl7"))[0]?.[0]).toBe("page-7.md");
  }
});

it("is not read where another Node.js wrote it in a form that this one does not know", async () => {
  const bytes = Buffer.from("a form of another time");
  writeFileSync(file(), bytes);
  const database = openDatabase(folder);
  database.prepare("update index_kept_postings set hash = ?").run(hash("sha256", bytes));
  database.close();
  expect(await readFromFile()).toBe(0);
  expect((await found("owl7"))[0]?.[0]).toBe("page-7.md");
});

it("is not read beside a database of another time", async () => {
  const backup = join(folder, "backup");
  copyFileSync(join(folder, "docent.db"), backup);
  await opened(async (index) => {
    await index.drop("docs");
    await index.putAll(Array.from({ length: CHUNKS / 100 }, (_, n) => page(3000 + n, 100)));
    await index.synced("docs");
  });
  copyFileSync(backup, join(folder, "docent.db"));
  expect(await readFromFile()).toBe(0);
  expect((await found("owl7"))[0]?.[0]).toBe("page-7.md");
  expect(JSON.stringify(await found("owl3001"))).not.toContain("page-3001.md");
});

it("is missing in folders that never had it, and made by their next sync", async () => {
  const database = openDatabase(folder);
  database.exec("drop table index_kept_postings");
  database.close();
  rmSync(file());
  expect((await found("owl7"))[0]?.[0]).toBe("page-7.md");
  await opened((index) => index.synced("docs"));
  expect(existsSync(file())).toBe(true);
  expect(await readFromFile()).toBe(CHUNKS);
});

it("is not made of few chunks", async () => {
  folder = tempDir();
  await opened(async (index) => {
    await index.putAll([page(1, 100)]);
    await index.synced("docs");
  });
  expect(existsSync(file())).toBe(false);
});

it("costs no sync where it cannot be written", async () => {
  rmSync(file());
  mkdirSync(`${file()}.new`);
  await opened(async (index) => {
    await index.putAll(Array.from({ length: 10 }, (_, n) => page(2000 + n, 100)));
    await index.synced("docs");
  });
  expect(existsSync(file())).toBe(false);
  expect((await found("owl2001"))[0]?.[0]).toBe("page-2001.md");
});

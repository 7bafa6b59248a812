import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { createSqliteStore } from "../../src/storage/store.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

let dataDir: string;

/** Runs the program; resolves to what it printed and how it ended. */
async function run(...args: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const env = { ...CHILD_ENVIRONMENT, DATA_DIR: dataDir, DOCENT_FILE: "none.yaml" };
  return promisify(execFile)(process.execPath, ["src/start.js", "report", ...args], { env }).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
  );
}

beforeEach(async () => {
  dataDir = tempDir();
  const database = openDatabase(dataDir);
  const store = createSqliteStore(database, { days: 30 });
  const prompt = promptFor("How do I rotate the kubernetes certificates?");
  await store.journal.accept(prompt);
  await store.journal.close(prompt.id, { outcome: "refused", cited: [], found: { confidence: 0.1, nearest: [] } });
  await store.close();
  database.close();
});

describe("npm run report", () => {
  it("prints gaps as lines, a task, JSON and a table", async () => {
    const [text, markdown, json, csv] = await Promise.all([run(), run("--markdown"), run("--json"), run("--csv")]);
    expect(text.stdout).toMatch(/So far: 1 question by 1 person[\s\S]*[0-9a-f]{8} How do I rotate the kubernetes/);
    expect(markdown.stdout).toContain("# What the documentation does not answer");
    expect(JSON.parse(json.stdout)).toMatchObject({ questions: 1, gaps: [{ questions: 1, state: "open" }] });
    expect(csv.stdout).toMatch(/^id,state,title,/);
  }, 60_000);

  it("takes a time, and marks what is done", async () => {
    const future = await run("--since", "2999-01-01", "--json");
    expect(JSON.parse(future.stdout)).toMatchObject({ questions: 0, gaps: [] });
    expect(JSON.parse((await run("--since", "7d", "--json")).stdout)).toMatchObject({ questions: 1 });
    const wrong = await run("--since", "soon");
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("Say 7d, 12h, 2w or a day")]);
    const [gap] = JSON.parse((await run("--json")).stdout).gaps;
    expect((await run("--done", gap.id)).stdout).toBe(`${gap.id}: Done\n`);
    expect((await run()).stdout).toContain("No gaps.");
    const unknown = await run("--done", "00000000");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("There is no gap 00000000.")]);
  }, 60_000);
});

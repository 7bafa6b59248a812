import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { syntheticPages, syntheticQuestions, syntheticVector } from "../../src/cli/bench/corpus.ts";
import { tempDir } from "../support/temp-dir.ts";

const run = promisify(execFile);
const PROGRAM = resolve(import.meta.dirname, "../../src/cli/bench.ts");

it("measures each engine in processes of its own and writes what it prints", { timeout: 60_000 }, async () => {
  const json = join(tempDir(), "bench.json");
  const { stdout } = await run(process.execPath, [
    PROGRAM,
    "--chunks",
    "60",
    "--dimensions",
    "32",
    "--starts",
    "1",
    "--json",
    json,
  ]);
  const results = JSON.parse(readFileSync(json, "utf8"));
  expect(Object.keys(results)).toEqual(["60 text", "60 text + vectors", "60 FTS5", "60 tutorial"]);
  for (const name of Object.keys(results)) {
    expect(stdout).toContain(name);
    for (const key of ["chunksPerSecond", "p50", "p95", "rss"])
      expect(results[name][key], `${name} ${key}`).toBeGreaterThan(0);
  }
  expect(results["60 text"].firstAnswer).toBeGreaterThan(0);
  expect(results["60 text"].megabytes).toBeGreaterThan(0.01);
});

it("refuses sizes that are none, in one line", async () => {
  const failed = run(process.execPath, [PROGRAM, "--chunks", "many"]);
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("--chunks 10000,100000") });
});

it("makes the same corpus every time, as large as asked", () => {
  const pages = [...syntheticPages(30)];
  expect(pages.flatMap(({ chunks }) => chunks)).toHaveLength(30);
  expect(pages).toEqual([...syntheticPages(30)]);
  expect(syntheticQuestions(3)).toEqual(syntheticQuestions(3));
  expect(syntheticVector(7, 16)).toEqual(syntheticVector(7, 16));
});

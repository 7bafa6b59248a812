import { spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { tempDir } from "./support/temp-dir.ts";

const ROOT = join(import.meta.dirname, "..");

/** Runs one test file in a copy of the test settings with nothing beside it, as `.ci/run` does. */
async function runAlone(file: string): Promise<{ code: number | null; out: string }> {
  const folder = join(tempDir(), "docent");
  for (const path of ["vitest.config.ts", "package.json", "test/support"]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "test/alone.test.ts"), file);
  const program = join(ROOT, "node_modules/vitest/vitest.mjs");
  const env = { PATH: process.env.PATH, HOME: folder, DOCENT_TEST_STRICT: "1", NO_COLOR: "1" };
  const child = spawn(process.execPath, [program, "run"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out: out + err };
}

describe("where nothing may be skipped", () => {
  test("data beside the project may, with one line that counts, and what vitest prints last stays last", async () => {
    const { code, out } = await runAlone(`
      import { describe, test } from "vitest";
      import { ifShared, shared } from "./support/needs.ts";
      describe("beside", ifShared(shared("specs")), () => {
        test("one", () => { throw new Error("ran"); });
        describe("inner", () => test("two", () => { throw new Error("ran"); }));
      });
      test("three", ifShared(shared("eval")), () => { throw new Error("ran"); });
      test.skip("four", () => {});
      test("five", ifShared("/found"), () => {});
    `);
    expect(out.match(/^.*skipped: .*$/gm)).toEqual(["3 tests skipped: ../shared is not beside the project"]);
    expect(out.trim().split("\n").at(-1)).toMatch(/^ +Duration /);
    expect(code).toBe(0);
  });

  test("a browser may not", async () => {
    const { code, out } = await runAlone(`
      import { test } from "vitest";
      import { needs } from "./support/needs.ts";
      test.skipIf(!needs("Chromium", false))("one", () => {});
      test("two", () => {});
    `);
    expect(out).toContain("Chromium is missing, and DOCENT_TEST_STRICT=1 demands it");
    expect(code).toBe(1);
  });
});

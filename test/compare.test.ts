import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT } from "./support/checkout.ts";
import { CHILD_ENVIRONMENT } from "./support/child-environment.ts";
import { tempDir } from "./support/temp-dir.ts";

const COMPARE = join(import.meta.dirname, "support/compare.ts");
const THINGS = ["backup", "invoice", "token", "webhook", "cluster", "certificate"];
const FILES = {
  "corpus.jsonl": THINGS.map((thing) => ({
    id: thing,
    title: thing,
    url: `https://d.example/${thing}`,
    text: `# ${thing}\n\nTo renew the ${thing}, run \`renew-${thing}\` on the server.`,
  })),
  "queries.jsonl": THINGS.map((thing) => ({
    id: thing,
    text: `How do I renew the ${thing}?`,
    answers: [`renew-${thing}`],
  })),
};

/** A set of labelled questions, each answered by a page of its own. */
function evalSet(): string {
  const folder = join(tempDir(), "renewals");
  mkdirSync(folder);
  for (const [file, items] of Object.entries(FILES))
    writeFileSync(join(folder, file), items.map((item) => JSON.stringify(item)).join("\n"));
  writeFileSync(join(folder, "qrels.tsv"), THINGS.map((thing) => `${thing}\t${thing}\t1\n`).join(""));
  return folder;
}

/** This project, except that it refuses whatever it is asked. */
function silentCheckout(): string {
  const folder = join(tempDir(), "silent");
  cpSync(join(PROJECT, "src"), join(folder, "src"), { recursive: true });
  for (const name of ["node_modules", "package.json"]) symlinkSync(join(PROJECT, name), join(folder, name));
  const file = join(folder, "src/rag/answer.ts");
  const source = readFileSync(file, "utf8");
  writeFileSync(file, source.replace("refuseBelow: UNCOVERED_BELOW", "refuseBelow: 2"));
  return folder;
}

async function compare(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMPARE, ...args], {
      env: CHILD_ENVIRONMENT,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe("two checkouts compared", () => {
  it("tells each figure of both sides, and ends with exit code 1 where one became worse", async () => {
    const [set, silent, file] = [evalSet(), silentCheckout(), join(tempDir(), "compared.json")];
    const [worse, better] = await Promise.all([
      compare(PROJECT, silent, "--set", set, "--json", file),
      compare(silent, PROJECT, "--set", set),
    ]);
    expect(worse).toMatchObject({ code: 1, err: "" });
    expect(worse.out).toMatch(/set +figure +n +now +silent +difference +±/);
    expect(worse.out).toMatch(/renewals +own refused +6 +0\.000 +1\.000 +1\.000 +0\.000 +worse/);
    expect(worse.out).toMatch(/renewals +answer within +6 +1\.000 +0\.000 +-1\.000 +0\.000 +worse/);
    expect(JSON.parse(readFileSync(file, "utf8"))).toContainEqual({
      set: "renewals",
      name: "found, as asked",
      n: 6,
      before: 1,
      after: 1,
      difference: 0,
      interval: 0,
      verdict: "",
    });
    expect(better.code).toBe(0);
    expect(better.out).toMatch(/renewals +own refused +6 +1\.000 +0\.000 +-1\.000 +0\.000 +better/);
  }, 60_000);

  it("says what is wrong with the sides that are named", async () => {
    const [one, none] = await Promise.all([compare(PROJECT), compare(PROJECT, tempDir())]);
    expect(one).toMatchObject({ code: 1, err: expect.stringContaining("Name two checkouts, or none.") });
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining("is no checkout: it has no src/") });
  });
});

import { type ExecFileException, execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { measureGrounding, readLabelledFiles } from "../../src/cli/eval/grounding.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { shared } from "../support/needs.ts";
import { tempDir } from "../support/temp-dir.ts";

const PROGRAM = resolve(import.meta.dirname, "../../src/cli/eval.ts");
const DOCS = "The development server listens on port 4321 by default. Change it in the settings file.";
const CLAIMS = [
  { id: "1", claim: "The server listens on port 4321 by default.", material: DOCS, label: "supported" },
  { id: "2", claim: "The server listens on port 8080 by default.", material: DOCS, label: "not_supported" },
  { id: "3", claim: "The port is 4321. Bananas grow in warm countries.", material: DOCS, label: "not_supported" },
  { id: "4", claim: "The port is 8080.", material: DOCS, label: "partially_supported" },
  { id: "5", claim: "The moon is made of cheese.", material: "", label: "not_supported" },
];
const ANSWERS = [
  {
    id: "a",
    answer: "The port is 4321 [1, 2].\nChange it in the settings file.",
    material: [DOCS, "x"],
    faithfulness: 4,
  },
  { id: "b", answer: "The port is 9000.", material: [DOCS], faithfulness: 4 },
  { id: "c", answer: "The port is 9000.", material: [DOCS], faithfulness: 3 },
  { id: "d", answer: "The port is 9000.", material: [DOCS], faithfulness: 2 },
  { id: "e", answer: "The port is 4321.", material: [DOCS], faithfulness: 1 },
];

function folder(files: Readonly<Record<string, readonly object[] | string>>): string {
  const made = tempDir();
  for (const [file, lines] of Object.entries(files))
    writeFileSync(
      join(made, file),
      typeof lines === "string" ? lines : lines.map((line) => JSON.stringify(line)).join("\n"),
    );
  return made;
}

function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const command = ["--disable-warning=ExperimentalWarning", PROGRAM, ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: tempDir(), env: CHILD_ENVIRONMENT }, (error, out, err) =>
      done({ code: Number((error as ExecFileException | null)?.code ?? 0), out, err }),
    );
  });
}

describe("npm run eval -- --grounding", () => {
  it("measures claims and answers by file, without what is supported in part, and writes the same as JSON", async () => {
    const json = join(tempDir(), "grounding.json");
    const { code, out, err } = await run([
      "--grounding",
      folder({ "claims.jsonl": CLAIMS, "answers.jsonl": ANSWERS, "README.md": "No labels." }),
      "--json",
      json,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(readFileSync(json, "utf8"))).toEqual({
      grounding: {
        "answers.jsonl": { n: 4, accept: 0.5, reject: 0.5, balanced: 0.5 },
        "claims.jsonl": { n: 4, accept: 1, reject: 1, balanced: 1 },
      },
    });
    expect(out).toMatch(/claims\.jsonl\s+4\s+1\.000\s+1\.000\s+1\.000/);
    expect(out).toMatch(/numbers\s+claims\.jsonl\s+1\.000\s+0\.667\s+0\.833/);
    expect(out).toMatch(/words\s+claims\.jsonl\s+1\.000\s+0\.667/);
    expect(out).toMatch(/0\.38 chosen\s+0\.750/);
  });

  it.each([
    [{ "x.jsonl": '{"claim":"a","material":"b","label":"maybe"}' }, /x\.jsonl:1: label /],
    [{ "x.jsonl": '{"claim":"a","material":"b"}' }, /x\.jsonl:1: has a claim or a label alone/],
    [{ "x.jsonl": '{"answer":"a","material":"b"}' }, /x\.jsonl:1: has an answer or a faithfulness alone/],
    [{ "x.jsonl": '{"material":"b"}' }, /x\.jsonl:1: has neither a claim nor an answer/],
    [{ "x.jsonl": '{"claim":"a","label":"supported"}' }, /x\.jsonl:1: material /],
    [{ "x.txt": "no labels" }, /no \*\.jsonl file with labelled claims/],
  ])("names what is bad in %j", async (files, message) => {
    const { code, out, err } = await run(["--grounding", folder(files)]);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });
});

const labels = shared("grounding");

describe.skipIf(!labels)("the check of cited sentences, on people's labels", () => {
  it("accepts four of five claims that people call supported, and tells them apart", () => {
    const measured = measureGrounding(readLabelledFiles(labels ?? "", "report"));
    expect(measured["wice.jsonl"]?.balanced).toBeGreaterThanOrEqual(0.86);
    expect(measured["mtrag-human.jsonl"]?.balanced).toBeGreaterThanOrEqual(0.84);
    for (const { accept } of Object.values(measured)) expect(accept).toBeGreaterThanOrEqual(0.79);
  }, 90_000);
});

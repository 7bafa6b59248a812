import { type ExecFileException, execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, pairedDifference, quantile, score } from "../../src/cli/eval/metrics.ts";
import { readOwnSet } from "../../src/cli/eval/own-set.ts";
import { halve, readEvalSet } from "../../src/cli/eval/sets.ts";
import { withTypos } from "../../src/cli/eval/typos.ts";
import { table } from "../../src/cli/table.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { startModelServer } from "../support/model-server.ts";
import { startLocalPinecone } from "../support/pinecone/local-pinecone.ts";
import { tempDir } from "../support/temp-dir.ts";

const PROGRAM = resolve(import.meta.dirname, "../../src/cli/eval.ts");
const FILES = {
  "corpus.jsonl": [
    {
      id: "a",
      title: "Backups",
      url: "https://d.example/a",
      text: "# Restoring\n\nA backup is restored from the archive.",
    },
    { id: "b", title: "Billing", url: "https://d.example/b", text: "An invoice is sent every month." },
    {
      id: "c",
      title: "Tokens",
      url: "https://d.example/c",
      text: "A token expires after an hour; an invoice does not.",
    },
  ],
  "queries.jsonl": [
    { id: "1", text: "How do I restore a backup?", answers: ["from the archive"], more: { of: "anything" } },
    { id: "2", text: "When does the token expire?" },
    { id: "3", text: "invoice", exclude: ["b"] },
  ],
  "queries.lastturn.jsonl": [{ id: "2", text: "When does it expire?" }],
  "queries.conversation.jsonl": [{ id: "2", text: "How do I get a token?\nWhen does it expire?" }],
  "queries.unanswerable.jsonl": [{ id: "x", text: "Who painted the ceiling?", nearest: "a" }],
};
const QRELS = "1\ta\t1\n2\tc\t2\n2\tb\t0\n3\tc\t1\n";

function evalFolder(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const folder = join(tempDir(), "tiny");
  mkdirSync(folder);
  const lines = Object.entries(FILES).map(([file, items]) => [
    file,
    items.map((item) => JSON.stringify(item)).join("\n"),
  ]);
  const files: Record<string, string | undefined> = { ...Object.fromEntries(lines), "qrels.tsv": QRELS, ...changes };
  for (const [file, text] of Object.entries(files)) if (text !== undefined) writeFileSync(join(folder, file), text);
  return folder;
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; err: string }> {
  const options = { cwd: tempDir(), env: { ...CHILD_ENVIRONMENT, ...env } };
  return new Promise((done) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", PROGRAM, ...args],
      options,
      (error, out, err) => done({ code: Number((error as ExecFileException | null)?.code ?? 0), out, err }),
    );
  });
}

describe("npm run eval", () => {
  it("prints one table beside the baseline and writes the same as JSON", async () => {
    const json = join(tempDir(), "eval.json");
    const { code, out, err } = await run([evalFolder(), "--json", json]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/tiny\s+as they are\s+3\s+1\.000/);
    expect(out).toMatch(/tiny\s+last turn \+ history\s+1\s+1\.000/);
    const { tiny } = JSON.parse(readFileSync(json, "utf8"));
    expect(tiny).toMatchObject({ n: 3, documents: 3, chunks: 3, ndcg10: 1, mrr10: 1, recall5: 1 });
    expect(tiny.baseline.n).toBe(3);
    expect(tiny.variants.lastturn.n).toBe(1);
    expect(tiny.notCovered.unanswerable).toMatchObject({ n: 1, auc: 1, refused: 0, letThrough: 0 });
    expect(tiny.refusing[0]).toEqual({ below: 0.1, own: 0, others: { unanswerable: 0 } });
    expect(out).toMatch(/tiny\s+0\.47 answered from\s+0\.0 %\s+unanswerable 0\.0 %/);
    expect(tiny.reading).toMatchObject({ n: 3, ours: { share: 1 }, tutorial: { share: 1 } });
    expect(tiny.quoting).toMatchObject({ n: 1, quoted: { share: 1 }, firstChunk: { share: 1 } });
    expect(out).toMatch(/tiny\s+1\s+100\.0 %/);
  });

  it.each([
    ["corpus.jsonl", undefined, /corpus\.jsonl is missing/],
    ["queries.jsonl", '{"id":"1","text":"x"}\n{"id":', /queries\.jsonl:2: this line is not JSON/],
    [
      "corpus.jsonl",
      '{"id":"a","text":"x"}\n{"id":"a","text":"y"}',
      /corpus\.jsonl:2: the id a is taken by .*corpus\.jsonl:1/,
    ],
    ["corpus.jsonl", '{"id":"a","text":7}', /corpus\.jsonl:1: text /],
    ["qrels.tsv", "1\ta\t1\n1 b 1\n", /qrels\.tsv:2: expected/],
  ])("names the file and line of a bad %s", async (file, text, message) => {
    const { code, out, err } = await run([evalFolder({ [file]: text })]);
    expect(err).toMatch(message);
    expect(err).not.toContain("    at ");
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });
});

it("measures the project's own questions about docs/ where no set is named, and no other set", async () => {
  const json = join(tempDir(), "eval.json");
  const { code, err } = await run(["--json", json]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const root = resolve(import.meta.dirname, "../..");
  const golden = JSON.parse(readFileSync(join(root, "test/fixtures/golden.json"), "utf8"));
  const pages = readdirSync(join(root, "docs"), { recursive: true }).filter((path) => String(path).endsWith(".md"));
  const results = JSON.parse(readFileSync(json, "utf8"));
  expect(Object.keys(results)).toEqual(["docent"]);
  const { docent } = results;
  expect(docent).toMatchObject({ n: golden.answered.length, documents: pages.length });
  expect(docent.variants.lastturn.n).toBe(golden.followUps.length);
  expect(docent.lastTurnWithHistory.n).toBe(golden.followUps.length);
  expect(docent.notCovered.unanswerable).toMatchObject({ n: golden.refused.length, letThrough: 0 });
  expect(docent.ndcg10).toBeGreaterThan(0.9);
  expect(docent.lastTurnWithHistory.ndcg10).toBeGreaterThan(docent.variants.lastturn.ndcg10);
  const [{ after, question }] = golden.followUps;
  expect(readOwnSet().variants.get("conversation")?.[0]?.text).toBe(`${after}\n${question}`);
});

it("measures each lever with its interval, on the questions that it is for", async () => {
  const json = join(tempDir(), "eval.json");
  const lines = (items: readonly object[]) => items.map((item) => JSON.stringify(item)).join("\n");
  const folder = evalFolder({
    "corpus.jsonl": lines([
      { id: "a", title: "Archives", text: "Nothing is lost." },
      { id: "b", title: "Billing", text: "An invoice is sent every month." },
    ]),
    "queries.jsonl": lines([
      { id: "1", text: "archives" },
      { id: "2", text: "invoice" },
    ]),
    "queries.conversation.jsonl": lines([{ id: "2", text: "Where is the invoice?\nand what is it for?" }]),
    "qrels.tsv": "1\ta\t1\n2\tb\t1\n",
  });
  const { code, out, err } = await run([folder, "--levers", "--json", json]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/titles and headings\s+\+0\.500 ±0\.693\s+\+0\.500 ±0\.693/);
  const { levers } = JSON.parse(readFileSync(json, "utf8")).tiny;
  expect(levers.stems).toEqual({ mean: 0, interval: 0 });
  expect(levers["history, last turns"].mean).toBeCloseTo(1 - 1 / Math.log2(3), 5);
});

it("measures meaning on both engines alike, and leaves nothing in Pinecone", async () => {
  const [model, pinecone] = await Promise.all([startModelServer(), startLocalPinecone()]);
  const json = join(tempDir(), "eval.json");
  const { code, out, err } = await run([evalFolder(), "--embeddings", "--json", json], {
    OPENAI_BASE_URL: model.url,
    OPENAI_EMBEDDING_MODEL: "local",
    PINECONE_API_KEY: pinecone.apiKey,
    PINECONE_INDEX: "docs",
    PINECONE_CONTROLLER_HOST: pinecone.url,
  });
  await Promise.all([model.close(), pinecone.close()]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/tiny\s+Pinecone\s+3/);
  const { SQLite, Pinecone } = JSON.parse(readFileSync(json, "utf8")).tiny.embedded;
  expect(SQLite).toMatchObject({ n: 3, words: 1, both: 1 });
  expect(Pinecone).toEqual(SQLite);
  expect(pinecone.violations).toEqual([]);
  expect(pinecone.calls.some(({ route }) => route.includes("upsert"))).toBe(true);
  expect(pinecone.records("docs", "docent-eval-tiny").size).toBe(0);
});

it("says what --embeddings needs", async () => {
  const { code, err } = await run([evalFolder(), "--embeddings"]);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/set OPENAI_EMBEDDING_MODEL first/) });
});

it("takes a set without titles, addresses, texts, or judgements of every question, and tells sets apart", async () => {
  const bare = evalFolder({
    "corpus.jsonl": '{"id":1,"text":"Backups lie in an archive."}\n{"id":"2","title":null,"text":""}',
  });
  const json = join(tempDir(), "eval.json");
  writeFileSync(join(bare, "qrels.tsv"), "1\t1\t3\n");
  const other = join(tempDir(), "other");
  renameSync(evalFolder(), other);
  const { code, err } = await run([bare, other, "--json", json]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const results = JSON.parse(readFileSync(json, "utf8"));
  expect(results.tiny).toMatchObject({ n: 1, documents: 2, chunks: 1 });
  expect(results.other.refusing.map(({ below }: { below: number }) => below)).toContain(0.2);
});

describe("scores", () => {
  it("discount gains by rank beside the best order", () => {
    const grades = new Map([
      ["a", 3],
      ["b", 1],
    ]);
    expect(score(["a", "b"], grades)).toEqual({ ndcg10: 1, mrr10: 1, recall5: 1 });
    const late = score(["x", "b", "y", "z", "w", "a"], grades);
    expect(late.ndcg10).toBeCloseTo((1 / Math.log2(3) + 3 / Math.log2(7)) / (3 + 1 / Math.log2(3)));
    expect(late).toMatchObject({ mrr10: 0.5, recall5: 0.5 });
  });

  it("tell two groups apart", () => {
    expect(areaUnderCurve([3, 4], [1, 2])).toBe(1);
    expect(areaUnderCurve([1, 2], [3, 4])).toBe(0);
    expect(areaUnderCurve([1, 2], [1, 2])).toBe(0.5);
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  });
});

it("compares pair by pair", () => {
  expect(pairedDifference([1, 2, 3], [0, 1, 2])).toEqual({ mean: 1, interval: 0 });
  const { mean, interval } = pairedDifference([1, 0], [0, 1]);
  expect(mean).toBe(0);
  expect(interval).toBeCloseTo(1.96 / Math.SQRT2);
});

it("halves never share a question", () => {
  const { questions } = readEvalSet(evalFolder());
  const [tune, report] = [halve(questions, "tune"), halve(questions, "report")];
  expect([...tune, ...report].map(({ id }) => id).sort()).toEqual(["1", "2", "3"]);
  expect(halve(questions, undefined)).toBe(questions);
});

it("swaps letters in every second long word, the same ones each time", () => {
  const text = "configure the database connection carefully";
  expect(withTypos(text)).toBe(withTypos(text));
  const changed = withTypos(text)
    .split(" ")
    .filter((word, i) => word !== text.split(" ")[i]);
  expect(changed).toHaveLength(2);
  expect([...(changed[0] ?? "")].sort()).toEqual([..."configure"].sort());
});

it("lines up numbers to the right and words to the left", () => {
  expect(
    table([
      ["name", "n"],
      ["a", "1"],
      ["long", "10"],
    ]),
  ).toBe("name   n\n----  --\na      1\nlong  10");
});

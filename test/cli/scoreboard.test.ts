import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attackRows } from "../../src/cli/eval/attacks.ts";
import { gradeRows, gradeSections, readGraded } from "../../src/cli/eval/grades.ts";
import {
  fusionRows,
  refusingSection,
  type ScoreRow,
  scoreRows,
  scoreTable,
  shareRow,
  writeScoreboard,
} from "../../src/cli/eval/scoreboard.ts";
import { tempDir } from "../support/temp-dir.ts";

const row: ScoreRow = { part: "Found", set: "docs", n: 10, value: 0.5, interval: 0.1, baseline: 0.6, against: "words" };
const measured = { n: 20, ndcg10: 0.7, mrr10: 0.6, recall5: 0.9, ms: 1, msP95: 2 };
const compared = { ...measured, baseline: { ...measured, ndcg10: 0.8 }, gain: { mean: -0.1, interval: 0.05 } };
const share = (value: number, length: number) => ({ share: value, length });
const result = {
  ...compared,
  documents: 3,
  chunks: 5,
  typos: { ...compared, baseline: { ...measured, ndcg10: 0.2 }, gain: { mean: 0.5, interval: 0.05 } },
  variants: { lastturn: compared },
  notCovered: { other: { n: 50, own: 40, auc: 0.9, refused: 0.05, hedged: 0.1, letThrough: 0.2 } },
  refusing: [],
  reading: { n: 1, ours: share(1, 1), enough: share(1, 1), tutorial: share(1, 1) },
  quoting: { n: 30, quoted: share(0.8, 500), firstChunk: share(0.9, 1500), beginning: share(0.1, 300) },
  embedded: {
    SQLite: { n: 9, words: 0.5, meaning: 0.6, byPlaces: 0.5, both: 0.55, gain: { mean: -0.05, interval: 0.02 } },
  },
};

describe("the scoreboard", () => {
  it("has every figure with n, interval and baseline, and marks what the baseline does better", () => {
    const rows = scoreRows({ docs: result });
    expect(rows.map(({ part, set, n, value, baseline, isLoss }) => [part, set, n, value, baseline, isLoss])).toEqual([
      ["Found", "docs", 20, 0.7, 0.8, true],
      ["Found", "docs, letters swapped", 20, 0.7, 0.2, false],
      ["Found", "docs, lastturn", 20, 0.7, 0.8, true],
      ["Found", "docs, with vectors, SQLite", 9, 0.55, 0.6, true],
      ["Knows its limits", "docs, own questions refused", 40, 0.05, undefined, undefined],
      ["Knows its limits", "docs, own questions hedged", 40, 0.1, undefined, undefined],
      ["Knows its limits", "docs, asked what is in other, answered", 50, 0.2, 1, undefined],
      ["Quoted", "docs, answer within 500 characters", 30, 0.8, 0.9, true],
    ]);
    expect(rows[3]?.against).toBe("vectors alone");
    expect(rows.every(({ interval }) => interval !== undefined && interval > 0)).toBe(true);
  });

  it("is one table of Markdown", () => {
    expect(scoreTable([row, { ...row, isLoss: true, set: "a|b" }, shareRow("Attacked", "held", 4, 1)])).toBe(
      [
        "|  | Where | n | Docent | ± | Baseline | which is |  |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        "| Found | docs | 10 | 0.500 | 0.100 | 0.600 | words |  |",
        "| Found | a\\|b | 10 | 0.500 | 0.100 | 0.600 | words | worse |",
        "| Attacked | held | 4 | 1.000 | 0.000 |  |  |  |",
      ].join("\n"),
    );
  });

  it("replaces its own release's table and keeps those of others, and what is written above them", () => {
    const file = join(tempDir(), "quality.md");
    writeFileSync(file, "# Quality\n\nWords.\n\n## How\n\nSo.\n\n## Version 0.0.1\n\nold\n");
    writeScoreboard(file, [row]);
    writeScoreboard(file, [{ ...row, value: 0.75 }]);
    const page = readFileSync(file, "utf8");
    expect(page).toMatch(/^# Quality\n\nWords\.\n\n## How\n\nSo\.\n\n## Version \d+\.\d+\.\d+\n\n\|/);
    expect(page).toMatch(/\n\n## Version 0\.0\.1\n\nold\n$/);
    expect(page.match(/^\| Found/gm)).toHaveLength(1);
    expect(page).toContain("0.750");
  });

  it("means grades by set, beside those before, with the first reasons of loss", () => {
    const file = join(tempDir(), "grades.jsonl");
    const lines = [
      { set: "ray", question: "a", grade: 3, before: 1, found: true },
      { set: "ray", question: "b", grade: 0, before: 1, loss: "search" },
      { set: "astro", question: "c", grade: 2 },
    ];
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(gradeRows(readGraded(file))).toMatchObject([
      { set: "ray; lost first by: search 1", n: 2, value: 1.5, baseline: 1, isLoss: false },
      { set: "ray, right page found", n: 1, value: 3, baseline: 1 },
      { set: "astro", n: 1, value: 2, against: "" },
    ]);
  });

  it("counts the attacks that are held, beside the same program without its guards", async () => {
    const [held] = await attackRows();
    expect(held).toMatchObject({ part: "Attacked", value: 1, against: "without the guards", isLoss: false });
    expect(held?.n).toBeGreaterThan(100);
    expect(held?.baseline).toBeLessThan(0.5);
  });

  it("names the questions of others by their ids, and tells those about the project's own docs in full", () => {
    const graded = [
      { set: "ray", id: "q7", question: "a private text", grade: 1, before: 2, sources: ["ray/a"], loss: "cut" },
      { set: "docent", question: "Which port?", grade: 3, answer: "# Port\n\n3000. [1]" },
    ];
    const page = gradeSections(graded).join("\n\n");
    expect(page).toContain("| ray | q7 | 1 | 2 | ray/a | cut |");
    expect(page).toContain("| docent | Which port? | 3 |  |  |  |");
    expect(page).toContain("#### Which port? (3)\n\n> # Port\n>\n> 3000. [1]");
    expect(page).not.toContain("private text");
    expect(gradeSections([])).toEqual([]);
  });

  it("has what words and vectors find together beside the better of both, and marks where that is more", () => {
    const difference = (interval: number) => ({ mean: 0, interval });
    const fused = { n: 9, byPlaces: 0, before: 0, flat: {}, gain: difference(0), overWords: difference(0.1) };
    const of = (words: number, half: number, after: number) => ({
      ...fused,
      ...{ words, half, after, overHalf: difference(0.2) },
    });
    const rows = fusionRows({ "docs queries weak": of(0.5, 0.1, 0.4), "docs queries strong": of(0.5, 0.7, 0.8) });
    expect(rows).toMatchObject([
      { set: "docs queries weak, with vectors", value: 0.4, baseline: 0.5, interval: 0.1, isLoss: true },
      { against: "vectors alone", value: 0.8, baseline: 0.7, interval: 0.2, isLoss: false },
    ]);
  });

  it("shows below the table what each threshold refuses and lets through", () => {
    const refusing = [{ below: 0.32, own: 0.02, others: { other: 0.25, third: 0.5 } }];
    const [section = ""] = refusingSection({ docs: { ...result, refusing } });
    expect(section).toContain("| docs | 0.32 refused below | 2.0 % | other 25.0 %, third 50.0 % |");
    const file = join(tempDir(), "quality.md");
    writeScoreboard(file, [row], [section]);
    writeScoreboard(file, [row], [section]);
    expect(readFileSync(file, "utf8").match(/^### What refusing costs/gm)).toHaveLength(1);
  });
});

import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import { splitSentences } from "../../rag/extract/blocks.ts";
import { brokenRule, GROUNDING_RULES, type GroundingCheck, SUPPORTED_WORDS } from "../../rag/output/grounding.ts";
import type { Section } from "../../rag/retrieve.ts";
import { type Row, table } from "../table.ts";
import { mean } from "./metrics.ts";
import type { ScoreRow } from "./scoreboard.ts";
import { type Half, halve, readLines } from "./sets.ts";

const labelledSchema = z
  .object({
    id: z.string().optional(),
    claim: z.string().optional(),
    label: z.enum(["supported", "partially_supported", "not_supported"]).optional(),
    answer: z.string().optional(),
    faithfulness: z.number().min(1).max(4).optional(),
    material: z.union([z.string(), z.array(z.string())]),
  })
  .refine(({ claim, label }) => (claim === undefined) === (label === undefined), "has a claim or a label alone")
  .refine(
    ({ answer, faithfulness }) => (answer === undefined) === (faithfulness === undefined),
    "has an answer or a faithfulness alone",
  )
  .refine(({ claim, answer }) => (claim ?? answer) !== undefined, "has neither a claim nor an answer");

/** A claim or an answer, sentence by sentence, what it was made from, and whether people say that this bears it out. */
interface LabelledClaim {
  readonly sentences: readonly string[];
  readonly sections: readonly Section[];
  readonly isSupported: boolean;
}

/**
 * How well the check of cited sentences agrees with people: the share of supported claims that it accepts, of
 * unsupported ones that it rejects, and the mean of both.
 */
export interface Grounding {
  readonly n: number;
  readonly accept: number;
  readonly reject: number;
  readonly balanced: number;
}

/** Labelled claims by file. */
export type LabelledFiles = ReadonlyMap<string, readonly LabelledClaim[]>;

/** The mark of a citation, which is no part of what a sentence says. */
const CITATION = /\s*\[\^?\d{1,3}(?:\s*(?:[,;–-]|and)\s*\^?\d{1,3})*\]/g;
/** Shares of words to show; the chosen one is among them. */
const SHARES = [...new Set([0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, SUPPORTED_WORDS])].sort(
  (one, other) => one - other,
);

/**
 * Reads each `*.jsonl` of a folder: lines with `claim`, `material` and `label`, or `answer`, `material` and
 * `faithfulness`. What people call supported in part (faithful 3 of 4) is left out.
 */
export function readLabelledFiles(folder: string, half?: Half): LabelledFiles {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  if (files.length === 0) throw new UserError(`${folder} has no *.jsonl file with labelled claims.`);
  return new Map(
    files.sort().map((file) => {
      const lines = readLines(join(folder, file), labelledSchema);
      return [basename(file), halve(lines, half).flatMap(toClaim)] as const;
    }),
  );
}

function toClaim({ claim, label, answer = "", faithfulness, material }: z.infer<typeof labelledSchema>) {
  const isSupported = label === "supported" || faithfulness === 4;
  if (!isSupported && label !== "not_supported" && (faithfulness ?? 4) > 2) return [];
  const place = { title: "", headings: [], url: "", relevance: 1, ids: [] };
  return [
    {
      sentences: (claim ?? answer)
        .replace(CITATION, "")
        .split("\n")
        .flatMap(splitSentences)
        .filter((sentence) => /\p{L}/u.test(sentence)),
      sections: [material].flat().map((text, i) => ({ ...place, n: i + 1, text })),
      isSupported,
    },
  ];
}

/** Measures the check on each file; a claim holds when each of its sentences does. `check`: other rules to go by. */
export function measureGrounding(files: LabelledFiles, check: GroundingCheck = {}): Record<string, Grounding> {
  const measured = [...files].map(([file, claims]) => {
    const [accepted, rejected]: [number[], number[]] = [[], []];
    for (const { sentences, sections, isSupported } of claims) {
      const holds = sentences.every((text) => !brokenRule({ text, codes: [], sections }, check));
      if (isSupported) accepted.push(holds ? 1 : 0);
      else rejected.push(holds ? 0 : 1);
    }
    const [accept, reject] = [mean(accepted), mean(rejected)];
    return [file, { n: claims.length, accept, reject, balanced: (accept + reject) / 2 }] as const;
  });
  return Object.fromEntries(measured);
}

/** The results as a person reads them: by file, by rule alone, and by how many of the words must stand in the docs. */
export function groundingReport(files: LabelledFiles): string {
  const tables = [fileTable(files), ruleTable(files), shareTable(files)];
  return `${tables.join("\n\n")}\n`;
}

/** The results as lines of the scoreboard, beside accepting everything. */
export function groundingRows(files: LabelledFiles): ScoreRow[] {
  return Object.entries(measureGrounding(files)).map(([file, one]) => ({
    part: "Grounded",
    set: `${file}, right and wrong claims told apart`,
    n: one.n,
    value: one.balanced,
    interval: interval(files, file, one),
    baseline: 0.5,
    against: "no check",
    isLoss: one.balanced < 0.5,
  }));
}

const SHARE_COLUMNS = ["accepted of supported", "rejected of unsupported", "balanced"];

function fileTable(files: LabelledFiles): string {
  const measured = measureGrounding(files);
  const rows = Object.entries(measured).map(([file, one]) => [
    file,
    String(one.n),
    ...shares(one),
    interval(files, file, one).toFixed(3),
  ]);
  const all = meanOf(measured);
  return table([
    ["file", "n", ...SHARE_COLUMNS, "±"],
    ...rows,
    ["mean of the files", String(all.n), ...shares(all), ""],
  ]);
}

/** How far the 95 % interval of a balanced share reaches to either side. */
function interval(files: LabelledFiles, file: string, { n, accept, reject }: Grounding): number {
  const supported = files.get(file)?.filter(({ isSupported }) => isSupported).length ?? 0;
  const variance = (share: number, count: number) => (share * (1 - share)) / Math.max(1, count);
  return 0.98 * Math.sqrt(variance(accept, supported) + variance(reject, n - supported));
}

function ruleTable(files: LabelledFiles): string {
  const rows = GROUNDING_RULES.flatMap((rule) => {
    const measured = measureGrounding(files, { rules: [rule] });
    return [...Object.entries(measured), ["mean of the files", meanOf(measured)] as const].map(
      ([file, one]): Row => [rule, file, ...shares(one)],
    );
  });
  return table([["rule alone", "file", ...SHARE_COLUMNS], ...rows]);
}

/** The chosen share is marked. */
function shareTable(files: LabelledFiles): string {
  const rows = SHARES.map((words): Row => {
    const name = words === SUPPORTED_WORDS ? `${words} chosen` : String(words);
    return [name, ...shares(meanOf(measureGrounding(files, { words })))];
  });
  return table([["words that must stand there", ...SHARE_COLUMNS], ...rows]);
}

/** Each file counts as much as the others. */
function meanOf(measured: Readonly<Record<string, Grounding>>): Grounding {
  const all = Object.values(measured);
  const of = (key: "accept" | "reject" | "balanced") => mean(all.map((one) => one[key]));
  return {
    n: all.reduce((sum, { n }) => sum + n, 0),
    accept: of("accept"),
    reject: of("reject"),
    balanced: of("balanced"),
  };
}

function shares({ accept, reject, balanced }: Grounding): Row {
  return [accept, reject, balanced].map((share) => share.toFixed(3));
}

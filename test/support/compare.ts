/**
 * Two checkouts measured on the same questions, figure by figure, each difference with its paired 95 % interval:
 *
 *     node test/support/compare.ts [--at COMMIT]... [CHECKOUT]... [--questions 400] [--json FILE] --set SET --set ...
 *     node test/support/compare.ts [--at COMMIT]... [CHECKOUT]... [--json FILE] --grounding FOLDER
 *
 * The sides are the commits, then the checkouts that are named; without any, the baseline and this project. Of each set
 * so many questions are asked, spread over all; the sets of one run are asked each other's questions too. With
 * `--grounding` the check of cited sentences is put to people's labels and to planted errors instead. Ends with exit code
 * 1 where a figure is worse than its interval.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { mean, pairedDifference } from "../../src/cli/eval/metrics.ts";
import { table } from "../../src/cli/table.ts";
import { type Checkout, checkoutsOf } from "./checkout.ts";
import type { Figure } from "./compare/measurer.ts";

const MEASURERS = join(import.meta.dirname, "compare");

/** A figure of both sides. `verdict`: whether the difference is more than its interval, where one way is good. */
interface Compared {
  readonly set: string;
  readonly name: string;
  readonly n: number;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly interval: number;
  readonly verdict: "better" | "worse" | "";
}

/** What a measurer finds in a checkout, in a process of its own. */
function measure({ folder }: Checkout, measurer: string, args: readonly string[]): readonly Figure[] {
  const temporary = mkdtempSync(join(tmpdir(), "docent-compare-"));
  const file = join(temporary, "figures.json");
  const command = ["--disable-warning=ExperimentalWarning", join(MEASURERS, measurer), folder, file, ...args];
  execFileSync(process.execPath, command, { stdio: ["ignore", "inherit", "inherit"] });
  const figures = JSON.parse(readFileSync(file, "utf8")) as readonly Figure[];
  rmSync(temporary, { recursive: true });
  return figures;
}

function compare(before: Figure, after: Figure): Compared {
  const { mean: difference, interval } = pairedDifference(after.values, before.values);
  const gain = difference * after.better;
  return {
    set: after.set,
    name: after.name,
    n: after.values.length,
    before: mean(before.values),
    after: mean(after.values),
    difference,
    interval,
    verdict: gain > interval ? "better" : gain < -interval ? "worse" : "",
  };
}

function printed(compared: readonly Compared[], [before, after]: readonly Checkout[]): string {
  const rows = compared.map(({ set, name, n, verdict, ...numbers }) => {
    const digits = name.startsWith("characters") ? 0 : 3;
    const shown = [numbers.before, numbers.after, numbers.difference, numbers.interval];
    return [set, name, String(n), ...shown.map((value) => value.toFixed(digits)), verdict];
  });
  return table([["set", "figure", "n", before?.name ?? "", after?.name ?? "", "difference", "±", ""], ...rows]);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    at: { type: "string", multiple: true, default: [] },
    set: { type: "string", multiple: true, default: [] },
    questions: { type: "string", default: "400" },
    grounding: { type: "string" },
    json: { type: "string" },
  },
});
const checkouts = checkoutsOf(values.at, positionals);
if (checkouts.length !== 2) throw new Error("Name two checkouts, or none.");
const [before = [], after = []] = checkouts.map((side) =>
  values.grounding
    ? measure(side, "labels-measurer.ts", [resolve(values.grounding)])
    : measure(side, "measurer.ts", [values.questions, ...values.set.map((set) => resolve(set))]),
);
const compared = after.flatMap((figure) => {
  const same = before.find(({ set, name }) => set === figure.set && name === figure.name);
  return same?.values.length === figure.values.length ? [compare(same, figure)] : [];
});
if (values.json) writeFileSync(values.json, `${JSON.stringify(compared, null, 1)}\n`);
console.log(printed(compared, checkouts));
process.exitCode = compared.some(({ verdict }) => verdict === "worse") ? 1 : 0;

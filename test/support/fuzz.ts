/**
 * Gives every reader of the table of formats, the citer, the scanner, the splitter and the parsers of the crawler what
 * is hard to read: `npm run fuzz`, `npm run fuzz -- markdown html`. Adversarial shapes and random ones at 10 kB and
 * 100 kB, the five slowest also at 1 MB; what takes longer than the budget is ended. Prints the slowest of each target
 * and ends with 1 where a time is over the budget or grows by more than the power of 1.6.
 */
import { parseArgs } from "node:util";
import { columns } from "./columns.ts";
import { Fuzzer, type FuzzRow, growthOf } from "./fuzz/run.ts";
import { adversarialShapes, randomShapes, type Shape } from "./fuzz/shapes.ts";
import { TARGETS } from "./fuzz/targets.ts";

const SMALL = 10_000;
const LARGE = 100_000;
const HUGE = 1_000_000;
const STEEPEST = 1.6;
/** Below this, in milliseconds, growth is noise. */
const SLOW_MS = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    random: { type: "string", default: "40" },
    budget: { type: "string", default: "30" },
    every: { type: "string", default: "1" },
    slowest: { type: "string", default: "5" },
  },
});
const unknown = positionals.filter((name) => !TARGETS[name]);
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}. What can be fuzzed: ${Object.keys(TARGETS).join(", ")}.`);
  process.exit(1);
}
const seed = Number(values.seed);
const every = Number(values.every);
const shapes = [...adversarialShapes(), ...randomShapes(seed, Number(values.random))].filter((_, n) => n % every === 0);
const byName = new Map(shapes.map((shape) => [shape.name, shape]));
const fuzzer = new Fuzzer(Number(values.budget) * 1000);
console.log(`${shapes.length} shapes, seed ${seed}`);

const rows: FuzzRow[] = [];
for (const target of positionals.length > 0 ? positionals : Object.keys(TARGETS)) rows.push(...(await fuzzed(target)));
await fuzzer.close();

const head = ["target and shape", "10 kB", "100 kB", "1 MB", "growth"];
console.log(columns([head, ...rows.map((row) => [`${row.target}: ${row.shape}`, ...cells(row)])]));
const bad = rows.filter(isBad);
for (const row of bad) console.log(`not linear: ${row.target} with ${row.shape}`);
process.exitCode = bad.length > 0 ? 1 : 0;

/** The slowest shapes of a target. */
async function fuzzed(target: string): Promise<FuzzRow[]> {
  const all: FuzzRow[] = [];
  for (const shape of shapes) all.push(await fuzzer.try(target, shape, [SMALL, LARGE]));
  const slowest = all.toSorted((one, other) => cost(other) - cost(one)).slice(0, Number(values.slowest));
  const shapeOf = ({ shape }: FuzzRow) => byName.get(shape) as Shape;
  const complete: FuzzRow[] = [];
  for (const row of slowest) complete.push(isEnded(row) ? row : await withHuge(row, shapeOf(row)));
  return complete;
}

async function withHuge(row: FuzzRow, shape: Shape): Promise<FuzzRow> {
  const { times } = await fuzzer.try(row.target, shape, [HUGE]);
  return { ...row, times: new Map([...row.times, ...times]) };
}

function isEnded({ times }: FuzzRow): boolean {
  return [...times.values()].includes(undefined);
}

function cost(row: FuzzRow): number {
  return isEnded(row) ? Number.POSITIVE_INFINITY : (row.times.get(LARGE) ?? 0);
}

function isBad(row: FuzzRow): boolean {
  const steep = (from: number, to: number) =>
    (row.times.get(to) ?? 0) > SLOW_MS && (growthOf(row, from, to) ?? 0) > STEEPEST;
  return isEnded(row) || steep(SMALL, LARGE) || steep(LARGE, HUGE);
}

function cells(row: FuzzRow): string[] {
  const shown = [SMALL, LARGE, HUGE].map((size) => {
    if (!row.times.has(size)) return "-";
    return row.times.get(size)?.toFixed(1) ?? "ended";
  });
  return [...shown, growthOf(row, SMALL, LARGE)?.toFixed(2) ?? "-"];
}

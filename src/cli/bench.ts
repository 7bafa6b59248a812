import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import type { Measurement } from "./bench/measure.ts";
import { table } from "./table.ts";
import { failWith } from "./terminal.ts";

const run = promisify(execFile);
const ENGINES = ["text", "text + vectors", "FTS5", "tutorial"] as const;

/** One part of the work, in a process of its own. */
type Phase = (folder: string, chunks: number, dimensions: number) => Promise<unknown>;

/** Each loads its engine alone, so that no engine's memory or warmth counts for another. */
const PHASES: Readonly<Record<string, Phase>> = {
  index: async (...given) => (await import("./bench/docent.ts")).measureDocent(...given),
  search: async (...given) => (await import("./bench/docent.ts")).searchDocent(...given),
  first: async (folder) => (await import("./bench/docent.ts")).firstDocentAnswer(folder),
  fts5: async (folder, chunks) => (await import("./bench/fts5.ts")).measureFts5(folder, chunks),
  tutorial: async (_, ...given) => (await import("./bench/tutorial.ts")).measureTutorial(...given),
};

interface Options {
  readonly chunks: string;
  readonly dimensions: string;
  readonly starts: string;
  readonly json?: string;
  readonly phase?: string;
  readonly folder?: string;
}

const program = new Command(commandLine("bench"))
  .description(
    "Measures indexing and search on synthetic documentation, beside SQLite's FTS5 and what a tutorial would build.",
  )
  .option("--chunks <sizes>", "sizes of the index, separated by commas", "10000,100000")
  .option("--dimensions <number>", "numbers in a vector", "1536")
  .option("--starts <number>", "how often a process is started for the time to its first answer", "5")
  .option("--json <file>", "also write the results as JSON")
  .option("--phase <name>", "run one phase in this process and print it as JSON")
  .option("--folder <path>", "with --phase: where the index lies")
  .action(main);

async function main(options: Options): Promise<void> {
  const sizes = options.chunks.split(",").map(Number);
  const dimensions = Number(options.dimensions);
  const starts = Number(options.starts);
  if (![...sizes, dimensions, starts].every((size) => Number.isInteger(size) && size > 0))
    throw new UserError(
      "--chunks, --dimensions and --starts take whole numbers above 0, such as --chunks 10000,100000.",
    );
  const phase = PHASES[options.phase ?? ""];
  if (phase) {
    const wanted = options.folder?.endsWith("text") ? 0 : dimensions;
    process.stdout.write(JSON.stringify((await phase(options.folder ?? "", sizes[0] ?? 0, wanted)) ?? {}));
    return;
  }
  const results: Record<string, Measurement> = {};
  for (const size of sizes)
    for (const engine of ENGINES) results[`${size} ${engine}`] = await measure(engine, size, dimensions, starts);
  process.stdout.write(`${benchTable(results)}\n`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
}

async function measure(
  engine: (typeof ENGINES)[number],
  chunks: number,
  dimensions: number,
  count: number,
): Promise<Measurement> {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${chunks} chunks, ${engine}`);
  const root = mkdtempSync(join(tmpdir(), "docent-bench-"));
  const folder = join(root, engine === "text" ? "text" : "vectors");
  try {
    const phase = (name: string) => runPhase(name, folder, chunks, dimensions);
    if (engine === "FTS5") return await phase("fts5");
    if (engine === "tutorial") return await phase("tutorial");
    const indexed = await phase("index");
    const starts: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await phase("first");
      starts.push(performance.now() - start);
    }
    return { ...indexed, firstAnswer: Math.min(...starts), ...(await phase("search")) };
  } finally {
    rmSync(root, { recursive: true, force: true });
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  }
}

async function runPhase(phase: string, folder: string, chunks: number, dimensions: number): Promise<Measurement> {
  const own = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=8192", import.meta.filename];
  const numbers = ["--chunks", String(chunks), "--dimensions", String(dimensions)];
  const { stdout } = await run(process.execPath, [...own, "--phase", phase, "--folder", folder, ...numbers]);
  return JSON.parse(stdout) as Measurement;
}

function benchTable(results: Readonly<Record<string, Measurement>>): string {
  const head = [
    "chunks and engine",
    "indexed chunks/s",
    "of CPU",
    "index MB",
    "first answer ms",
    "p50 ms",
    "p95 ms",
    "CPU p50",
    "CPU p95",
    "memory MB",
    "recall@10",
  ];
  const show = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? "-";
  const rows = Object.entries(results).map(([name, measured]) => [
    name,
    show(measured.chunksPerSecond, 0),
    show(measured.chunksPerCpuSecond, 0),
    show(measured.megabytes, 0),
    show(measured.firstAnswer, 0),
    show(measured.p50, 1),
    show(measured.p95, 1),
    show(measured.cpu50, 1),
    show(measured.cpu95, 1),
    show(measured.rss, 0),
    show(measured.recall10, 3),
  ]);
  return table([head, ...rows]);
}

await program.parseAsync().catch(failWith);

import { dirname } from "node:path/posix";
import { lineAt } from "../syntax.ts";
import { type Code, type CodeBase, importsAmong } from "./code.ts";
import { copiesIn } from "./copies.ts";
import { type Arrow, arrowsOf, circlesOf, type Graph, graphOf, upwardArrows } from "./graph.ts";

const MOST_LINES_OF_A_FILE = 250;
const MOST_LINES_OF_A_FUNCTION = 60;
const MOST_PARAMETERS = 4;
const MOST_COLUMNS = 120;

/** One figure of a checkout: what is counted, and everything that counts, each in a line. */
export interface Measure {
  readonly name: string;
  readonly counted: readonly string[];
}

/** Every figure of a checkout, in the order of the table. */
export function measure({ program, tests }: CodeBase): Measure[] {
  const files = graphOf(importsAmong(program));
  const circles = circlesOf(files);
  const counted: Record<string, readonly string[]> = {
    ...between("rooms", program, roomOf),
    ...between("folders", program, dirname),
    "circles of imports": circles.map((circle) => circle.join(", ")),
    "files in circles": circles.flat(),
    "files right in src/": program.map(({ path }) => path).filter((path) => dirname(path) === "src"),
    "files over 250 lines": longFiles(program),
    "functions over 60 lines": longFunctions(program),
    "functions with more than four parameters": wideFunctions(program),
    "exported names with two meanings": sharedNames(program),
    "lines over 120 columns": longLines(program),
    "lines over 120 columns in test/": longLines(tests),
    "copied blocks": copiesIn(program).map(({ here, there, lines }) => `${here} ${lines} lines as ${there}`),
  };
  return Object.entries(counted).map(([name, counted]) => ({ name, counted }));
}

/** The parts of the program under one way to divide it, and the arrows between them. */
function between(what: string, program: readonly Code[], partOf: (path: string) => string) {
  const graph: Graph = graphOf(importsAmong(program).map(([from, to]) => [partOf(from), partOf(to)] as const));
  return {
    [what]: [...new Set(program.map(({ path }) => partOf(path)))].sort(),
    [`arrows between ${what}`]: arrowsOf(graph).map(shown),
    [`upward arrows between ${what}`]: upwardArrows(graph).map(shown),
  };
}

/** A room: a folder or file that stands right in `src/`, or `commands`. */
function roomOf(path: string): string {
  const [top = "", next = ""] = path.split("/");
  return top === "src" ? `src/${next}` : top;
}

function shown({ from, to, imports }: Arrow): string {
  return `${from} -> ${to} (${imports})`;
}

function longFiles(files: readonly Code[]): string[] {
  return files
    .filter(({ lines }) => lines.length > MOST_LINES_OF_A_FILE)
    .map(({ path, lines }) => `${path} ${lines.length}`);
}

function longFunctions(files: readonly Code[]): string[] {
  return functionsOf(files)
    .filter(({ lines }) => lines > MOST_LINES_OF_A_FUNCTION)
    .map(({ place, lines }) => `${place} ${lines}`);
}

function wideFunctions(files: readonly Code[]): string[] {
  return functionsOf(files)
    .filter(({ parameters }) => parameters > MOST_PARAMETERS)
    .map(({ place, parameters }) => `${place} ${parameters}`);
}

function functionsOf(files: readonly Code[]) {
  return files.flatMap(({ path, text, syntax }) =>
    syntax.functions.map(({ name, start, end, parameters }) => {
      const line = lineAt(text, start);
      return { place: `${path}:${line} ${name || "(no name)"}`, lines: lineAt(text, end) - line + 1, parameters };
    }),
  );
}

/** Names that two files export and declare, each for itself. */
function sharedNames(files: readonly Code[]): string[] {
  const places = new Map<string, string[]>();
  for (const { path, text, syntax } of files)
    for (const [name, offset] of syntax.exports)
      places.set(name, [...(places.get(name) ?? []), `${path}:${lineAt(text, offset)}`]);
  return [...places].filter(([, at]) => at.length > 1).map(([name, at]) => `${name} ${at.join(" ")}`);
}

function longLines(files: readonly Code[]): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (line.length > MOST_COLUMNS ? [`${path}:${index + 1} ${line.length}`] : [])),
  );
}

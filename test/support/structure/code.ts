import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { parseFile, type Syntax } from "../syntax.ts";

/** A TypeScript file of a checkout. `path`: from the checkout's folder, with `/`. */
export interface Code {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly syntax: Syntax;
}

/** The program of a checkout, which is `src/` and `commands/`, and its tests. */
export interface CodeBase {
  readonly program: readonly Code[];
  readonly tests: readonly Code[];
}

/** Reads and parses every TypeScript file of a checkout, in the order of their paths. */
export function readCode(folder: string): CodeBase {
  const read = (part: string) =>
    readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => codeAt(folder, join(part, name)));
  return { program: [...read("src"), ...read("commands")].sort(byPath), tests: read("test").sort(byPath) };
}

function byPath(one: Code, other: Code): number {
  return one.path < other.path ? -1 : 1;
}

function codeAt(folder: string, path: string): Code {
  const text = readFileSync(join(folder, path), "utf8");
  return { path, text, lines: text.replace(/\n$/, "").split("\n"), syntax: parseFile(path, text) };
}

/** Who imports whom, as pairs of paths, among these files. */
export function importsAmong(files: readonly Code[]): [from: string, to: string][] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, syntax }) =>
    syntax.imports
      .filter((name) => name.startsWith("."))
      .map((name): [string, string] => [path, join(dirname(path), name)])
      .filter(([, to]) => paths.has(to)),
  );
}

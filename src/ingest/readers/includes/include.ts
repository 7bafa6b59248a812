import type { Format } from "../formats.ts";

/**
 * What is taken of a file.
 *
 * - `ranges`: its lines, from and to, counted from 1.
 * - `name`: a section between marks that name it, or below a heading; of Python, a function or class (`object`).
 * - `after`, `before`: what stands behind the first line that holds the one, and before the next that holds the other.
 */
export interface Selection {
  readonly ranges?: readonly (readonly [number, number])[];
  readonly name?: string;
  readonly object?: string;
  readonly after?: string;
  readonly before?: string;
}

/**
 * Another file that a page takes in. `target`: as the page names it; `selection`: what of it, where not all; `wrap`: what
 * its text becomes on the page; without it, it stands there as it is. `isCode`: it takes in nothing itself.
 * `isOptional`: nothing is amiss where it is not.
 */
export interface Include {
  readonly target: string;
  readonly selection?: Selection;
  readonly wrap?: (text: string) => string;
  readonly isCode?: boolean;
  readonly isOptional?: boolean;
}

/** Includes that a page has at a line, and the line behind them. */
export interface FoundIncludes {
  readonly includes: readonly Include[];
  readonly end: number;
}

/** Finds the includes of a page. `enter`: hears of each text, also of what was taken in, before its lines are read. */
export interface IncludeFinder {
  enter?(text: string): void;
  find(lines: readonly string[], at: number): FoundIncludes | undefined;
}

/** How pages of some formats take in other files. `marks`: a page without them takes in none. */
export interface IncludeSyntax {
  readonly formats: readonly Format[];
  readonly marks: RegExp;
  readonly finder: () => IncludeFinder;
}

/** Code as a fence of Markdown, which nothing in it closes. */
export function fenced(code: string, info: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${info.trim()}\n${code}\n${fence}`;
}

/** The language of a file by its name, as fences name it. */
export function languageOf(path: string): string {
  return /\.([A-Za-z][\w+]{0,15})(?:\.(?:tmpl|in))?$/.exec(path)?.[1]?.toLowerCase() ?? "";
}

/** Line numbers as tools write them: `3:5`, `3-5`, `3..5`, `3,5`, `:5`, `3:`, several with a separator. */
export function rangesOf(spec: string, separator: RegExp, between: RegExp): [number, number][] {
  return spec
    .split(separator)
    .filter((part) => /\d/.test(part))
    .map((part) => {
      const [from = "", to] = part.split(between).map((number) => number.trim());
      const last = to === undefined ? Number(from) : Number(to) > 0 ? Number(to) : Number.POSITIVE_INFINITY;
      return [Number(from) || 1, last];
    });
}

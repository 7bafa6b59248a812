import { readFenceLine } from "../../../text/fences.ts";
import type { SourceFile } from "../formats.ts";
import { formatOf } from "../formats.ts";
import { splitFrontMatter } from "../front-matter.ts";
import { adocIncludes } from "./adoc-includes.ts";
import type { Include, IncludeFinder, IncludeSyntax } from "./include.ts";
import { markdownIncludes } from "./markdown-includes.ts";
import { placesOf } from "./places.ts";
import { rstIncludes } from "./rst-includes.ts";
import { selectionOf } from "./selection.ts";

/** Reads a file of the source by its path; undefined where there is none, or none that may be read. */
export type ReadPart = (path: string) => Promise<string | undefined>;

/** How pages take in other files, by their formats. */
const SYNTAXES: readonly IncludeSyntax[] = [markdownIncludes, rstIncludes, adocIncludes];

/** Parts in parts are taken in so deep, so many in one page, and so many characters in all. */
const DEEPEST = 8;
const MOST_PARTS = 500;
const MOST_CHARACTERS = 5_000_000;

/**
 * A page with what it takes in. `notes`: what is missing, as clauses; `parts`: paths of the files that it takes in
 * whole, which are no pages of their own.
 */
export interface AssembledPage {
  readonly text: string;
  readonly notes: readonly string[];
  readonly parts: readonly string[];
}

/** Whether a file of this format and text may take in others. */
export function syntaxOf({ format }: Pick<SourceFile, "format">, text: string): IncludeSyntax | undefined {
  return SYNTAXES.find(({ formats, marks }) => formats.includes(format) && marks.test(text));
}

/** Puts in place what a page takes in of other files of its source. */
export async function assemble(
  { path, text }: { readonly path: string; readonly text: string },
  syntax: IncludeSyntax,
  read: ReadPart,
): Promise<AssembledPage> {
  const page = new Assembly(syntax.finder(), read);
  const whole = await page.assembled(text, [path]);
  return { text: whole, notes: page.notes(), parts: [...page.parts] };
}

/** A page on its way to being whole. */
class Assembly {
  readonly parts = new Set<string>();
  readonly #finder: IncludeFinder;
  readonly #read: ReadPart;
  readonly #missing = new Set<string>();
  #count = 0;
  #characters = 0;
  #isTooMuch = false;

  constructor(finder: IncludeFinder, read: ReadPart) {
    this.#finder = finder;
    this.#read = read;
  }

  /** `trail`: the page, the part of it, the part of that, down to the file that the text is of. */
  async assembled(text: string, trail: readonly string[]): Promise<string> {
    this.#finder.enter?.(text);
    const lines = text.split("\n");
    const whole: string[] = [];
    let state: ReturnType<typeof readFenceLine> = { kind: "text" };
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? "";
      const isCode = state.fence !== undefined;
      const found = this.#finder.find(lines, at);
      if (!found) {
        state = readFenceLine(state.fence, line);
        whole.push(line);
        continue;
      }
      for (const include of found.includes) {
        const taken = await this.#linesOf(include, trail, { line, isCode });
        whole.push(...(taken ?? lines.slice(at, found.end)));
      }
      at = found.end - 1;
    }
    return whole.join("\n");
  }

  /** What comes in the place of an include; undefined where it stays: code that shows how includes are written. */
  async #linesOf(
    include: Include,
    trail: readonly string[],
    { line, isCode }: { readonly line: string; readonly isCode: boolean },
  ): Promise<string[] | undefined> {
    // Within code none opens code of its own.
    const taken = isCode && include.wrap ? undefined : await this.#take(include, trail, isCode);
    if (taken === undefined && isCode) return undefined;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    return (taken ?? "").split("\n").map((one) => (one === "" ? one : indent + one));
  }

  notes(): string[] {
    const [first, ...more] = this.#missing;
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return [
      ...(first === undefined ? [] : [`takes in ${first}${others}, which the source does not have`]),
      ...(this.#isTooMuch ? ["takes in more than can be read; the rest is left out"] : []),
    ];
  }

  /** The text of an include; undefined where there is none. A part of itself is none. */
  async #take(include: Include, trail: readonly string[], isCode: boolean): Promise<string | undefined> {
    const { target, selection, wrap = (text: string) => text, isOptional } = include;
    const part = await this.#partOf(target, trail.at(-1) ?? "");
    if (!part) {
      if (!isCode && !isOptional) this.#missing.add(target);
      return undefined;
    }
    if (trail.includes(part.path) || this.#isOver(trail, part.text)) return "";
    const text = selection ? selectionOf(part.text, selection) : part.text.replace(/\n$/, "");
    if (text === undefined) {
      this.#missing.add(`${target} (${selection?.name ?? selection?.object ?? selection?.after})`);
      return "";
    }
    if (isCode || include.isCode || formatOf(part.path) === undefined) return wrap(text);
    if (!selection) this.parts.add(part.path);
    return wrap(await this.assembled(splitFrontMatter(text).body, [...trail, part.path]));
  }

  #isOver(trail: readonly string[], text: string): boolean {
    this.#characters += text.length;
    const isOver = trail.length > DEEPEST || ++this.#count > MOST_PARTS || this.#characters > MOST_CHARACTERS;
    this.#isTooMuch ||= isOver;
    return isOver;
  }

  async #partOf(target: string, from: string) {
    for (const path of placesOf(target, from)) {
      const text = await this.#read(path);
      if (text !== undefined) return { path, text };
    }
    return undefined;
  }
}

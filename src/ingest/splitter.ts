import { closesFence, openingFence, splitFences } from "../text/fences.ts";
import type { PageContent } from "./document.ts";

/** A list is whole up to this many characters: its steps belong together. */
const LIST_MAX = 2800;

/** A fence, table or list item above this is cut after all; nothing could show or rank it. */
const HARD_MAX = 6000;

/**
 * Content in pieces that fit a chunk: prose by lines and sentences, lists by items, fences and tables only above a
 * hard cap.
 */
export function splitContent(content: PageContent, target: number): PageContent[] {
  const { kind, markdown } = content;
  if (markdown.length <= { text: target, list: LIST_MAX, code: HARD_MAX, table: HARD_MAX }[kind]) return [content];
  return SPLITTERS[kind](markdown, target).map((piece) => ({ kind, markdown: piece }));
}

const SPLITTERS: Readonly<Record<PageContent["kind"], (markdown: string, target: number) => string[]>> = {
  text: splitText,
  list: splitList,
  code: splitCode,
  table: splitTable,
};

function splitText(markdown: string, target: number): string[] {
  const lines = markdown.split("\n").flatMap((line) => (line.length > target ? splitLine(line, target) : [line]));
  return gather(lines, "\n", target);
}

/** By sentences, in the punctuation of several scripts; a line without any is cut between words, or anywhere. */
function splitLine(line: string, target: number): string[] {
  const sentences = line.split(/(?<=[.!?]["')\]]?)\s+|(?<=[。！？।])/u);
  return gather(
    sentences.flatMap((sentence) => (sentence.length > target ? splitWords(sentence, target) : [sentence])),
    " ",
    target,
  );
}

function splitWords(sentence: string, target: number): string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > target) {
    const space = rest.lastIndexOf(" ", target);
    const end = space > target / 2 ? space : wholeCharacter(rest, target);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest ? [...parts, rest] : parts;
}

/** Never between the two halves of a character outside the basic plane. */
function wholeCharacter(text: string, end: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end;
}

/** Before the items that stand at the list's own indentation. */
function splitList(markdown: string, target: number): string[] {
  const indent = /^ */.exec(markdown)?.[0].length ?? 0;
  const isItem = (line: string) => /^ *(?:[-*+]|\d+[.)])\s/.test(line) && line.search(/\S/) === indent;
  const items: string[][] = [];
  for (const { isCode, lines } of splitFences(markdown.split("\n")))
    for (const [index, line] of lines.entries()) {
      if (items.length === 0 || (isItem(line) && (!isCode || index === 0))) items.push([line]);
      else items.at(-1)?.push(line);
    }
  const whole = items.map((lines) => lines.join("\n").trimEnd());
  return gather(
    whole.flatMap((item) => (item.length > HARD_MAX ? splitItem(item, target) : [item])),
    "\n",
    target,
  );
}

/** A huge item: its fences stay whole while they can. */
function splitItem(item: string, target: number): string[] {
  const parts = splitFences(item.split("\n")).flatMap(({ isCode, lines }) => {
    const part = lines.join("\n");
    return isCode ? (part.length > HARD_MAX ? splitCode(part) : [part]) : splitText(part, target);
  });
  return gather(parts, "\n", target);
}

/** Every part is a fence again. Code by indentation has no fence to repeat. */
function splitCode(markdown: string): string[] {
  const lines = markdown.split("\n");
  const [opening = ""] = lines;
  const fence = openingFence(opening);
  if (fence === undefined) return gather(shortLines(lines), "\n", HARD_MAX);
  const marks = fence.prefix + fence.marks;
  const isClosed = lines.length > 1 && closesFence(fence, lines.at(-1) ?? "");
  const body = lines.slice(1, isClosed ? -1 : undefined);
  return gather(shortLines(body), "\n", HARD_MAX).map((part) => `${opening}\n${part}\n${marks}`);
}

/** Every part repeats the header row and the rule below it. */
function splitTable(markdown: string): string[] {
  const [header = "", rule = "", ...rows] = markdown.split("\n");
  const head = `${header}\n${rule}\n`;
  return gather(shortLines(rows), "\n", Math.max(HARD_MAX - head.length, HARD_MAX / 2)).map((part) => head + part);
}

function shortLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.length > HARD_MAX ? splitWords(line, HARD_MAX) : [line]));
}

/** Joins neighbours while they fit. */
function gather(parts: readonly string[], glue: string, max: number): string[] {
  const gathered: string[] = [];
  let current: string | undefined;
  for (const part of parts) {
    const joined: string = current === undefined ? part : current + glue + part;
    if (current !== undefined && joined.length > max) {
      gathered.push(current);
      current = part;
    } else current = joined;
  }
  if (current !== undefined) gathered.push(current);
  return gathered.filter((part) => part.trim() !== "");
}

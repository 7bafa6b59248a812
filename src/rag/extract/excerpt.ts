import { type AnswerBlock, type List, type Prose, readBlocks, renderBlock, type Table } from "./blocks.ts";
import { windowAround } from "./window.ts";

/** Stands where something was left out. */
export const GAP = "…";
/** What is longer is set in bold up to its first full stop. */
const BOLD_LENGTH = 300;
/** What blocks and list items are parted by. */
const BREAK = 2;
/** Where less than this share of the room is taken, what comes next is begun, though it does not fit. */
const LITTLE = 0.5;
/** Steps are shown from the first on wherever that fits. */
const WHOLE_WAY = 1;
/** A table is cut only between rows, and shows its head in any case. */
const HEAD_ROWS = 1;

/** A place in the blocks of a section: the `at`-th piece of the `blockAt`-th block. */
export interface Position {
  readonly blockAt: number;
  readonly at: number;
}

/** A stretch of a section as it stands. `isCut`: something of the section is not in it. */
export interface Excerpt {
  readonly text: string;
  readonly isCut: boolean;
}

/** `lead`: how the piece at the position is marked; `room`: how long the stretch may be, in characters. */
export interface ExcerptOptions {
  readonly position: Position;
  readonly lead: (text: string) => string;
  readonly room: number;
}

/** Blocks that stay together: what announces something, and what it announces. */
type Part = readonly { readonly block: AnswerBlock; readonly blockAt: number }[];

/** The stretch of a section around a position, in order and without holes, nothing parted from what announces it. */
export function excerptAround(blocks: readonly AnswerBlock[], options: ExcerptOptions): Excerpt {
  const { position, room } = options;
  const parts = partsOf(blocks);
  const place = parts.findIndex((part) => part.some(({ blockAt }) => blockAt === position.blockAt));
  const texts = parts.map((part) => part.map(({ block }) => renderBlock(block)).join("\n\n"));
  const { from, to } = windowAround(withBreaks(texts), place, room);
  const shown = parts.slice(from, to).map((part, index) => showPart(part, index + from === place, options));
  const length = shown.reduce((sum, { text }) => sum + text.length + BREAK, 0);
  const next = parts[to];
  if (next && length < room * LITTLE) shown.push(cutPart(next, undefined, room - length));
  const isCut = from > 0 || to < parts.length;
  return {
    text: [...(from > 0 && !shown[0]?.text.startsWith(GAP) ? [GAP] : []), ...shown.map(({ text }) => text)].join(
      "\n\n",
    ),
    isCut: isCut || shown.some((each) => each.isCut),
  };
}

/** A text in bold, up to its first full stop where it is long; lines behind the first stay as they are. */
export function bold(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const end = first.length > BOLD_LENGTH ? /[.!?]["'”’)]*(?= \p{Lu})/u.exec(first) : null;
  const told = end ? first.slice(0, end.index + end[0].length) : first;
  return [`**${told.replace(/\\?\*\*/g, "")}**${first.slice(told.length)}`, ...rest].join("\n");
}

function withBreaks(texts: readonly string[]): number[] {
  return texts.map(({ length }) => length + BREAK);
}

/** A paragraph that ends in a colon announces the list, table or code behind it, and a label whatever is below it. */
function partsOf(blocks: readonly AnswerBlock[]): Part[] {
  const parts: { block: AnswerBlock; blockAt: number }[][] = [];
  for (const [blockAt, block] of blocks.entries()) {
    const before = parts.at(-1)?.at(-1)?.block;
    if (before && announces(before, block)) parts.at(-1)?.push({ block, blockAt });
    else parts.push([{ block, blockAt }]);
  }
  return parts;
}

function announces(block: AnswerBlock, next: AnswerBlock): boolean {
  if (block.kind === "label") return true;
  return block.kind === "prose" && next.kind !== "prose" && /[:：]["'”’)*`]*$/.test(block.sentences.at(-1) ?? "");
}

/** A part whole; where it is the position's own and longer than the room, as much of it as fits around the position. */
function showPart(part: Part, isOwn: boolean, { position, lead, room }: ExcerptOptions): Excerpt {
  const marked = part.map(({ block, blockAt }) => ({
    block: isOwn && blockAt === position.blockAt ? withLead(block, position.at, lead) : block,
    blockAt,
  }));
  const whole = marked.map(({ block }) => renderBlock(block)).join("\n\n");
  return !isOwn || whole.length <= room ? { text: whole, isCut: false } : cutPart(marked, position, room);
}

/** As much of a part as fits: around the position where it has one, else its beginning. */
function cutPart([first, ...rest]: Part, position: Position | undefined, room: number): Excerpt {
  if (!first) return { text: "", isCut: true };
  const at = first.blockAt === position?.blockAt ? position.at : undefined;
  if (rest.length === 0) return { text: cut(first.block, at ?? 0, room), isCut: true };
  const intro = cut(first.block, at ?? Math.max(0, pieceCount(first.block) - 1), Math.floor(room / 3));
  return { text: `${intro}\n\n${cutPart(rest, position, room - intro.length).text}`, isCut: true };
}

function pieceCount(block: AnswerBlock): number {
  return block.kind === "prose" ? block.sentences.length : 1;
}

/** A block whose piece at a place is marked as the lead. */
function withLead(block: AnswerBlock, at: number, lead: (text: string) => string): AnswerBlock {
  const mark = (text: string, index: number) => (index === at ? lead(text) : text);
  if (block.kind === "prose") return { ...block, sentences: block.sentences.map(mark) };
  if (block.kind === "list") return { ...block, items: block.items.map(mark) };
  if (block.kind === "table")
    return { ...block, rows: block.rows.map((row, i) => (i === at + 1 ? leadRow(row, lead) : row)) };
  return block;
}

/** The first cell of a row in bold, and what the lead's mark adds behind its last. */
function leadRow(cells: readonly string[], lead: (text: string) => string): string[] {
  const [first = "", ...rest] = cells;
  const mark = /\*\*( \[\d+\])$/.exec(lead("x"))?.[1] ?? "";
  const told = [bold(first), ...rest];
  return told.map((cell, index) => (index === told.length - 1 ? cell + mark : cell));
}

/** As much of a block as fits around one of its pieces. */
function cut(block: AnswerBlock, at: number, room: number): string {
  switch (block.kind) {
    case "prose":
      return cutProse(block, at, room);
    case "label":
      return renderBlock(block);
    case "list":
      return cutList(block, at, room);
    case "table":
      return cutTable(block, at, room);
    case "code":
      return renderBlock({ ...block, code: cutLines(block.code, room) });
  }
}

function cutProse({ sentences }: Prose, at: number, room: number): string {
  const { from, to } = windowAround(withBreaks(sentences), at, room);
  const shown = sentences.slice(from, to).map((text) => (text.length > room ? cutWords(text, room) : text));
  return [...(from > 0 ? [GAP] : []), ...shown, ...(to < sentences.length ? [GAP] : [])].join(" ");
}

function cutList({ ordered, first = 1, items }: List, at: number, room: number): string {
  const { from, to } = windowAround(withBreaks(items), at, room, ordered ? WHOLE_WAY : undefined);
  const shown = items.slice(from, to).map((item) => (item.length > room ? cutItem(item, room) : item));
  const list = renderBlock({ kind: "list", ordered, items: shown, first: first + from });
  return [...(from > 0 ? [GAP] : []), list].join("\n\n");
}

/** A long item up to where the room ends, code in it whole or left out. */
function cutItem(item: string, room: number): string {
  const blocks = readBlocks(item);
  const sizes = withBreaks(blocks.map(renderBlock));
  const { to } = windowAround(sizes, 0, room);
  return blocks
    .slice(0, to)
    .map((block) => (renderBlock(block).length > room ? cut(block, 0, room) : renderBlock(block)))
    .join("\n");
}

function cutTable({ rows }: Table, at: number, room: number): string {
  const sizes = rows.map((cells) => cells.join(" | ").length + 2 * BREAK);
  const head = sizes.slice(0, HEAD_ROWS).reduce((sum, size) => sum + 2 * size, 0);
  const { from, to } = windowAround(sizes.slice(HEAD_ROWS), at, room - head);
  return renderBlock({ kind: "table", rows: [...rows.slice(0, HEAD_ROWS), ...rows.slice(from + 1, to + 1)] });
}

function cutLines(text: string, room: number): string {
  const lines = text.split("\n");
  const { to } = windowAround(withBreaks(lines), 0, room);
  return [...lines.slice(0, to).map((line) => line.slice(0, room)), GAP].join("\n");
}

function cutWords(text: string, room: number): string {
  return `${text.slice(0, room).replace(/\s+\S*$/, "")}${text.startsWith("**") ? "**" : ""} ${GAP}`;
}

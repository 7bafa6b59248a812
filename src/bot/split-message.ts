import { closesFence, type Fence, readFenceLine } from "../text/fences.ts";

/**
 * Whether a message that shows this Markdown is one that the platform takes. What fits must still fit when it is cut
 * short.
 */
export type Fits = (markdown: string) => boolean;

/**
 * One message's share of a long Markdown text.
 *
 * - `text`: what it shows; a fence or table that began earlier is opened again at its top.
 * - `closing`: what must follow before anything else is written below it: the end of a fence that is still open.
 * - `end`: how far into the whole text it reaches.
 * - `open`: what the next part has to open again.
 */
export interface MessagePart {
  readonly text: string;
  readonly closing: string;
  readonly end: number;
  readonly open: Open;
}

/** The block that a position stands in. `header`: the two rows on top of a table, line ends included. */
interface Open {
  readonly fence?: Fence;
  readonly header?: string;
}

/** A place where a text may be cut; a higher `rank` is a better one. */
interface Cut {
  readonly at: number;
  readonly rank: number;
}

/** How good a place is: between blocks, between lines, between lines of code or rows of a table. */
const BLOCK = 3;
const LINE = 2;
const ROW = 1;

/** Longer first lines of a fence are nobody's; opened again they would fill the message. */
const LONGEST_OPENER = 300;
/** The beginning of a line that may become the end of a fence. */
const UNDECIDED = /^[ \t>]{0,20}[`~]{0,20}[ \t]{0,20}\r?$/;
const HEADING = /^ {0,3}#{1,6}\s/;
const TABLE_ROW = /^[ \t]*\|/;
const TABLE_RULE = /^[ \t]*\|[ \t:|-]*-[ \t:|-]*\s*$/;

/**
 * What is never cut where it can be helped: fence lines, escapes, code, bold words, links, `[n]`, `<...>`; also one
 * whose
 * end is not in sight (`(?![\s\S])` is the very end). Lengths are bounded so that the search stays linear.
 */
const WHOLE = new RegExp(
  [
    /^[^\n]{0,20}(?:```|~~~)[^\n]{0,300}$/,
    /\\./,
    /(?<!`)(`{1,2})(?!`)[^\n]{1,300}?(?:(?<!`)\1(?!`)|(?![\s\S]))/,
    /\*\*[^*\n]{1,200}(?:\*\*?|(?![\s\S]))/,
    /!?\[(?:[^[\]\n]|\n(?!\s*\n)){1,300}\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\)|\s+"[^"\n]{0,200}"\)|(?![\s\S]))/,
    /!?\[[^[\]\n]{0,300}(?:\](?:\[[^[\]\n]{0,100}\])?|(?![\s\S]))/,
    /<[^<>\s][^<>\n]{0,300}(?:>|(?![\s\S]))/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);
const SENTENCE_END = /(?<=[^\s\d])[.!?…]["'”’)\]*_]{0,4}\s+|[。！？；…]["'”’）」』]{0,2}/g;
const SPACE = /\s+/g;
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many UTF-16 units back the start of a user-perceived character is looked for. */
const GRAPHEME_REACH = 64;

/** The first guess of how much fits, in UTF-16 units. */
const FIRST_PROBE = 512;

/**
 * Splits Markdown into messages, in time linear in its length. Fences are closed at a cut and opened again with
 * their info string, the header of a table is repeated; it cuts between blocks rather than lines, lines rather than
 * sentences, sentences rather than words. What a part shows depends on nothing behind the first character that no
 * longer fits, so a full part stays as it is while the text grows. No part is empty.
 *
 * With `after`, a part of an earlier, shorter state of the same text, only what follows it is split; with `most`, no
 * more than so many parts are made.
 *
 * @example
 * const messages = splitMarkdown(answer, (text) => text.length <= 2000).map(({ text }) => text);
 */
export function splitMarkdown(
  text: string,
  fits: Fits,
  after?: MessagePart,
  most = Number.POSITIVE_INFINITY,
): MessagePart[] {
  const parts: MessagePart[] = [];
  for (let part = nextPart(text, fits, after); part && parts.length < most; part = nextPart(text, fits, part))
    if (VISIBLE.test(part.text)) parts.push(part);
  return parts;
}

function nextPart(text: string, fits: Fits, before?: MessagePart): MessagePart | undefined {
  const { start, open } = skipBlank(text, before);
  if (start === text.length) return undefined;
  const opening = openingAt(text, start, open, fits);
  const partTo = (end: number) => makePart(text, start, end, open, opening);
  const enough = (end: number) => fits(shown(partTo(end)));

  let reach = reachOf(text, start, (end) => enough(decidedEnd(text, start, end)));
  for (;;) {
    const cut = reach === text.length ? reach : bestCut(text, start, reach, open);
    if (enough(cut) || cut <= start + 2) return partTo(cut);
    reach = cut - 1;
  }
}

/**
 * The growing text without an end that may still turn into something else: a line that may become the end of a fence,
 * half of a surrogate pair. What is split of the rest stays as it is.
 */
export function settled(text: string): string {
  const end = text.length - (isHighSurrogate(text, text.length - 1) ? 1 : 0);
  return text.slice(0, decidedEnd(text, 0, end));
}

/** An end of a fence costs nothing where the part would be closed anyway: `end`, or the start of such a line. */
function decidedEnd(text: string, start: number, end: number): number {
  const line = text.lastIndexOf("\n", end - 1) + 1;
  return line > start && UNDECIDED.test(text.slice(line, end)) ? line : end;
}

/** A part as a message shows it once nothing more is added to it. */
export function shown(part: MessagePart): string {
  return part.text + part.closing;
}

/** Where visible text goes on. A fence's own end, where the part before was closed already, is passed over. */
function skipBlank(text: string, before?: MessagePart): { start: number; open: Open } {
  let start = before?.end ?? 0;
  let open = before?.open ?? {};
  const line = lineAt(text, start);
  if (open.fence && startsLine(text, start) && closesFence(open.fence, line)) {
    start += line.length;
    open = {};
  }
  if (!VISIBLE.test(text.slice(start, start + FIRST_PROBE)) && !VISIBLE.test(text.slice(start)))
    return { start: text.length, open };
  if (!open.fence) start += /^(?:[ \t]*\r?\n)*/.exec(text.slice(start))?.[0].length ?? 0;
  return { start, open };
}

/** What opens the block again in which the part begins; less of it where it would take half of the message. */
function openingAt(text: string, start: number, open: Open, fits: Fits): string {
  if (open.fence) {
    const { prefix, marks, info } = open.fence;
    const full = `${prefix}${marks}${info}\n`;
    return fits(full + full) ? full : `${prefix}${marks}\n`;
  }
  const header = open.header ?? "";
  const continues = startsLine(text, start) && TABLE_ROW.test(lineAt(text, start));
  return continues && fits(header + header) ? header : "";
}

function makePart(text: string, start: number, end: number, opened: Open, opening: string): MessagePart {
  const open = openAt(text, start, end, opened);
  const body = text.slice(start, end);
  if (!open.fence) return { text: opening + body.trimEnd(), closing: "", end, open };
  const closing = `${body.endsWith("\n") ? "" : "\n"}${open.fence.prefix}${open.fence.marks}`;
  return { text: opening + body, closing, end, open };
}

/**
 * The farthest end that is enough for one message: found by doubling, then halving, so that its cost follows the
 * part's size.
 */
function reachOf(text: string, start: number, enough: (end: number) => boolean): number {
  let least = Math.min(start + (isHighSurrogate(text, start) ? 2 : 1), text.length);
  let most = Math.min(start + FIRST_PROBE, text.length);
  while (enough(most)) {
    if (most === text.length) return most;
    least = most;
    most = Math.min(start + 2 * (most - start), text.length);
  }
  while (most - least > 1) {
    const middle = (least + most) >> 1;
    if (enough(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/** The best place to cut, at most at `reach`. Looks no further than the character behind it. */
function bestCut(text: string, start: number, reach: number, open: Open): number {
  const window = text.slice(0, reach + (isHighSurrogate(text, reach) ? 2 : 1));
  const inWhole = wholesIn(window, start);
  const half = start + (reach - start) / 2;
  const lines = lineCuts(window, start, reach, open).filter(({ at }) => !inWhole(at));
  const lastAfter = (pattern: RegExp) =>
    [...window.slice(start, reach).matchAll(pattern)]
      .map((match) => start + match.index + match[0].length)
      .findLast((at) => at > half && !inWhole(at));
  return (
    best(lines.filter(({ at }) => at > half)) ??
    lastAfter(SENTENCE_END) ??
    lastAfter(SPACE) ??
    best(lines) ??
    graphemeStart(window, start, inWhole(reach)?.from ?? reach)
  );
}

function best(cuts: readonly Cut[]): number | undefined {
  return cuts.toSorted((one, other) => other.rank - one.rank || other.at - one.at)[0]?.at;
}

/** Finds what is better left whole around a position, if anything: only what begins behind the part's start. */
function wholesIn(window: string, start: number): (at: number) => { from: number; to: number } | undefined {
  const wholes = [...window.slice(start).matchAll(WHOLE)]
    .map((match) => ({ from: start + match.index, to: start + match.index + match[0].length }))
    .filter(({ from }) => from > start);
  return (at) => {
    let [least, most] = [0, wholes.length];
    while (least < most) {
      const middle = (least + most) >> 1;
      if ((wholes[middle]?.to ?? 0) > at) most = middle;
      else least = middle + 1;
    }
    const found = wholes[least];
    return found && found.from < at ? found : undefined;
  };
}

/** Every line end up to `reach` that is fit for a cut. */
function lineCuts(window: string, start: number, reach: number, opened: Open): Cut[] {
  const cuts: Cut[] = [];
  let open = opened;
  let before = "";
  let heading = false;
  for (let at = start; at < reach; ) {
    const line = lineAt(window, at);
    const opens = !open.fence;
    open = openAfter(open, line, before);
    at += line.length;
    if (line.trim()) heading = !open.fence && HEADING.test(line);
    if (at > reach || heading || !line.endsWith("\n")) continue;
    const rank = rankBetween(line, lineAt(window, at), open, opens);
    if (rank > 0) cuts.push({ at, rank });
    before = line;
  }
  return cuts;
}

/**
 * How good a cut between two lines is, 0 where it would leave a fence or a table empty. `opens`: no fence was open
 * before them.
 */
function rankBetween(before: string, after: string, open: Open, opens: boolean): number {
  if (open.fence) return opens || closesFence(open.fence, after) ? 0 : ROW;
  if (TABLE_ROW.test(before) && !open.header) return 0;
  if (open.header && TABLE_ROW.test(after)) return TABLE_RULE.test(before) ? 0 : ROW;
  return !before.trim() || !after.trim() || HEADING.test(after) ? BLOCK : LINE;
}

/** What is open at `end`, given what was open at `start`. */
function openAt(text: string, start: number, end: number, opened: Open): Open {
  let open = opened;
  let before = "";
  let at = start;
  // The rest of a line that was cut tells nothing about its block.
  if (!startsLine(text, start)) at += lineAt(text, start).length;
  while (at < end) {
    const line = lineAt(text, at).slice(0, end - at);
    open = openAfter(open, line, before);
    before = line;
    at += line.length;
  }
  return open;
}

function openAfter(open: Open, line: string, before: string): Open {
  const read = readFenceLine(open.fence, line);
  if (read.kind === "close") return {};
  if (read.kind === "code" || (read.kind === "open" && line.length <= LONGEST_OPENER)) return { fence: read.fence };
  if (!TABLE_ROW.test(line)) return {};
  if (open.header) return open;
  return TABLE_RULE.test(line) && TABLE_ROW.test(before) ? { header: before + line } : {};
}

/** The line that begins at `at`, its end included. */
function lineAt(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(at, end < 0 ? text.length : end + 1);
}

function startsLine(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n";
}

/** The start of the user-perceived character at `at`; `at` itself where that would leave nothing. */
function graphemeStart(window: string, start: number, at: number): number {
  const from = Math.max(start, at - GRAPHEME_REACH);
  const index = graphemes.segment(window.slice(from)).containing(at - from)?.index ?? 0;
  if (index > 0) return from + index;
  return at - 1 > start && isHighSurrogate(window, at - 1) ? at - 1 : at;
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

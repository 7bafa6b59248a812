import type { Fence } from "../../text/fences.ts";
import { asCode } from "../extract/blocks.ts";
import { type BracketMatch, findBracketEnd, findTargetEnd, MISSING, OPEN } from "./brackets.ts";
import { type Links, REMOVED, trimUrl } from "./links.ts";
import { continueFence, openFence } from "./stream-fences.ts";

/**
 * The smallest part of an answer that is decided as a whole. `text` is safe Markdown.
 *
 * - `word`: text other than space; `space` within a line; `break`: the end of a line.
 * - `cite`: the numbers in a `[n]`; it has no text of its own yet.
 * - `code`: inline code; `code` is what stands between the backticks.
 * - `fence`: one line of a code block with its line break; `part` says which.
 */
export type Piece =
  | { readonly kind: "word" | "space" | "break"; readonly text: string }
  | { readonly kind: "cite"; readonly numbers: readonly number[] }
  | { readonly kind: "code"; readonly text: string; readonly code: string }
  | { readonly kind: "fence"; readonly text: string; readonly part: "open" | "line" | "close" };

/** Reads Markdown that arrives in parts of any size into pieces that do not depend on where it was parted. */
export interface Scanner {
  write(text: string): Piece[];
  end(): Piece[];
}

/**
 * What was read from the start of the text: how much of it, and what it became. Undefined: it takes more text to
 * decide.
 */
interface ScanStep {
  readonly length: number;
  readonly pieces: readonly Piece[];
}

interface ScanState {
  readonly links: Links;
  readonly nested: boolean;
  /** No more text will come. */
  ended: boolean;
  /** At the first character of a line, where a code block may begin. */
  lineStart: boolean;
  /** Nothing but space and list or quote marks stood on this line so far. */
  lineLead: boolean;
  fence?: Fence;
}

/** What a piece may hold back before it is taken for plain text. */
const MAX_BRACKET = 400;
const MAX_CODE = 1000;
const MAX_TAG = 300;
const MAX_WORD = 2000;

/** Characters that hide what a text says or change its direction. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;
const CITATION = /^\s*\^?\d{1,3}(?:\s*(?:[,;–-]|and)\s*\^?\d{1,3})*\s*$/;
const WIDE_CITATION = /^【\s*(\d{1,3})[^】\n]{0,60}】/;
/** Ends a word; written without spaces, each letter is one. */
const WORD =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\\`[\]<>!&【*~|(){}"'“”„«»，。、；：！？（）…\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+)/u;
const SCHEME = /(?:[a-z][a-z0-9+.-]{0,20}:\/\/|www\.)/i;
const URL_RUN = /^[^\s<>`"“”「」[\]\\]+/;
const MASS_MENTION = /@(?:everyone|here|channel)/i;
const LINE_LEAD = /^(?:[-*+>]|\d{1,9}[.)])$/;

/** A scanner that lets through links to `links` alone. `nested`: other text follows its own without a space. */
export function createScanner(links: Links, nested = false): Scanner {
  const state: ScanState = { links, nested, ended: false, lineStart: !nested, lineLead: !nested };
  let buffer = "";
  const drain = (): Piece[] => {
    const pieces: Piece[] = [];
    while (buffer) {
      const step = next(buffer, state);
      if (!step) break;
      pieces.push(...step.pieces);
      buffer = buffer.slice(step.length);
    }
    return pieces;
  };
  return {
    write(text) {
      buffer += text.replace(INVISIBLE, "");
      return drain();
    },
    end() {
      state.ended = true;
      const pieces = drain();
      if (state.fence)
        pieces.push({ kind: "fence", text: `\n${state.fence.prefix}${state.fence.marks}`, part: "close" });
      return pieces;
    },
  };
}

/** The text of a link, which is there as a whole. */
function scanLabel(text: string, links: Links): Piece[] {
  const scanner = createScanner(links, true);
  return [...scanner.write(text.replace(/\s+/g, " ")), ...scanner.end()];
}

function next(buffer: string, state: ScanState): ScanStep | undefined {
  if (state.fence) return insideFence(buffer, state, state.fence);
  if (state.lineStart) {
    const opening = openFence(buffer, state.ended);
    if (opening === "undecided") return undefined;
    state.lineStart = false;
    state.lineLead = true;
    if (opening) {
      state.fence = opening.fence;
      return { length: opening.length, pieces: [{ kind: "fence", text: opening.text, part: "open" }] };
    }
  }
  return inline(buffer, state);
}

function insideFence(buffer: string, state: ScanState, fence: Fence): ScanStep | undefined {
  const line = continueFence(buffer, fence, state.ended);
  if (!line) return undefined;
  if (line.closes) {
    state.fence = undefined;
    state.lineStart = true;
  }
  return { length: line.length, pieces: [{ kind: "fence", text: line.text, part: line.closes ? "close" : "line" }] };
}

function inline(buffer: string, state: ScanState): ScanStep | undefined {
  const lead = state.lineLead;
  const step = inlineStep(buffer, state);
  const [piece] = step?.pieces ?? [];
  if (piece?.kind === "word") state.lineLead = lead && LINE_LEAD.test(piece.text);
  else if (piece && piece.kind !== "space") state.lineLead = false;
  return step;
}

function inlineStep(buffer: string, state: ScanState): ScanStep | undefined {
  switch (buffer[0]) {
    case "\n":
      state.lineStart = true;
      return { length: 1, pieces: [{ kind: "break", text: "\n" }] };
    case " ":
    case "\t":
      return { length: 1, pieces: [{ kind: "space", text: buffer.slice(0, 1) }] };
    case "\\":
      return escaped(buffer, state);
    case "`":
      return inlineCode(buffer, state);
    case "[":
      return bracket(buffer, state);
    case "!":
      return bang(buffer, state);
    case "<":
      return angle(buffer, state);
    case "&":
      return entity(buffer, state);
    case "【":
      return wideCitation(buffer, state);
    default:
      return word(buffer, state);
  }
}

function plain(text: string, length = text.length): ScanStep {
  return { length, pieces: [{ kind: "word", text }] };
}

function escaped(buffer: string, { ended }: ScanState): ScanStep | undefined {
  const [, second] = buffer;
  if (second === undefined) return ended ? plain("\\\\", 1) : undefined;
  return /[!-/:-@[-`{-~]/.test(second) ? plain(`\\${second}`) : plain("\\\\", 1);
}

function inlineCode(buffer: string, { ended, links }: ScanState): ScanStep | undefined {
  const ticks = /^`+/.exec(buffer)?.[0] ?? "";
  if (ticks.length === buffer.length && !ended) return undefined;
  const end = new RegExp(`(?<!\`)\`{${ticks.length}}(?!\`)`);
  const rest = buffer.slice(ticks.length, ticks.length + MAX_CODE);
  const close = end.exec(rest);
  const isOver = ended || rest.length >= MAX_CODE || /\n\s*\n/.test(rest);
  const isWhole = close && (ended || close.index + ticks.length < Math.min(rest.length, MAX_CODE));
  if (!isWhole && !isOver) return undefined;
  const content = isWhole ? rest.slice(0, close.index) : "";
  if (!content.trim() || /\n\s*\n/.test(content)) return plain("\\`".repeat(ticks.length), ticks.length);
  const code = links.withoutUnknown(content.replace(/\s+/g, " ").trim());
  return { length: content.length + 2 * ticks.length, pieces: [{ kind: "code", text: asCode(code), code }] };
}

/** A citation, a link, or a bracket that means nothing. */
function bracket(buffer: string, state: ScanState): ScanStep | undefined {
  const close = decide(findBracketEnd(buffer, MAX_BRACKET), buffer.length < MAX_BRACKET && !state.ended);
  if (close === OPEN) return undefined;
  if (close === MISSING) return plain("\\[", 1);
  const after = buffer[close + 1];
  if (after === undefined && !state.ended) return undefined;
  const inner = buffer.slice(1, close);
  if (CITATION.test(inner)) return citation(buffer, inner, close, state);
  if (after === "(") return link(buffer, close, state, false);
  return plain(after === ":" && state.lineLead ? "\\[" : "[", 1);
}

/** An end that is not there may still come, or will not. */
function decide(found: BracketMatch, mayCome: boolean): BracketMatch {
  return found === OPEN && !mayCome ? MISSING : found;
}

/** Whatever the model hangs on a citation goes: a link's target, or the line of a list of sources. */
function citation(buffer: string, inner: string, close: number, state: ScanState): ScanStep | undefined {
  const pieces: Piece[] = [{ kind: "cite", numbers: numbersIn(inner) }];
  if (buffer[close + 1] === "(") {
    const end = decide(findTargetEnd(buffer, close + 1, MAX_WORD), buffer.length <= close + MAX_WORD && !state.ended);
    if (end === OPEN) return undefined;
    return { length: end === MISSING ? close + 1 : end + 1, pieces };
  }
  if (buffer[close + 1] !== ":" || !state.lineLead) return { length: close + 1, pieces };
  const line = buffer.slice(0, MAX_WORD).indexOf("\n");
  if (line < 0 && !state.ended && buffer.length < MAX_WORD) return undefined;
  return { length: line < 0 ? Math.min(buffer.length, MAX_WORD) : line, pieces: [] };
}

/** `[1, 3]` and `[1-3]`: a range of more than ten is no citation of anybody's. */
function numbersIn(inner: string): number[] {
  return inner.split(/[,;]|and/).flatMap((part) => {
    const [from = 0, to = from] = (part.match(/\d+/g) ?? []).map(Number);
    return from > to || to - from > 10 ? [from, to] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

/** Keeps a link that the docs have; of any other, and of an image, the text stays. */
function link(buffer: string, close: number, { ended, links }: ScanState, isImage: boolean): ScanStep | undefined {
  const end = decide(findTargetEnd(buffer, close + 1, MAX_WORD), buffer.length <= close + MAX_WORD && !ended);
  if (end === OPEN) return undefined;
  const open = isImage ? 2 : 1;
  if (end === MISSING) return isImage ? plain("\\!\\[", 2) : plain("\\[", 1);
  const inside = scanLabel(buffer.slice(open, close), links);
  const target =
    buffer
      .slice(close + 2, end)
      .trim()
      .split(/\s/)[0]
      ?.replace(/^<|>$/g, "") ?? "";
  if (isImage || !links.isKnown(target)) return { length: end + 1, pieces: inside };
  const label = inside.map((piece) => (piece.kind === "cite" ? "" : piece.text)).join("");
  return plain(`[${label}](${target})`, end + 1);
}

function bang(buffer: string, state: ScanState): ScanStep | undefined {
  if (buffer.length < 2 && !state.ended) return undefined;
  if (buffer[1] !== "[") return plain("!");
  const close = decide(findBracketEnd(buffer.slice(1), MAX_BRACKET), buffer.length <= MAX_BRACKET && !state.ended);
  if (close === OPEN) return undefined;
  if (close === MISSING) return plain("\\!\\[", 2);
  const after = buffer[close + 2];
  if (after === undefined && !state.ended) return undefined;
  return after === "(" ? link(buffer, close + 1, state, true) : plain("\\!", 1);
}

/** A tag becomes code, which nothing interprets; a line break in HTML becomes a space. */
function angle(buffer: string, { ended, links }: ScanState): ScanStep | undefined {
  if (buffer.length < 2 && !ended) return undefined;
  if (!/^<[a-z/!?@#:&]/i.test(buffer)) return plain("<");
  const close = buffer.slice(0, MAX_TAG).indexOf(">");
  if (close < 0 && !ended && buffer.length < MAX_TAG) return undefined;
  const content = buffer.slice(1, close);
  if (close < 0 || /\n\s*\n/.test(content)) return plain("\\<", 1);
  const length = close + 1;
  if (/^br\s*\/?$/i.test(content)) return { length, pieces: [{ kind: "space", text: " " }] };
  if (SCHEME.test(content) && !/\s/.test(content))
    return plain(links.isKnown(content) ? `<${content}>` : REMOVED, length);
  const code = links.withoutUnknown(buffer.slice(0, length).replace(/\s+/g, " "));
  return { length, pieces: [{ kind: "code", text: asCode(code), code: "" }] };
}

/** A letter that is written as an entity could spell an address past the check. */
function entity(buffer: string, { ended }: ScanState): ScanStep | undefined {
  const run = /^&#?\w{0,32};?/.exec(buffer)?.[0] ?? "&";
  if (run.length === buffer.length && !run.endsWith(";") && !ended) return undefined;
  if (!run.endsWith(";") || /^&(?:amp|lt|gt|quot|nbsp);$/.test(run)) return plain(run);
  return plain(`\\${run}`, run.length);
}

/** Some models write their marks like this: 【1†source】. */
function wideCitation(buffer: string, { ended }: ScanState): ScanStep | undefined {
  const match = WIDE_CITATION.exec(buffer);
  if (match) return { length: match[0].length, pieces: [{ kind: "cite", numbers: [Number(match[1])] }] };
  return ended || buffer.length > 70 || /[】\n]/.test(buffer) ? plain("【") : undefined;
}

function word(buffer: string, state: ScanState): ScanStep | undefined {
  const { ended, links } = state;
  const run = WORD.exec(buffer.slice(0, MAX_WORD))?.[0] ?? buffer.slice(0, 1);
  const isWhole = ended || run.length < buffer.length;
  if (!isWhole && WORD.test(run)) return undefined;
  const scheme = SCHEME.exec(run)?.index;
  if (scheme === 0) return address(buffer, state);
  const text = scheme === undefined ? run : run.slice(0, scheme);
  if (MASS_MENTION.test(text) || links.isStrangeDomain(text))
    return { length: text.length, pieces: [{ kind: "code", text: asCode(text), code: "" }] };
  return plain(text);
}

function address(buffer: string, { ended, nested, links }: ScanState): ScanStep | undefined {
  const run = URL_RUN.exec(buffer.slice(0, MAX_WORD))?.[0] ?? "";
  if (run.length === buffer.length && !ended) return undefined;
  const url = trimUrl(run);
  if (!links.isKnown(url)) return plain(REMOVED, url.length || run.length);
  // Apps that find addresses by themselves would take what follows without a space for a part of it.
  const rest = buffer.slice(url.length);
  const standsFree = /^[.,!?)]?\s/.test(rest) || (!nested && /^[.,!?)]?$/.test(rest));
  return plain(standsFree ? url : `<${url}>`, url.length);
}

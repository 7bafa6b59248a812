import { localeOf, phrasesOf } from "../../text/language.ts";
import { LOCALES } from "../../text/locales/index.ts";
import type { Locale } from "../../text/locales/locale.ts";
import type { AnswerBlock } from "./blocks.ts";
import type { Candidate } from "./score.ts";

/** How sentences go on from one before them, by language. */
const CONTINUATIONS = new Map(LOCALES.map((locale) => [locale, continuationsOf(locale)]));
/** Says what a page is about, and nothing of what it says. */
const DESCRIPTION =
  /^(?:(?:in )?(?:this|the|our|that) (?:[\w-]+ ){0,3}(?:page|guide|section|document|article|tutorial|chapter|topic|post|reference|overview|recipe|lesson|course|example)s?\b|(?:learn|discover|find out|read about)\b|(?:an? )?(?:introduction to|overview of|guide to|collection of)\b)/i;
/** Points at what stood before it. */
const POINTS_BACK =
  /\b(?:the|this|these) (?:above|previous|preceding)\b|\b(?:shown|described|mentioned|listed|seen) above\b|\b(?:code|example|snippet|table|list|section|command)s? above\b/i;
/** Points at what stands elsewhere. */
const POINTS =
  /^below\b|\bbelow (?:is|are)\b|\b(?:instructions?|steps?|examples?|table|list|sections?|commands?|code|snippets?|options?|guides?|links?) (?:\w+ )?(?:below|above)\b|\b(?:below|above) (?:instructions?|steps?|examples?|table|list|sections?|commands?|code|snippets?|options?)\b|\bfollowing\b|\bas follows\b|\b(?:see|shown|listed|described|explained|given) (?:below|above|here)\b|[:：]["'”’)*`]*$/i;
/** An item with a list, a table or code in it. */
const HOLDS_MORE = /\n\s*(?:[-*+] |\d+[.)] |\||`{3})/;
/** A name with its type at the most. */
const BARE_PARAMETER = /^[`"']?[\w.$<>[\]\\-]+[`"']?(?:\s*\([^()]*(?:\([^()]*\))?[^()]*\))?\s*[:：–—-]?$/;
/** Begins or ends within a sentence. */
const BROKEN = /^[,;.)\]}]|[,;(]$|\b(?:the|a|an|of|to|and|or|with|for|in|is|are)$/i;
const SENTENCE_END = /[.!?:。！？：।؟…]["'”’»)*`\]]*$/;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** A longer line in bold without the end of a sentence in it is no lead but a wall. */
const LONGEST = 300;
/** A lead has more words than a heading's scrap. */
const LEAST_WORDS = 4;

/** Whether a text may be set in bold as the answer. `blocks`: those of its section. */
export function canLead({ text, block, blockAt, isEcho }: Candidate, blocks: readonly AnswerBlock[]): boolean {
  const [first = ""] = text.split("\n");
  if (isEcho || goesOn(first) || DESCRIPTION.test(first) || POINTS_BACK.test(first)) return false;
  if (text.endsWith("?") || (first.length > LONGEST && !/[.!?。！？] /.test(first))) return false;
  if (isFragment(first, block) || (block.kind === "list" && block.isMenu)) return false;
  return !POINTS.test(first) || HOLDS_MORE.test(text) || isShownNext(block, blocks.slice(blockAt + 1));
}

/**
 * A sentence that cannot lead because it goes on from the one before it, as one piece with that; undefined where that
 * cannot lead either.
 */
export function withSentenceBefore(
  candidate: Candidate,
  before: Candidate | undefined,
  blocks: readonly AnswerBlock[],
): Candidate | undefined {
  const { block, at, text, isEcho } = candidate;
  if (block.kind !== "prose" || before?.block !== block || !goesOn(text)) return undefined;
  const joined = `${before.text} ${text}`;
  const sentences = block.sentences.toSpliced(at - 1, 2, joined);
  const both = {
    ...candidate,
    block: { ...block, sentences },
    at: at - 1,
    text: joined,
    isEcho: isEcho && before.isEcho,
  };
  return canLead(both, blocks) ? both : undefined;
}

/** Whether a sentence goes on from one that is not there, in its own language. */
function goesOn(text: string): boolean {
  return CONTINUATIONS.get(localeOf(text))?.test(text) ?? false;
}

/** Words are told from longer ones that begin like them, where words are parted. */
function continuationsOf({ continuations = "", unspacedStopwords }: Locale): RegExp | undefined {
  const phrases = phrasesOf(continuations);
  if (phrases.length === 0) return undefined;
  return new RegExp(`^\\P{L}{0,2}(?:${phrases.join("|")})${unspacedStopwords ? "" : "(?![\\p{L}\\p{M}])"}`, "iu");
}

function isFragment(text: string, block: AnswerBlock): boolean {
  if (BARE_PARAMETER.test(text) || BROKEN.test(text)) return true;
  if (block.kind === "table" || UNSPACED.test(text)) return false;
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.length < LEAST_WORDS || (block.kind === "prose" && !SENTENCE_END.test(text));
}

/** Whether what a paragraph points at stands right behind it, or behind a label such as the name of a file. */
function isShownNext(block: AnswerBlock, [next, beyond]: readonly AnswerBlock[]): boolean {
  const shown = next && isName(next) ? beyond : next;
  return block.kind === "prose" && shown !== undefined && shown.kind !== "prose" && shown.kind !== "label";
}

function isName(block: AnswerBlock): boolean {
  if (block.kind === "label") return true;
  return block.kind === "prose" && block.sentences.length === 1 && /^\S+[:：]$/.test(block.sentences[0] ?? "");
}

import { phrasesOf } from "../../text/language.ts";
import { LOCALES } from "../../text/locales/index.ts";
import { NOT_IN_DOCS } from "../prompts.ts";

/** What may stand around the first word: quotes, emphasis, space. */
const WRAPPING = /^[\s`"'*_#>.[\]<-]+/;

/** How models begin to say that the docs do not answer, in all languages. */
const BEGINNINGS = LOCALES.flatMap(({ modelRefusal }) => phrasesOf(modelRefusal?.begins ?? ""));
/** Says that something is not told, in the first sentence. */
const DECLINES = LOCALES.flatMap(({ modelRefusal }) => modelRefusal?.declines ?? []);
/** A citation says that something is answered after all. */
const CITATION = /\[\^?\d{1,3}\]|\[\d{1,3}\s*[,;–-]|【\d/;
const SENTENCE_END = /[.!?。！？](?=\s|$|[\p{Script=Han}\p{Script=Hiragana}])/u;
/** Without a full stop so far, no sentence is waited for any longer. */
const MAX_SENTENCE = 300;

/** What the beginning of a draft says of it: that it answers, that it refuses, or nothing yet. */
export type RefusalVerdict = "answers" | "refuses" | "open";

/**
 * Whether a draft refuses: by the word that the rules ask for, however it is wrapped and spelled, or by saying in
 * words that
 * the docs do not tell and then citing nothing. `ended`: no more text will come.
 */
export function detectRefusal(draft: string, ended: boolean): RefusalVerdict {
  const said = draft.replace(WRAPPING, "");
  const marker = markerVerdict(said, ended);
  if (marker !== "answers") return marker;
  return wordsVerdict(said, ended);
}

function markerVerdict(said: string, ended: boolean): RefusalVerdict {
  if (said.startsWith(NOT_IN_DOCS)) return "refuses";
  const spelled = said.slice(0, NOT_IN_DOCS.length).toUpperCase().replace(/[\s-]/g, "_");
  if (spelled === NOT_IN_DOCS) {
    const rest = said.slice(NOT_IN_DOCS.length);
    if (rest === "" && !ended) return "open";
    return /^\W*$/.test(rest.split("\n")[0] ?? "") ? (ended || rest.includes("\n") ? "refuses" : "open") : "answers";
  }
  return !ended && NOT_IN_DOCS.startsWith(spelled) ? "open" : "answers";
}

function wordsVerdict(said: string, ended: boolean): RefusalVerdict {
  const lower = said.toLowerCase().replaceAll("’", "'");
  const begins = BEGINNINGS.some((beginning) => lower.startsWith(beginning));
  if (!begins) return !ended && BEGINNINGS.some((beginning) => beginning.startsWith(lower)) ? "open" : "answers";
  if (CITATION.test(said)) return "answers";
  const end = SENTENCE_END.exec(lower)?.index ?? (ended || lower.length > MAX_SENTENCE ? lower.length : -1);
  if (end < 0) return "open";
  if (!DECLINES.some((pattern) => pattern.test(lower.slice(0, end)))) return "answers";
  return ended ? "refuses" : "open";
}

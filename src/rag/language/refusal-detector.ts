import { NOT_IN_DOCS } from "../prompts.ts";

/** What may stand around the first word: quotes, emphasis, space. */
const WRAPPING = /^[\s`"'*_#>.[\]<-]+/;

/** How models begin to say that the docs do not answer, in the languages that small talk is understood in. */
const BEGINNINGS =
  "sorry|i'm sorry|i am sorry|i apologize|unfortunately|the docs|the documentation|the provided|the passages|the given|the available|the context|the sources|based on the|according to the|there is no|there's no|i cannot|i can't|i could not|i couldn't|i don't|i do not|i was unable|none of the|no information|leider|die dokumentation|in der dokumentation|die passagen|die angegebenen|es gibt keine|dazu|darüber|désolé|malheureusement|la documentation|les passages|il n'y a|lo siento|lamentablemente|la documentación|no hay|desculpe|infelizmente|a documentação|não há|mi dispiace|purtroppo|la documentazione|non ci sono|抱歉|很抱歉|对不起|文档|根据|申し訳|すみません|ドキュメント|к сожалению|документация|в документации".split(
    "|",
  );
/** Says that something is not told, in the first sentence. */
const DECLINES =
  /\b(?:not|no|n't|cannot|none|unable)\b.{0,80}\b(?:mention|contain|cover|answer|say|state|provide|include|specif|inform|describe|address|find|found|discuss|detail|explain|document|available|enough|relevant)|n't.{0,80}\b(?:mention|contain|cover|answer|say|provide|include|specif|describe|address|find|discuss|explain)|\b(?:nicht|kein\w*)\b.{0,80}\b(?:erwähn|enth|beantwort|beschr|behandel|information|angabe|hinweis|find|gesagt|steht|genannt)|\b(?:nicht|kein\w*)\b.{0,20}$|(?:enthält|enthalten|gibt|finde)\b.{0,60}\b(?:keine|nichts)\b|\bne?\b.{0,60}\b(?:pas|aucun\w*)\b|\bno\b.{0,60}\b(?:contiene|menciona|responde|cubre|hay|incluye|encuentr|informaci)|\bnão\b.{0,60}\b(?:cont|mencion|respond|cobr|há|inclu|encontr|inform)|\bnon\b.{0,60}\b(?:cont|menzion|rispond|copr|ci sono|inclu|trov|inform)|没有|未(?:提|包|说|涉)|不包含|ません|ありません|не (?:содерж|упомин|отвеча|опис|найд|говор)|\bнет\b/iu;
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
  if (!DECLINES.test(lower.slice(0, end))) return "answers";
  return ended ? "refuses" : "open";
}

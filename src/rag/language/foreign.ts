import { detectLocale, hasStopwords } from "../../text/language.ts";
import { en } from "../../text/locales/en.ts";
import type { Locale } from "../../text/locales/locale.ts";
import type { Section } from "../retrieve.ts";

/** The language of so many of the best sections is the docs'. */
const SECTIONS = 3;

/**
 * The language of the docs, where a question is asked in another one; undefined where it is the same, or nobody can
 * tell.
 * Docs in which nothing was found are taken to be in English.
 */
export function foreignLocale(question: string, sections: readonly Section[]): Locale | undefined {
  const asked = detectLocale(question);
  if (!asked || !hasStopwords(question)) return undefined;
  const read = sections.slice(0, SECTIONS).map(({ text }) => prose(text));
  const docs = read.length > 0 ? detectLocale(read.join("\n")) : en;
  return docs === asked ? undefined : docs;
}

/** Without code, which is of no language. */
function prose(text: string): string {
  return text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, " ");
}

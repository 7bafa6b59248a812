/**
 * Looks at answers as they are printed and tells whether their lead is one that never may be. It shares no code with
 * what
 * makes the answers, so that neither can hide what the other overlooks.
 */

/** What a lead must not be. */
export type ForbiddenKind = "echo" | "fragment" | "bare parameter" | "description" | "opening" | "points away";

const OPENING = /^(?:now|then|they|this|these|those|that|however)\b/i;
const NAMELESS =
  /^(?:this|the|our|that) (?:[\w-]+ ){0,3}(?:page|guide|section|document|article|tutorial|chapter|topic|post|reference|overview)s? (?:\w+ )?(?:explains?|describes?|shows?|covers?|provides?|contains?|lists?|walks?|introduces?|discusses|documents|gives|outlines?|details|explores?|will|is (?:a|an|about|for|intended))\b|^(?:learn|discover|find out) (?:how|about|what|why|more)\b|^(?:an? )?(?:introduction to|overview of)\b/i;
const POINTS =
  /\b(?:instructions?|steps?|examples?|table|list|sections?|commands?|code|options?|guides?|links?) (?:\w+ )?(?:below|above)\b|\b(?:below|above) (?:instructions?|steps?|examples?|table|list|sections?|commands?|code|options?)\b|\b(?:the |these )?following\b|\bas follows\b|\b(?:see|shown|listed|described|explained|given) (?:below|above|here)\b|[:：]$/i;
const FUNCTION_WORDS = new Set(
  "a an the of to in on at for with by from and or but is are was were be been do does did how what when where why which who can could should would will i you we they it its my your me us our this that these those there not no have has had get if as so than then into about".split(
    " ",
  ),
);

/** The first text in bold of an answer, and what stands behind it; undefined where nothing is set in bold. */
export function leadOf(answer: string): { readonly lead: string; readonly rest: string } | undefined {
  const prose = answer.replace(/^```[\s\S]*?^```/gm, (code) => code.replaceAll("*", " "));
  const found = /\*\*(?=\S)([\s\S]*?\S)\*\*/.exec(prose);
  if (!found?.[1]) return undefined;
  return { lead: found[1].trim(), rest: answer.slice(found.index + found[0].length) };
}

/** The kinds of forbidden lead that an answer has. `descriptions`: what the pages' authors wrote about whole pages. */
export function forbiddenKinds(question: string, answer: string, descriptions: ReadonlySet<string>): ForbiddenKind[] {
  const found = leadOf(answer);
  if (!found) return [];
  const { lead, rest } = found;
  const kinds: ForbiddenKind[] = [];
  if (isEcho(question, lead)) kinds.push("echo");
  if (isBareParameter(lead)) kinds.push("bare parameter");
  else if (isFragment(lead)) kinds.push("fragment");
  if (NAMELESS.test(lead) || descriptions.has(plain(lead))) kinds.push("description");
  if (OPENING.test(lead)) kinds.push("opening");
  if (POINTS.test(lead) && !showsSomething(lead, rest)) kinds.push("points away");
  return kinds;
}

/** A text in small letters without marks, for comparing. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function telling(text: string): string[] {
  return plain(text)
    .split(" ")
    .filter((word) => word && !FUNCTION_WORDS.has(word))
    .map((word) => word.replace(/(?:ing|ed|es|s)$/, ""));
}

/** Nothing is said that was not asked. Very short leads are no echo but an answer: "Yes." */
function isEcho(question: string, lead: string): boolean {
  const asked = new Set(telling(question));
  const said = telling(lead);
  return said.length > 1 && said.every((word) => asked.has(word));
}

/** A name, with its type at the most, and nothing said about it. */
function isBareParameter(lead: string): boolean {
  return /^[`"']?[\w.$<>[\]\\-]+[`"']?(?:\s*\([^()]*(?:\([^()]*\))?[^()]*\))?\s*[:：–-]?$/.test(lead);
}

/** No sentence and no item: begins in the middle, breaks off, or has hardly a word. */
function isFragment(lead: string): boolean {
  const isCut = /[,;(]$|\b(?:the|a|an|of|to|and|or|with|for|in|is|are)$/i.test(lead);
  const beginsInside = /^[,;.)\]}]/.test(lead);
  const words = lead.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isSpaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(lead);
  return isCut || beginsInside || (!isSpaceless && words.length < 3);
}

/** Whether a list, a table, code or steps stand behind a lead, or a list around it goes on. */
function showsSomething(lead: string, rest: string): boolean {
  const next = rest.replace(/^[\s\S]{0,400}?\n/, "\n").slice(0, 1500);
  return (
    /\n\s*(?:[-*+] |\d+[.)] |\||`{3,}|~{3,})/.test(`\n${next}`) || /\n\s*(?:\||`{3,}|- |\d+\. )/.test(`${lead}${rest}`)
  );
}

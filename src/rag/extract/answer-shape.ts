import { en } from "../../text/locales/en.ts";
import type { QuestionType } from "../../text/locales/locale.ts";
import { indexTerms, queryTokens } from "../../text/tokenizer.ts";
import type { Section } from "../retrieve.ts";
import type { AnswerBlock } from "./blocks.ts";
import { isEveryday } from "./query-weights.ts";
import { type Role, roleOf } from "./roles.ts";
import { definedThings } from "./subjects.ts";

// The numbers below that weigh or bound were set by reading answers and are not swept.

/** What a sentence of the kind that is asked for gains: a date for "when". */
const QUESTION_TYPE_BONUS = 0.18;
/** What "X is ..." gains where it is asked what X is. */
const DEFINITION_BONUS = 0.3;
/**
 * What it costs to say nothing but what the question says, as the headline of an error does where its message is
 * pasted.
 */
const ECHO_COST = 0.4;
/** What it costs to stand on a page about what changed, where nobody asks about that. */
const CHANGELOG_COST = 0.25;
/**
 * What it costs to stand in a generated reference, where nothing of it is named: prose on the same subject says more.
 */
const REFERENCE_COST = 0.12;
/** What it gains to stand under a heading that asks the same: "When to use it". */
const SAME_QUESTION_BONUS = 0.15;
/** What a sentence gains that leads to steps or code, where it is asked how something is done. */
const LEADS_TO_STEPS_BONUS = 0.1;
/** What it gains under a name that is asked for: "What are the symptoms?" */
const ASKED_ROLE_BONUS = 0.3;
/** What a sentence gains or loses by what its heading or label says that it is for. */
const ROLE_SCORES: Readonly<Record<Role, number>> = {
  answer: 0.2,
  cause: 0,
  remark: -0.1,
  problem: -0.75,
  aside: -0.35,
};

const SIGNS: Readonly<Record<Exclude<QuestionType, "any">, RegExp>> = {
  when: /\b\d{3,4}\b|\bcentury\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b/,
  count:
    /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half|once|twice)\b/i,
  who: /(?<=\s)\p{Lu}\p{Ll}+/u,
  where: /\b(?:in|at|near|from|to|of) (?:the )?\p{Lu}\p{Ll}+|`[^`]*\/[^`]*`/u,
  why: /\b(?:because|since|so that|in order to|to (?:avoid|prevent|ensure|make sure|reduce|improve|allow|protect|support)|due to|owing to|led to|the reason|prevents?|avoids?|ensures?|otherwise|necessary)\b/i,
  how: /^(?:to \w+|(?:first|then|next|now),? |you can |you need |use |set |run |add |create |install |open |import |pass |call |configure |enable |change |define |export )/i,
  what: /^.{0,60}?\b(?:is|are|was|were|means|refers to|allows?|lets|provides?|specif(?:y|ies)|defines?|describes?|enables?|controls?)\b/i,
};

/** What only points elsewhere. */
const POINTER =
  /^(?:see|read|learn|check out|visit|more|for more|find|explore|refer|(?:we|you may|you might|you can) (?:also )?(?:recommend|want to|suggest)? ?(?:see|read|check|visit|follow|complete|start|find|learn)\w*)\b|\b(?:read|learn) more about\b|\b(?:see|read|check out|follow|complete|visit) (?:our|the|this) [^.]{0,60}\b(?:guide|tutorial|docs|documentation|page|article|section|course)\b/i;

/** Titles of pages about what changed. */
const CHANGELOG_PAGE =
  /\b(?:upgrad\w*|migrat\w*|change ?log|release notes|breaking changes|what['’]s new|version|deprecat\w*|v\d[\d.]*)\b/i;

/** Titles of generated references, and headings that are names of code. */
const REFERENCE_PAGE = /\b(?:API|reference|specification)\b/i;
const REFERENCE_HEADING =
  /^[`"']?(?:--?)?[\w$]+(?:[.:_/-][\w$]+)+(?:\(.*\))?[`"']?$|^[`"']?[\w$]+\(.*\)[`"']?$|^[a-z]+[A-Z]\w*$/;

/** A line of a reference that gives one property: "Type: `string`". */
const LABEL = /^(\p{L}+(?: \p{L}+)?): ?(?:`|\\?<|v?\d)/u;

/** What goes on from a sentence before it, and says little alone. */
const CONTINUATION =
  /^(?:optionally|also|importantly|moreover|furthermore|in addition|therefore|thus|hence|as a result|however|but|or|this|these|you can also|additionally|alternatively|instead|otherwise|for example|in (?:this|the) (?:following )?example|note that|similarly|the following|\w+ (?:it|them|this|these))\b/i;

/**
 * Where a sentence stands, under which label, and what stands behind its block. `coverage`: how much of what is asked
 * it says itself.
 */
interface Placed {
  readonly section: Section;
  readonly label?: string;
  readonly block: AnswerBlock;
  readonly next?: AnswerBlock;
  readonly text: string;
  readonly coverage: number;
}

/** The kind of answer that a question asks for, by its form; of several questions the first counts. */
export function questionTypeOf(question: string): QuestionType {
  const plain = question.trim().replaceAll("’", "'");
  const [first = ""] = /^[^?]{1,200}\?/.exec(plain) ?? [];
  const typeOf = (text: string) => en.questionTypes.find(([pattern]) => pattern.test(text))?.[1];
  return typeOf(first) ?? typeOf(plain) ?? "any";
}

/** What a sentence gains and loses by its form and place, whatever its words. `said`: the terms of the question. */
export function shapeScore(placed: Placed, question: string, said: ReadonlySet<string>): number {
  const { text, section } = placed;
  const kind = questionTypeOf(question);
  const leads = kind === "how" && leadsToSteps(placed) ? LEADS_TO_STEPS_BONUS : 0;
  const bonus = questionTypeBonus(kind, placed, said) + definitionBonus(question, text) + leads;
  const asksSame = section.headings.some((each) => asksTheSame(each, question, said)) ? SAME_QUESTION_BONUS : 0;
  return (
    bonus +
    asksSame +
    roleScore(placed, question) -
    placeCost(section, question, said) -
    (isEcho(text, said) ? ECHO_COST : 0) -
    shapeCost(placed, said)
  );
}

/** What it costs to stand on a page about what changed, or in a generated reference, where nobody asks about that. */
export function placeCost(section: Section, question: string, said: ReadonlySet<string>): number {
  const isNews = !section.name && CHANGELOG_PAGE.test(section.title) && !CHANGELOG_PAGE.test(question);
  return (isNews ? CHANGELOG_COST : 0) + referenceCost(section, said);
}

/** What a sentence is for, by the nearest name above it, and whether that is what is asked. */
function roleScore({ section, label = "" }: Placed, question: string): number {
  const name = roleOf(label) ? label : (section.headings.at(-1) ?? "");
  const role = roleOf(name);
  if (role === undefined) return 0;
  const names = indexTerms(name);
  const isAsked = questionTypeOf(question) === "what" && indexTerms(question).some((term) => names.includes(term));
  return isAsked ? ASKED_ROLE_BONUS : ROLE_SCORES[role];
}

/** Whether code or steps follow, or the text is a step itself. */
function leadsToSteps({ block, next }: Placed): boolean {
  if (block.kind === "list") return block.ordered;
  return next?.kind === "code" || (next?.kind === "list" && next.ordered);
}

/** Whether a heading begins as the question does, or asks how where something is to be done, and has a word of it. */
function asksTheSame(heading: string, question: string, said: ReadonlySet<string>): boolean {
  const [word = ""] = /^(?:how|why|when|where|which|who|what)\b/i.exec(heading.trim()) ?? [];
  if (word === "" || !indexTerms(heading).some((term) => said.has(term))) return false;
  const isHow = /^how\b/i.test(word) && questionTypeOf(question) === "how";
  return isHow || question.trim().toLowerCase().startsWith(word.toLowerCase());
}

/** A reference that is named in the question is what was asked for. */
function referenceCost({ title, headings }: Section, said: ReadonlySet<string>): number {
  const own = headings.at(-1) ?? "";
  if (!REFERENCE_PAGE.test(title) && !REFERENCE_HEADING.test(own)) return 0;
  return own !== "" && indexTerms(own).some((term) => said.has(term)) ? 0 : REFERENCE_COST;
}

/** A sentence of the kind that is asked for, saying something that the question did not say already. */
function questionTypeBonus(kind: QuestionType, { text, coverage }: Placed, said: ReadonlySet<string>): number {
  if (kind === "any") return 0;
  const match = SIGNS[kind].exec(text);
  if (!match) return 0;
  const terms = indexTerms(match[0]);
  if (kind === "how" || kind === "why") return QUESTION_TYPE_BONUS * (0.5 + Math.min(0.5, coverage));
  return (kind === "what" ? terms.some((term) => said.has(term)) : terms.some((term) => !said.has(term)))
    ? QUESTION_TYPE_BONUS
    : 0;
}

/** "What is an island?" is answered by "an island is". */
function definitionBonus(question: string, text: string): number {
  return Math.max(0, ...definedThings(question).map((thing) => (defines(text, thing) ? DEFINITION_BONUS : 0)));
}

/** Whether a sentence begins by saying what a thing is. */
function defines(text: string, thing: string): boolean {
  const plain = text.replaceAll("`", "");
  const at = plain.toLowerCase().indexOf(`${thing.toLowerCase().replaceAll("`", "")} `);
  const begins = at >= 0 && /^(?:[^,]{0,30}, )?(?:an? |the )?$/i.test(plain.slice(0, at));
  const follows = /^.{0,30}?\b(?:is|are|means|refers to)\b/i.exec(plain.slice(at + thing.length));
  // What is done with a thing does not say what it is: "a task is executed".
  const rest = follows ? plain.slice(at + thing.length + follows[0].length) : "";
  return (
    begins &&
    follows !== null &&
    !/^ (?:\w+ly |also |only |not |now )?(?:\w+ed|not|used|run|set|built|made|available)\b/i.test(rest)
  );
}

/** Whether a sentence has no telling word that was not asked. */
export function isEcho(text: string, said: ReadonlySet<string>): boolean {
  const words = queryTokens(text).filter((word) => !isEveryday(word));
  return words.length > 1 && words.every(({ terms }) => terms.every((term) => said.has(term)));
}

/** A fragment answers nothing, a wall of text hides the answer, a question is not one, a pointer leads away. */
function shapeCost({ text, block }: Placed, said: ReadonlySet<string>): number {
  const short = text.length < 25 ? 0.15 : 0;
  const long = text.length > 450 ? 0.1 : 0;
  const fragment = block.kind === "prose" && !/[.:!。！]["'”’)*`]*$/.test(text) ? 0.15 : 0;
  const asks = text.endsWith("?") ? 0.3 : 0;
  const points = POINTER.test(text) ? 0.3 : 0;
  const goesOn = CONTINUATION.test(text) ? 0.12 : 0;
  const nested = block.kind === "list" && text.includes("\n") ? 0.1 : 0;
  const bare = block.kind === "list" && !block.ordered && !/[.:!。！]/.test(text) ? 0.1 : 0;
  const [, label = ""] = LABEL.exec(text) ?? [];
  const labelled = label && !indexTerms(label).some((term) => said.has(term)) ? 0.3 : 0;
  return (
    short + long + fragment + asks + points + goesOn + nested + bare + labelled + (block.kind === "table" ? 0.05 : 0)
  );
}

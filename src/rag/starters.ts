import type { About } from "../core/command.ts";
import type { Place } from "../core/prompt.ts";
import { type OutlineEntry, type SearchIndex, UNSURE_BELOW } from "../search/search-index.ts";

/** Sections of each source that are looked at, those of pages near its root first. */
const LOOKED_AT = 3000;

/** Candidates that are tried out by a search, which takes milliseconds each. */
const TRIED = 60;

/** How sure a question has to be of its own section: well above what is answered at all. */
const SURE = UNSURE_BELOW + 0.15;

/** States of the index for which questions are kept: one for each audience, and some that passed. */
const MOST_KNOWN = 20;

/** Longer ones are no invitation, in characters. */
const LONGEST = 70;

/** A heading that asks: in Latin and Cyrillic scripts, Chinese and Japanese, Arabic, Greek. */
const ASKED = /[?？؟;]$/u;

/**
 * What people do with a tool, as headings begin in English: the word of a headline and the same in a question, in the
 * order in which somebody new needs it.
 */
const ACTIONS = (
  "installing:install deploying:deploy running:run creating:create configuring:configure using:use adding:add " +
  "building:build upgrading:upgrade migrating:migrate connecting:connect enabling:enable customizing:customize " +
  "testing:test writing:write publishing:publish debugging:debug monitoring:monitor securing:secure " +
  "updating:update disabling:disable defining:define removing:remove importing:import exporting:export scaling:scale"
)
  .split(" ")
  .map((pair) => pair.split(":"));

/** So many questions to begin with are shown. */
const SHOWN = 3;

/** Questions to begin with in a place, found anew when a source was synced; `engineFor`: what may be seen there. */
export function createStarters(engineFor: (place?: Place) => SearchIndex): About["starters"] {
  const known = new Map<string, Promise<readonly string[]>>();
  return async (place) => {
    const engine = engineFor(place);
    const state = JSON.stringify(await engine.sources());
    const found = known.get(state) ?? starterQuestions(engine, SHOWN);
    known.set(state, found);
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? "");
    return found;
  };
}

/**
 * Questions to begin with, made of the documentation's own headings: only those whose own page is what a search
 * finds first, and surely. None where the documentation has no such headings.
 */
async function starterQuestions(engine: SearchIndex, limit: number): Promise<readonly string[]> {
  const outlines = await Promise.all((await engine.sources()).map(({ name }) => engine.outline(name, LOOKED_AT)));
  const candidates = outlines
    .flat()
    .flatMap((section) => candidateOf(section) ?? [])
    .toSorted((a, b) => a.order - b.order || depthOf(a) - depthOf(b));
  const chosen: Candidate[] = [];
  let tried = 0;
  for (const candidate of candidates) {
    if (chosen.length === limit || tried === TRIED) break;
    if (chosen.some((other) => isAlike(candidate, other))) continue;
    tried += 1;
    if (await findsItself(candidate, engine)) chosen.push(candidate);
  }
  return chosen.map(({ text }) => text);
}

/** `order`: of what is done; a heading that asks comes last, for what it asks is seldom what one asks first. */
interface Candidate {
  readonly section: OutlineEntry;
  readonly text: string;
  readonly order: number;
}

/** How far from the root of its source a section stands: folders, then headings. */
function depthOf({ section: { path, headings } }: Candidate): number {
  return path.split("/").length + headings.length;
}

/** Three questions about one page, or three times how to configure something, are one. */
function isAlike(one: Candidate, other: Candidate): boolean {
  const isSameAction = one.order === other.order && one.order < ACTIONS.length;
  return one.section.path === other.section.path || isSameAction || one.text === other.text;
}

/** The question that a section's heading asks, or answers; undefined where it is neither. */
function candidateOf(section: OutlineEntry): Candidate | undefined {
  const heading = (section.headings.at(-1) ?? section.title).replace(/[`*_]/g, "").replace(/\s+/g, " ").trim();
  if (heading.length > LONGEST) return undefined;
  const isQuestion = ASKED.test(heading) && (heading.includes(" ") || /[^\p{ASCII}]/u.test(heading));
  if (isQuestion) return { section, text: heading, order: ACTIONS.length };
  const [first = "", ...rest] = heading.replace(/^how to /i, "").split(" ");
  const order = ACTIONS.findIndex((forms) => forms.includes(first.toLowerCase()));
  // What stands behind a colon or in brackets is no part of what is done.
  if (order < 0 || rest.length === 0 || /[:([,]/.test(heading)) return undefined;
  const what = rest.map((word) => (word === "your" ? "my" : word)).join(" ");
  return { section, text: `How do I ${ACTIONS[order]?.at(1)} ${what}?`, order };
}

async function findsItself({ section, text }: Candidate, engine: SearchIndex): Promise<boolean> {
  const { passages, confidence } = await engine.search({ text, limit: 1 });
  const [best] = passages;
  return confidence >= SURE && best?.source === section.source && best.path === section.path;
}

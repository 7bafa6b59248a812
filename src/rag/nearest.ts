import type { AnswerEvent, Question } from "../core/answer.ts";
import { commandLine } from "../core/command-line.ts";
import { pageOf } from "../core/link.ts";
import type { SearchIndex } from "../search/search-index.ts";
import { localeOf } from "../text/language.ts";
import { refusal } from "./language/refusal.ts";
import { begin } from "./opening.ts";
import { createCiter } from "./output/citations.ts";
import { type RetrievedContext, type Section, sectionTitle } from "./retrieve.ts";
import { citedSource, excerptOf } from "./search-results.ts";

/** How many sections are named as the nearest. */
const NEAREST = 3;

/** How much of each is quoted where the docs may answer, in characters: enough to see whether they do. */
const QUOTED = 350;

/**
 * So large a share of the confidence from which questions are answered tells that what was found is near at all. Set by
 * reading what was found for questions of other subjects; not swept.
 */
const NEAR_SHARE = 0.7;

/**
 * What an answer that only names the nearest sections is made by. `hasDocumentation`: as in `RagOptions`; `version`:
 * which one is told of.
 */
export interface NearestOptions {
  readonly engine: SearchIndex;
  readonly hasDocumentation: () => boolean;
  /** The confidence below which a question is not answered. */
  readonly refuseBelow: number;
  readonly version?: string;
}

/** Says that the docs may not answer, and quotes the nearest sections. `opening`: what must be said before that. */
export async function* hedge(
  question: Question,
  { sections }: RetrievedContext,
  { version }: NearestOptions,
  opening: string,
): AsyncGenerator<AnswerEvent> {
  const citer = createCiter(sections, "quoted");
  const listed = nearestSections(sections).map((section) => {
    const excerpt = excerptOf(section.text, question.text, QUOTED);
    return `**${sectionTitle(section)}** [${section.n}]${excerpt && `\n> ${excerpt}`}`;
  });
  yield* begin(question, "uncertain", version);
  yield { type: "text", text: `${opening}\n\n${citer.write(listed.join("\n\n"))}${citer.end()}` };
  const { sources, cited } = citer.citations();
  yield { type: "end", outcome: "uncertain", sources, cited };
}

/** Says plainly that the docs do not answer, or are not read yet, and names the nearest pages, if any are near. */
export async function* refuse(
  question: Question,
  { sections, confidence }: RetrievedContext,
  options: NearestOptions,
): AsyncGenerator<AnswerEvent> {
  const nearest = confidence < options.refuseBelow * NEAR_SHARE ? [] : nearestSections(sections);
  const sources = nearest.map((section, index) => citedSource(section, index + 1));
  const empty = await emptiness(options);
  const text = empty
    ? localeOf(question.text).sentences[empty].replace("{doctor}", doctorLine)
    : refusal(question.text, sources.length > 0);
  yield* begin(question, "refused", options.version);
  yield { type: "text", text };
  yield { type: "end", outcome: "refused", sources, cited: nearest.flatMap(({ ids }) => ids) };
}

/**
 * What is to be said of an index without a page: that the first documentation is not read to its end yet, that there is
 * none, or that nothing of it could be read.
 */
async function emptiness({ engine, hasDocumentation }: NearestOptions) {
  if (!hasDocumentation()) return "nothingRead";
  const sources = await engine.sources();
  if (sources.some(({ documents }) => documents > 0)) return undefined;
  return sources.length > 0 ? "nothingRead" : "stillReading";
}

function doctorLine(): string {
  return commandLine("doctor").replace(/ --$/, "");
}

/** The best sections of different pages. */
function nearestSections(sections: readonly Section[]): Section[] {
  const pages = new Set<string>();
  const nearest = sections.filter((section) => {
    const page = pageOf(section.url);
    if (pages.has(page)) return false;
    pages.add(page);
    return true;
  });
  return nearest.slice(0, NEAREST);
}

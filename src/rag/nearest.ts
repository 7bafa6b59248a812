import type { AnswerEvent, Question } from "../core/answer.ts";
import { pageOf } from "../core/link.ts";
import type { SearchIndex } from "../search/search-index.ts";
import { localeOf } from "../text/language.ts";
import { refusal } from "./language/refusal.ts";
import { begin } from "./opening.ts";
import { createCiter } from "./output/citations.ts";
import { type RetrievedContext, type Section, sectionTitle } from "./retrieve.ts";
import { excerptOf } from "./search-results.ts";

/** How many sections are named as the nearest. */
const NEAREST = 3;

/** What an answer that only names the nearest sections is made by. `version`: which one is told of. */
export interface NearestOptions {
  readonly engine: SearchIndex;
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
    const excerpt = excerptOf(section.text, question.text);
    return `**${sectionTitle(section)}** [${section.n}]${excerpt && `\n> ${excerpt}`}`;
  });
  yield* begin(question, "uncertain", version);
  yield { type: "text", text: `${opening}\n\n${citer.write(listed.join("\n\n"))}${citer.end()}` };
  const { sources, cited } = citer.citations();
  yield { type: "end", outcome: "uncertain", sources, cited };
}

/** Says plainly that the docs do not answer, or are not read yet, and names the nearest pages. */
export async function* refuse(
  question: Question,
  { sections }: RetrievedContext,
  { engine, version }: NearestOptions,
): AsyncGenerator<AnswerEvent> {
  const nearest = nearestSections(sections);
  const sources = nearest.map((section, index) => ({ n: index + 1, title: sectionTitle(section), url: section.url }));
  const text = (await isStillReading(engine))
    ? localeOf(question.text).sentences.stillReading
    : refusal(question.text, sources.length > 0);
  yield* begin(question, "refused", version);
  yield { type: "text", text };
  yield { type: "end", outcome: "refused", sources, cited: nearest.flatMap(({ ids }) => ids) };
}

/** Whether the first documentation has not been read to its end yet. */
async function isStillReading(engine: SearchIndex): Promise<boolean> {
  return (await engine.sources()).every(({ documents }) => documents === 0);
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

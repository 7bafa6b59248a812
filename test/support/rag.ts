import { DatabaseSync } from "node:sqlite";
import type { AnswerEvent, End, Exchange, Question, Rag } from "../../src/core/answer.ts";
import { createLog } from "../../src/core/log.ts";
import type { Section } from "../../src/rag/retrieve.ts";
import type { SearchIndex } from "../../src/search/search-index.ts";
import { createSqliteIndex } from "../../src/search/sqlite/index.ts";

/** A page as the tests write it: its sections by heading; the empty heading is the page's beginning. */
export interface TestPage {
  readonly path: string;
  readonly title: string;
  readonly sections: Readonly<Record<string, string | readonly string[]>>;
}

/** The real engine with these pages in it; a section given as several texts is several chunks. */
export async function engineWith(pages: readonly TestPage[]): Promise<SearchIndex> {
  const engine = createSqliteIndex(new DatabaseSync(":memory:"));
  for (const { path, title, sections } of pages) {
    const url = `https://docs.example.org/${path}`;
    const parts = Object.entries(sections).flatMap(([heading, text]) =>
      [text].flat().map((part) => ({ heading, text: part })),
    );
    const chunks = parts.map(({ heading, text }, ordinal) => ({
      id: `${path}#${ordinal}`,
      ordinal,
      headings: heading ? [heading] : [],
      text,
      url: heading ? `${url}#${heading.toLowerCase().replace(/\W+/g, "-")}` : url,
    }));
    await engine.put({ source: "docs", path, title, url, hash: path, chunks });
  }
  if (pages.length > 0) await engine.synced("docs");
  return engine;
}

/** A section as retrieval hands it on. */
export function section(n: number, text: string, changes: Partial<Section> = {}): Section {
  const place = { title: `Page ${n}`, headings: [], url: `https://docs.example.org/${n}`, relevance: 1 };
  return { ...place, n, text, ids: [`chunk-${n}`], ...changes };
}

/** A question with nothing before it. */
export function question(text: string, changes: Partial<Question> = {}): Question {
  return { id: "q1", text, history: [], ...changes };
}

/** A turn that people saw before. */
export function turn(asked: string, answer: string, author = { id: "ada", name: "Ada" }): Exchange {
  return { id: `turn-${asked}`, author, question: asked, answer, sources: [], at: 0 };
}

/** All that an answer told. */
export interface Told {
  readonly text: string;
  readonly verdict?: string;
  readonly end: End;
  readonly events: readonly AnswerEvent[];
}

/** Asks and waits for the end. */
export async function ask(rag: Rag, asked: Question, signal = new AbortController().signal): Promise<Told> {
  const events: AnswerEvent[] = [];
  for await (const event of rag.answer(asked, signal)) events.push(event);
  const end = events.at(-1);
  if (end?.type !== "end") throw new Error("the answer did not end");
  return {
    events,
    end,
    text: events.map((event) => (event.type === "text" ? event.text : "")).join(""),
    verdict: events.find((event) => event.type === "verdict")?.outcome,
  };
}

/** Says nothing. */
export const silent = createLog("silent");

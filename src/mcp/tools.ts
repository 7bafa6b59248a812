import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type PageReader, type Rag, type Source, wholeAnswer } from "../core/answer.ts";
import { LONGEST_NOTE, REASONS, type Reason } from "../core/feedback.ts";
import { fragmentOf } from "../core/link.ts";
import type { Place } from "../core/prompt.ts";
import type { ProgramRecorder } from "./record.ts";

/** Excerpts of search results, in characters: enough to tell whether the page is worth reading. */
const EXCERPT = 600;
const MOST_HITS = 20;
/** One piece of a page, in characters: about 4,000 tokens. */
const PIECE = 16_000;
const LONGEST_QUESTION = 2000;

/**
 * What a tool works with: the documentation as `place` may see it, `recorder`, which keeps what is asked for reports, and
 * `signal`, which ends the call.
 */
export interface ToolContext {
  readonly docs: Rag & PageReader;
  readonly recorder: ProgramRecorder;
  readonly place: Place;
  readonly signal: AbortSignal;
}

/** What a call found. `text`: for models that read text; `data`: the same by fields, left out where nothing was there. */
export interface ToolResult {
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A tool as programs see it. `run`: takes what `inputSchema` let through. `writes`: it leaves something behind. */
export interface Tool {
  readonly name: string;
  readonly writes?: boolean;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: z.ZodObject;
  readonly outputSchema: z.ZodObject;
  run(given: unknown, context: ToolContext): Promise<ToolResult>;
}

/** A tool whose `run` knows what its schema makes of the input. */
function tool<Input extends z.ZodObject>(
  described: Omit<Tool, "run" | "inputSchema"> & {
    readonly inputSchema: Input;
    run(given: z.output<Input>, context: ToolContext): Promise<ToolResult>;
  },
): Tool {
  return { ...described, run: (given, context) => described.run(described.inputSchema.parse(given), context) };
}

const query = z.string().trim().min(1).max(LONGEST_QUESTION);
const address = z.string().describe("Address of the page, with the anchor of the section");

/** Finds sections by words and meaning. */
export const searchTool = tool({
  name: "search_docs",
  title: "Search the documentation",
  description:
    "Searches the documentation and returns the best sections: title, address with anchor, excerpt. Use it first when " +
    "something about this product has to be known. Ask in words as the documentation would use them; then read what " +
    "looks right with read_page.",
  inputSchema: z.object({
    query: query.describe("What to look for: a question, or names of features, options, error messages"),
    version: z.string().max(50).optional().describe("Only what holds for this version, where there are several"),
    language: z.string().max(10).optional().describe("Only texts in this language, such as en or de"),
    limit: z.number().int().min(1).max(MOST_HITS).default(8).describe("How many pages at most"),
  }),
  outputSchema: z.object({
    results: z.array(z.object({ title: z.string(), url: address, excerpt: z.string() })),
  }),
  async run({ query, version, language, limit }, { docs, place }) {
    const only = { version, language: language?.slice(0, 2).toLowerCase(), excerpt: EXCERPT };
    const hits = await docs.search(query, limit, place, only);
    if (hits.length === 0) return { text: "Nothing in the documentation has these words. Try others, or fewer." };
    const results = hits.map((hit) => ({ title: hit.title, url: addressOf(hit), excerpt: hit.excerpt }));
    return {
      text: results.map(({ title, url, excerpt }) => `${title}\n${url}\n${excerpt}`).join("\n\n"),
      data: { results },
    };
  },
});

/** Reads a page or a section. */
export const readTool = tool({
  name: "read_page",
  title: "Read a page of the documentation",
  description:
    "Returns a page of the documentation as Markdown, or with an anchor in the address only that section with what " +
    "stands below it. Long ones come in pieces: call again with the offset that is given as next.",
  inputSchema: z.object({
    url: z.string().trim().min(1).max(2000).describe("The address as search_docs or ask_docs gave it"),
    offset: z.number().int().min(0).default(0).describe("Where to go on, as next said"),
  }),
  outputSchema: z.object({
    title: z.string(),
    url: address,
    text: z.string(),
    next: z.number().optional().describe("The offset of the next piece; absent at the end"),
  }),
  async run({ url, offset }, { docs, place }) {
    const page = await docs.page(url, place);
    if (!page) return { text: "The documentation has no such page or section. Use an address that search_docs gave." };
    const text = page.text.slice(offset, pieceEnd(page.text, offset));
    const next = offset + text.length < page.text.length ? offset + text.length : undefined;
    const more = next === undefined ? "" : `\n\n[There is more: call again with offset ${next}.]`;
    return { text: text + more, data: { title: page.title, url: addressOf(page), text, ...(next && { next }) } };
  },
});

/** Answers with citations, as people are answered. */
export const askTool = tool({
  name: "ask_docs",
  title: "Ask the documentation",
  description:
    "Answers one question from the documentation, with numbered citations and what they quote. It remembers nothing: " +
    "say everything in the question. Says so where the documentation does not answer. Slower than search_docs.",
  inputSchema: z.object({ question: query.describe("One complete question") }),
  outputSchema: z.object({
    answer: z.string(),
    outcome: z.enum(["answered", "uncertain", "refused", "talk", "failed"]),
    citations: z.array(z.object({ n: z.number(), title: z.string(), url: address, quote: z.string().optional() })),
  }),
  async run({ question }, { docs, place, recorder, signal }) {
    const asked = { id: randomUUID(), text: question, history: [], place };
    const { text: answer, end } = await wholeAnswer(docs.answer(asked, signal));
    await recorder.record(asked, end);
    const citations = end.sources.map((source) => ({
      n: source.n,
      title: source.title,
      url: addressOf(source),
      ...(source.excerpt && { quote: source.excerpt }),
    }));
    const list = citations.map(({ n, title, url }) => `[${n}] ${title} ${url}`).join("\n");
    return { text: list ? `${answer}\n\n${list}` : answer, data: { answer, outcome: end.outcome, citations } };
  },
});

const reasons = Object.keys(REASONS) as [Reason, ...Reason[]];

/** Tells the maintainers of a fault or a gap. */
export const reportTool = tool({
  name: "report_problem",
  title: "Report a problem of the documentation",
  description:
    "Tells the maintainers of the documentation what is wrong, outdated or missing in it. Use it when the documentation " +
    "contradicts what you found out, or does not answer what its users need; not for problems of the product itself.",
  inputSchema: z.object({
    problem: z.string().trim().min(1).max(LONGEST_NOTE).describe("What is wrong or missing, in a sentence or two"),
    reason: z.enum(reasons).default("missing"),
    question: query.optional().describe("The question that the documentation should answer"),
    url: address.max(2000).optional(),
  }),
  outputSchema: z.object({ reported: z.boolean() }),
  writes: true,
  async run({ problem, reason, question = problem, url }, { docs, place, recorder }) {
    const page = url ? await docs.page(url, place) : undefined;
    const nearest = page ? [{ title: page.title, url: page.url, ids: [], score: 1 }] : [];
    const closing = { outcome: "answered", cited: [], found: { confidence: 0, nearest } };
    await recorder.record({ text: question, place }, closing, { reason, note: problem });
    return { text: "Thank you: the maintainers find it in their report.", data: { reported: true } };
  },
});

/** The address that tells a section; of a file of this machine no more than where it lies within its source. */
function addressOf({ url, path }: Pick<Source, "url" | "path">): string {
  return path ? path + fragmentOf(url) : url;
}

/** Where a piece ends: between paragraphs where there is one, never within a character. */
function pieceEnd(text: string, offset: number): number {
  if (text.length <= offset + PIECE) return text.length;
  const gap = text.lastIndexOf("\n\n", offset + PIECE);
  if (gap > offset + PIECE / 2) return gap + 2;
  return text.slice(0, offset + PIECE).isWellFormed() ? offset + PIECE : offset + PIECE - 1;
}

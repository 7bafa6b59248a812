import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { End, Exchange, Rag } from "../src/core/answer.ts";
import { ingest } from "../src/ingest/ingest.ts";
import { DEFAULT_DOCS } from "../src/ingest/naming.ts";
import { createRag } from "../src/rag/answer.ts";
import { emptyLibrary } from "./support/library.ts";
import { ask, question, silent, turn } from "./support/rag.ts";

const SITE = "https://docs.test";

/** Questions that people ask about Docent, and the sections of docs/ of which one must be cited. */
const golden = z
  .object({
    answered: z.array(z.object({ question: z.string(), cites: z.array(z.string()).min(1) })),
    /** `after`: what was asked before; its own answer is the history. */
    followUps: z.array(z.object({ after: z.string(), question: z.string(), cites: z.array(z.string()).min(1) })),
    refused: z.array(z.string()),
    talk: z.array(z.string()),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/golden.json"), "utf8")));

/** Answers from Docent's own documentation, without a model. */
async function ownDocs(): Promise<Rag> {
  const library = emptyLibrary();
  await ingest(library, [{ ...DEFAULT_DOCS, baseUrl: SITE }]);
  return createRag({ engine: library.engine, log: silent });
}

async function endOf(rag: Rag, text: string, history: readonly Exchange[] = []): Promise<End> {
  return (await ask(rag, question(text, { history: [...history] }))).end;
}

/** Whether one of the wanted sections is among the sources. */
function isRight({ outcome, sources }: End, cites: readonly string[]): boolean {
  const urls = sources.map(({ url }) => url);
  return outcome === "answered" && cites.some((section) => urls.includes(published(section)));
}

function urlsOf({ sources }: End): string {
  return sources.map(({ url }) => url).join(" ");
}

/** `models.md#use-ollama` as the published page has it. */
function published(section: string): string {
  return `${SITE}/${section.replace(".md#", "/#")}`;
}

describe("what people ask about Docent", () => {
  it("is answered from the right section, in at least nine of ten cases", async () => {
    const rag = await ownDocs();
    const misses: string[] = [];
    for (const { question, cites } of golden.answered) {
      const end = await endOf(rag, question);
      if (!isRight(end, cites)) misses.push(`${question} -> ${end.outcome}, ${urlsOf(end)}`);
    }
    expect(misses.length, misses.join("\n")).toBeLessThanOrEqual(golden.answered.length / 10);
  });

  it("is understood with what was asked before it, in at least nine of ten cases", async () => {
    const rag = await ownDocs();
    const misses: string[] = [];
    for (const { after, question: text, cites } of golden.followUps) {
      const before = turn(after, (await ask(rag, question(after))).text);
      const end = await endOf(rag, text, [before]);
      if (!isRight(end, cites)) misses.push(`${after} ${text} -> ${end.outcome}, ${urlsOf(end)}`);
    }
    expect(misses.length, misses.join("\n")).toBeLessThanOrEqual(golden.followUps.length / 10);
  });

  it("is refused where Docent's documentation does not answer it", async () => {
    const rag = await ownDocs();
    const outcomes = await Promise.all(golden.refused.map(async (question) => (await endOf(rag, question)).outcome));
    expect(Object.fromEntries(golden.refused.map((question, index) => [question, outcomes[index]]))).toEqual(
      Object.fromEntries(golden.refused.map((question) => [question, "refused"])),
    );
  });

  it("is met with a sentence and no sources where it is small talk", async () => {
    const rag = await ownDocs();
    for (const line of golden.talk)
      expect(await endOf(rag, line), line).toMatchObject({ outcome: "talk", sources: [] });
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rag } from "../../src/core/answer.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { createRag } from "../../src/rag/answer.ts";
import { createSqliteIndex } from "../../src/search/sqlite/index.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { startModelServer } from "./model-server.ts";
import { shared } from "./needs.ts";
import { ask, question, silent, turn } from "./rag.ts";

/**
 * Ten talks of three turns about the Astro docs, as developers write in a chat: follow-ups, letters swapped, an error
 * pasted, vague words, a change of topic, small talk, and what the docs do not answer.
 */
const CONVERSATIONS = [
  [
    "How do I put an image on a page and have it optimized?",
    "and for remote images?",
    "why do I have to give width and height there?",
  ],
  ["how can I deploy to netlify", "what about in SSR mode?", "can you show me the config for that?"],
  [
    "how do i defien a shcema for a content colection",
    "and where do the markdown files for it go?",
    "thanks, that helped!",
  ],
  [
    "MissingSharp: Could not find Sharp. Please install Sharp (`sharp`) manually into your project or migrate to another image service.",
    "I use pnpm, is that different?",
    "can I switch image processing off instead?",
  ],
  ["it doesn't work", "my css is gone in the child component", "how do I make it apply there too?"],
  ["what can you do?", "I want some pages only for users who are logged in", "can I do that in middleware?"],
  [
    "how do I pass props to an astro component?",
    "can they have default values in typescript?",
    "ok, other question: how do I get a sitemap?",
  ],
  [
    "How do I consume a Kafka topic with a Helm chart?",
    "ok. can an endpoint read the json body of a POST request?",
    "and return a 404?",
  ],
  [
    "what is the difference between client:load and client:visible",
    "which of them for a carousel far down the page?",
    "can you show an example",
  ],
  [
    "I need my site in English and German, what do I have to configure?",
    "can the default language have no prefix in the URL?",
    "how do I make a link to the same page in the other language?",
  ],
] as const;

/** Holds the conversations and prints each as the person sees it: what was asked, the answer, its sources. */
async function main(withModel: boolean): Promise<void> {
  const folder = shared("corpora/astro-docs-en");
  if (!folder) throw new Error("The documentation to talk about is not there: ../shared/corpora/astro-docs-en.");
  const dataDir = mkdtempSync(join(tmpdir(), "docent-conversations-"));
  const database = openDatabase(dataDir);
  const engine = createSqliteIndex(database);
  await ingest({ database, engine }, [{ name: "Astro", location: folder, baseUrl: "https://docs.astro.build/en" }]);
  const server = withModel ? await startModelServer() : undefined;
  const chat = server && { model: "local", apiKey: "none", baseUrl: server.url };
  const rag = createRag({ engine, chat, log: silent });
  for (const [index, questions] of CONVERSATIONS.entries()) {
    console.log(`## Conversation ${index + 1}\n`);
    await converse(rag, questions);
  }
  await server?.close();
  database.close();
  rmSync(dataDir, { recursive: true });
}

async function converse(rag: Rag, questions: readonly string[]): Promise<void> {
  const history = [];
  for (const asked of questions) {
    const { text, end } = await ask(rag, question(asked, { history: [...history] }));
    const sources = end.sources.map(({ n, title, url }) => `[${n}] ${title}: <${url}>`);
    const support = end.support === undefined ? "" : `, support ${end.support.toFixed(2)}`;
    console.log(`### > ${asked}\n\n${text}\n\n${sources.join("  \n")}\n\n_(${end.outcome}${support})_\n`);
    history.push(turn(asked, text));
  }
}

await main(process.argv.includes("--model"));

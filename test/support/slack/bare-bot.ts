/**
 * What a tutorial builds: a Bolt app that answers mentions with LangChain's chain over vectors in memory. It keeps no
 * question, remembers the talk in a map, checks nothing that the model writes and does not stream. The measure for what
 * Docent's care costs; started by `pace.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { RecursiveCharacterTextSplitter } from "@langchain/textsplitters";
import { App } from "@slack/bolt";
import { similarity } from "../../../src/cli/bench/tutorial.ts";

const { DOCS = "", OPENAI_BASE_URL, OPENAI_MODEL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL } = process.env;
const options = { apiKey: "none", maxRetries: 2, configuration: { baseURL: OPENAI_BASE_URL } };
const embeddings = new OpenAIEmbeddings({ ...options, model: "local" });
const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 });
const texts = (
  await Promise.all(readdirSync(DOCS).map((name) => splitter.splitText(readFileSync(join(DOCS, name), "utf8"))))
).flat();
const vectors = await embeddings.embedDocuments(texts);
const chain = ChatPromptTemplate.fromMessages([
  ["system", "Answer from these passages and cite them by number:\n{context}\n\nThe talk so far:\n{history}"],
  ["human", "{question}"],
])
  .pipe(new ChatOpenAI({ ...options, model: OPENAI_MODEL }))
  .pipe(new StringOutputParser());
const talks = new Map<string, string[]>();

const app = new App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  socketMode: true,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.event("app_mention", async ({ event, say }) => {
  const thread = event.thread_ts ?? event.ts;
  const talk = talks.get(thread) ?? [];
  const question = event.text.replace(/<@[^>]+>\s*/g, "");
  const vector = await embeddings.embedQuery(question);
  const near = vectors
    .map((other, at) => ({ text: texts[at], similarity: similarity(vector, other) }))
    .sort((one, other) => other.similarity - one.similarity)
    .slice(0, 4);
  const context = near.map(({ text }, at) => `[${at + 1}] ${text}`).join("\n\n");
  const answer = await chain.invoke({ context, history: talk.join("\n"), question });
  talks.set(thread, [...talk, question, answer].slice(-20));
  await say({ text: answer, thread_ts: thread });
});
await app.start();

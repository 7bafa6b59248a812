import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Talk } from "../talk.ts";
import { TracedProcess } from "./process.ts";
import type { Scene, Trace } from "./recorder.ts";

/** The scenes, by the name that they have in tables. */
export const MENTION = "Discord mention";
export const DOCUMENT = "one Markdown file";
export const FOLLOW_UP = "Slack follow-up";

const PAGE = `# Images

## Resizing

An image is resized with the \`width\` attribute of the image component.

## Formats

The \`format\` attribute chooses between webp and avif.
`;
const QUESTION = "How is an image resized?";
const NEXT_QUESTION = "Which formats are there?";

/** The model writes piece by piece, so that no two arrive as one and every trace is the same. Milliseconds. */
const PIECE_MS = 10;

/** What happened in the scenes of one checkout. `docs`: the folder of the document. */
export interface Traces {
  readonly docs: string;
  readonly scenes: Trace;
}

/** Plays every scene against the real program of a checkout. */
export async function traceScenes(root: string): Promise<Traces> {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), "docent-trace-")));
  const docs = join(dataDir, "docs");
  mkdirSync(docs);
  writeFileSync(join(docs, "images.md"), PAGE);
  try {
    const document = await traceDocument(root, dataDir, docs);
    return { docs, scenes: { ...document, ...(await traceQuestions(root, dataDir)) } };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** `npm run ingest` of a folder with one file, from the start of the process to its end. */
async function traceDocument(root: string, dataDir: string, docs: string): Promise<Trace> {
  return new TracedProcess({ root, dataDir, scene: DOCUMENT, entry: ["src/cli/ingest.ts", docs] }).end();
}

/** A mention on Discord, and the second question of a thread on Slack, put to a Docent that runs and has its index. */
async function traceQuestions(root: string, dataDir: string): Promise<Trace> {
  const { startLocalDiscord, startLocalSlack, startModelServer, ...talks } = await supportOf(root);
  const [discord, slack, model] = await Promise.all([startLocalDiscord(), startLocalSlack(), startModelServer()]);
  model.delay(PIECE_MS);
  const settings = { PORT: "0", ...talks.settingsFor(slack, discord, model) };
  const docent = new TracedProcess({ root, dataDir, settings, entry: ["src/index.ts"] });
  try {
    const url = await docent.prints(/Docent is at (\S+)/);
    await docent.until(async () => (await fetch(`${url}/readyz`)).ok, "Docent is not ready");
    await docent.quiet();
    await ask(docent, talks.talkOnDiscord(discord, discord.general, "alice"), QUESTION, MENTION);
    const talk = talks.talkOnSlack(slack, slack.general, "alice");
    await ask(docent, talk, QUESTION);
    await ask(docent, talk, NEXT_QUESTION, FOLLOW_UP);
    return await docent.end("SIGTERM");
  } finally {
    docent.kill();
    await Promise.all([discord.close(), slack.close(), model.close()]);
  }
}

/** The local platforms and the model of a checkout: what speaks with its program must be as old as that. */
async function supportOf(root: string) {
  const load = (file: string) => import(pathToFileURL(join(root, "test/support", file)).href);
  const { startLocalDiscord }: typeof import("../discord/local-discord.ts") = await load("discord/local-discord.ts");
  const { startLocalSlack }: typeof import("../slack/local-slack.ts") = await load("slack/local-slack.ts");
  const { startModelServer }: typeof import("../model-server.ts") = await load("model-server.ts");
  const talks: typeof import("../talk.ts") = await load("talk.ts");
  return { startLocalDiscord, startLocalSlack, startModelServer, ...talks };
}

/** Asks, and waits until the answer stands there and all that comes of it is done. */
async function ask(docent: TracedProcess, talk: Talk, text: string, scene?: string): Promise<void> {
  const before = talk.answers().length;
  await docent.cue(scene);
  talk.ask(text);
  await docent.until(() => talk.answers().length > before, `${text} is not answered`);
  await docent.quiet(scene);
  await docent.cue();
}

/** A scene of a trace. */
export function sceneOf({ scenes }: Traces, name: string): Scene {
  const scene = scenes[name];
  if (!scene || scene.entries.length === 0) throw new Error(`Nothing was recorded of ${name}`);
  return scene;
}

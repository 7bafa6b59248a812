/**
 * The way of a question and of a document through the files, a column for each checkout:
 * `node test/support/trace.ts [--at COMMIT]... [--list] [FOLDER]...`, without any the commit before the house was
 * rebuilt and this project. The real program of each is started against a local Discord, Slack and model, and every
 * function of `src/` and `commands/` tells when it is entered. Three scenes: a mention on Discord with its answer, a
 * folder with one Markdown file by `npm run ingest`, and the second question of a thread on Slack.
 *
 * A move: a function is entered that stands in another file than the one entered before. A call: a function is entered
 * whose caller stands in another file; what the runtime calls (timers, events, promises) has none. What intervals of a
 * second and more do is left out. `--list` prints every function entered, in order, and what was read and listed.
 */
import { parseArgs } from "node:util";
import { checkoutsOf } from "./checkout.ts";
import { columns } from "./columns.ts";
import type { Entry, Scene } from "./trace/recorder.ts";
import { DOCUMENT, FOLLOW_UP, MENTION, sceneOf, type Traces, traceScenes } from "./trace/scenes.ts";

/** What is counted of a scene; `docs`: the folder of its document. */
type Count = (scene: Scene, docs: string) => number;

/** The bot's file, where it was and where it is. */
const BOT = /^src\/(?:bot\/)?bot\.ts$/;

const OF_ALL: Readonly<Record<string, Count>> = {
  "files executed": ({ entries }) => new Set(entries.map(({ file }) => file)).size,
  "moves from file to file": (scene) => movesOf(scene).length,
  "calls from file to file": (scene) => callsOf(scene).length,
};
const OF_QUESTIONS: Readonly<Record<string, Count>> = {
  ...OF_ALL,
  "moves to the bot's file": (scene) => movesOf(scene).filter(isInBot).length,
  "calls to the bot's file": (scene) => callsOf(scene).filter(isInBot).length,
  "Keyv read": ({ keyvReads }) => keyvReads.length,
};
const OF_DOCUMENTS: Readonly<Record<string, Count>> = {
  ...OF_ALL,
  "the folder listed": ({ listings }, docs) => listings.filter((folder) => folder === docs).length,
  "a source opened": ({ entries }) => entries.filter(({ name }) => name === "openSource").length,
};
const COUNTS = { [MENTION]: OF_QUESTIONS, [DOCUMENT]: OF_DOCUMENTS, [FOLLOW_UP]: OF_QUESTIONS };

function movesOf({ entries }: Scene): Entry[] {
  return entries.filter(({ file }, index) => index > 0 && file !== entries[index - 1]?.file);
}

function callsOf({ entries }: Scene): Entry[] {
  return entries.filter(({ file, caller }) => caller !== undefined && caller !== file);
}

function isInBot({ file }: Entry): boolean {
  return BOT.test(file);
}

/** What is behind the figures of one scene. */
function listOf({ entries, keyvReads, listings }: Scene): string {
  const functions = entries.map(({ file, line, name, caller }) => {
    const by = caller === undefined ? "" : `, called by ${caller}`;
    return `  ${file}:${line} ${name || "(no name)"}${by}`;
  });
  const reads = keyvReads.map((key) => `  Keyv read: ${key}`);
  return [...functions, ...reads, ...listings.map((folder) => `  listed: ${folder}`)].join("\n");
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { at: { type: "string", multiple: true, default: [] }, list: { type: "boolean", default: false } },
});
const traced: { readonly name: string; readonly traces: Traces }[] = [];
for (const { name, folder } of checkoutsOf(values.at, positionals))
  traced.push({ name, traces: await traceScenes(folder) });
const rows = Object.entries(COUNTS).flatMap(([scene, counts]) =>
  Object.entries(counts).map(([what, count]) => [
    `${scene}: ${what}`,
    // What is done at least once and was not seen goes by another name by now.
    ...traced.map(({ traces }) => String(count(sceneOf(traces, scene), traces.docs) || "not seen")),
  ]),
);
console.log(columns([["", ...traced.map(({ name }) => name)], ...rows]));

if (values.list)
  for (const { name, traces } of traced)
    for (const scene of Object.keys(COUNTS)) console.log(`\n${name}: ${scene}\n${listOf(sceneOf(traces, scene))}`);

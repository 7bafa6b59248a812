import { fitsDiscord, MOST, renderDiscord } from "../../../src/adapters/discord/render.ts";
import { fitsSlack, renderSlack } from "../../../src/adapters/slack/render.ts";
import { deliver } from "../../../src/bot/deliver.ts";
import type { Content, Limits } from "../../../src/core/adapter.ts";
import type { AnswerEvent, Source } from "../../../src/core/answer.ts";
import { createLog } from "../../../src/core/log.ts";
import { tokensIn } from "../slack/view.ts";
import type { Block } from "../slack/world.ts";
import { plainHref, type Reading, readDiscord, readStandard } from "./reading.ts";

/** A platform as an answer is shown there, and read again by a parser of its dialect. */
interface Platform {
  readonly limits: Limits;
  read(content: Content): Reading;
}

const limits = { updateMs: 0, messages: 40 };

/** Both platforms, by their names. */
export const PLATFORMS: Readonly<Record<"discord" | "slack", Platform>> = {
  discord: {
    limits: { ...limits, fits: (content) => fitsDiscord(content) },
    read: (content) => {
      const { content: text } = renderDiscord({ ...content, sources: [], actions: [] }, "q");
      if (text.length > MOST) throw new Error(`A message of ${text.length} characters`);
      return readDiscord(text);
    },
  },
  slack: {
    limits: { ...limits, fits: fitsSlack },
    read: (content) => {
      const { text, blocks } = renderSlack({ ...content, sources: [], actions: [] }, "q");
      const markdown = blocks.map((block) => ("text" in block ? String(block.text) : "")).join("");
      const alive = tokensIn({ ts: "1", channel: "C", user: "U", text, blocks: blocks as unknown as Block[] });
      return { ...readStandard(markdown), mentions: alive };
    },
  },
};

/** What became of one answer on one platform. */
export interface Shown {
  readonly messages: number;
  /** How many of its messages link their marks, of those that have any. */
  readonly linked: number;
  readonly marked: number;
  /** What is wrong, in words; empty where all is well. */
  readonly faults: readonly string[];
}

/** Delivers an answer as the bot does, reads every message again, and compares that with the answer. */
export async function compare(
  answer: string,
  sources: readonly Source[],
  platform: keyof typeof PLATFORMS,
): Promise<Shown> {
  const { limits, read } = PLATFORMS[platform];
  const contents = await delivered(answer, sources, limits);
  const whole = readStandard(answer);
  const readings = contents.map(read);
  const marked = contents.filter(({ cited = [] }) => cited.length > 0);
  const linked = readings.filter(({ links }) => links.some((link) => /^\[\d+\] /.test(link)));
  const faults = [
    missing(whole, readings),
    ...readings.flatMap(({ mentions }) => mentions.map((mention) => `alive: ${mention}`)),
    ...changedCode(whole, readings),
    ...wrongLinks(whole, readings, sources),
  ].filter(Boolean);
  return { messages: contents.length, linked: linked.length, marked: marked.length, faults };
}

async function delivered(answer: string, sources: readonly Source[], limits: Limits): Promise<Content[]> {
  const contents: Content[] = [];
  const post = async (content: Content) => {
    const at = contents.push(content) - 1;
    return {
      update: async (next: Content) => {
        contents[at] = next;
      },
    };
  };
  async function* events(): AsyncGenerator<AnswerEvent> {
    yield { type: "verdict", outcome: "answered" };
    yield { type: "text", text: answer, sources };
    yield { type: "end", outcome: "answered", sources, cited: [] };
  }
  const thread = { place: { platform: "p", workspace: "w", channel: "c" }, limits, post, progress: async () => {} };
  const actions = { during: [], after: () => [] };
  const log = createLog("silent");
  await deliver(events(), thread, { signal: new AbortController().signal, actions, quiet: false, log });
  return contents.filter(({ text }) => text);
}

/** Where the words of the messages, one after the other, leave those of the answer. A table's head may come again. */
function missing(whole: Reading, readings: readonly Reading[]): string {
  let rest = whole.words;
  let seen = "";
  for (const { words } of readings) {
    const repeated = Array.from({ length: Math.min(words.length, 400) }, (_, length) => words.slice(0, length));
    const head = repeated.find((start) => rest.startsWith(words.slice(start.length)) && seen.includes(start));
    if (head === undefined) return `at “${differing(rest, words)}”`;
    rest = rest.slice(words.length - head.length);
    seen += words;
  }
  return rest && `missing “${rest.slice(0, 60)}”`;
}

function differing(expected: string, found: string): string {
  const at = [...expected].findIndex((_, index) => expected[index] !== found[index]);
  const around = (text: string) => text.slice(Math.max(0, at - 30), at + 30);
  return `${around(expected)}” stands “${around(found)}`;
}

/** Code that is nowhere letter by letter; a block may be parted between its lines, where an empty one is not missed. */
function changedCode({ codes }: Reading, readings: readonly Reading[]): string[] {
  const filled = (code: string) => code.replace(/^[ \t]*\n|\n[ \t]*(?=\n|$)/g, "");
  const found = filled(readings.map((reading) => reading.codes.join("\n")).join("\n"));
  const text = readings.map(({ words }) => words).join("");
  return codes
    .filter((code) => !found.includes(filled(code)) && !text.includes(code.replaceAll(/[\s|]/g, "")))
    .map((code) => `code changed: “${code.slice(0, 60)}”`);
}

function wrongLinks(whole: Reading, readings: readonly Reading[], sources: readonly Source[]): string[] {
  const links = readings.flatMap((reading) => reading.links);
  const marks = new Set(sources.map(({ n, url }) => `[${n}] ${plainHref(url)}`));
  const lost = whole.links.filter((link) => !links.includes(link)).map((link) => `link lost: ${link}`);
  const strange = links.filter((link) => !whole.links.includes(link) && !marks.has(link));
  return [...lost, ...strange.map((link) => `strange link: ${link}`)];
}

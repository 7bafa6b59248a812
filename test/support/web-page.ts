import { pino } from "pino";
import type { WebOptions } from "../../src/adapters/web/context.ts";
import { createWebAdapter } from "../../src/adapters/web/index.ts";
import type { ActionEvent, Adapter, Bot, Content, Thread } from "../../src/core/adapter.ts";
import type { Exchange, Source } from "../../src/core/answer.ts";
import type { About } from "../../src/core/command.ts";
import type { Place, Prompt } from "../../src/core/prompt.ts";
import { startHttp } from "../../src/http.ts";
import { createMetrics } from "../../src/metrics.ts";

/** Writes the answer to one prompt into its thread. `text` and `sources` of what it resolves to become a turn. */
export type Script = (prompt: Prompt, thread: Thread) => Promise<Content>;

/** The page over a bot that follows a script. */
export interface ScriptedPage {
  readonly url: string;
  readonly prompts: readonly Prompt[];
  readonly presses: readonly ActionEvent[];
  readonly stops: readonly { readonly place: Place; readonly by: string }[];
  readonly turns: Map<string, Exchange[]>;
  /** Tells the adapter that no more prompts are taken. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** An answer that is there at once. */
export function answerWith(text: string, sources: readonly Source[] = []): Script {
  return async (_prompt, thread) => {
    const content: Content = { text, done: true, sources, actions: ["helpful", "unhelpful", "again"] };
    await thread.post(content);
    return content;
  };
}

const ABOUT: About = {
  historyDays: 30,
  historyTurns: 10,
  sources: async () => [{ name: "astro", documents: 420 }],
  starters: async () => ["How do I install Astro?", "How do I deploy a site?"],
};

/** The page's adapter behind a real server. */
export interface ServedPage {
  readonly adapter: Adapter;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page on a free port of this machine, its prompts going to `bot`; without more options nothing is
 * remembered.
 */
export async function servePage(bot: Bot, options: Partial<WebOptions> = {}): Promise<ServedPage> {
  const log = pino({ level: "silent" });
  const adapter = createWebAdapter({ host: "127.0.0.1", history: async () => [], about: ABOUT, log, ...options });
  await adapter.start(bot);
  const routes = adapter.routes ? [adapter.routes] : [];
  const { registry } = createMetrics();
  const http = await startHttp({ host: "127.0.0.1", port: 0, log, routes, reasons: () => [], metrics: registry });
  return {
    adapter,
    url: http.url,
    async close() {
      await adapter.stop();
      await adapter.close?.();
      await http.close();
    },
  };
}

/** Serves the page over a bot that follows `script`. */
export async function startScriptedPage(script: Script, options: Partial<WebOptions> = {}): Promise<ScriptedPage> {
  const turns = new Map<string, Exchange[]>();
  const history = async ({ channel }: Place, owner: string) => turns.get(`${channel} ${owner}`) ?? [];
  const known = new Map<string, Prompt>();
  const presses: ActionEvent[] = [];
  const stops: { place: Place; by: string }[] = [];

  async function answer(prompt: Prompt): Promise<void> {
    const { text, sources = [] } = await script(prompt, await adapter.open(prompt));
    const key = `${prompt.place.channel} ${prompt.author.id}`;
    const turn = { id: prompt.id, author: prompt.author, question: prompt.text, answer: text, sources, at: Date.now() };
    turns.set(key, [...(turns.get(key) ?? []), turn]);
  }

  const bot: Bot = {
    async run(prompt) {
      if (known.has(prompt.id)) return;
      known.set(prompt.id, prompt);
      void answer(prompt);
    },
    async action(press) {
      presses.push(press);
      return "Thank you. Noted.";
    },
    asksWhy: async () => true,
    cancel: (place, by) => void stops.push({ place, by }),
    uninstalled: async () => {},
  };
  const { adapter, url, close } = await servePage(bot, { history, ...options });
  return {
    url,
    get prompts() {
      return [...known.values()];
    },
    presses,
    stops,
    turns,
    stop: () => adapter.stop(),
    close,
  };
}

import { pino } from "pino";
import { commands } from "../../../commands/index.ts";
import type { DiscordConfig } from "../../../src/adapters/discord/config.ts";
import { createDiscordAdapter, type DiscordDeps } from "../../../src/adapters/discord/index.ts";
import type { Adapter, Bot } from "../../../src/core/adapter.ts";
import { type LocalDiscord, type Options, startLocalDiscord } from "./local-discord.ts";

/** A local Discord with Docent's adapter on it, as fast as tests want it. */
export interface Stage {
  readonly discord: LocalDiscord;
  readonly adapter: Adapter;
  /** The lines that were logged. */
  readonly logged: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/** What a test may set of the adapter and its platform. */
export interface StageOptions extends Options {
  readonly config?: Partial<DiscordConfig>;
  readonly parts?: Partial<DiscordDeps>;
  /** A platform that is there already; it closes with the stage. */
  readonly discord?: LocalDiscord;
}

/** Intervals that suit a person are too long for a test. */
export const FAST = {
  updateMs: 20,
  typingMs: 50,
  longestTypingMs: 500,
  registerMs: 50,
  retryMs: [20, 50, 100],
} as const;

/** Starts the adapter against a local Discord, its prompts going to `bot`. */
export async function startStage(
  bot: Bot,
  { config, parts, discord: given, ...options }: StageOptions = {},
): Promise<Stage> {
  const discord = given ?? (await startLocalDiscord(options));
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: "debug", base: null }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const settings = { token: discord.token, answerChannels: [], commandPrefix: "", apiUrl: discord.apiUrl, ...config };
  const adapter = createDiscordAdapter({ config: settings, commands, log, intervals: FAST, ...parts });
  const close = async () => {
    await adapter.close?.();
    await discord.close();
  };
  try {
    await adapter.start(bot);
  } catch (error) {
    await close();
    throw error;
  }
  return { discord, adapter, logged, close };
}

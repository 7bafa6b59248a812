import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { commands } from "../../../commands/index.ts";
import { DocentBot } from "../../../src/bot/bot.ts";
import { Conversations } from "../../../src/bot/conversations.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { createSqliteStore } from "../../../src/storage/store.ts";
import { RepliesRag } from "../discord/house.ts";

/** How many answers a payload must get: none, one, or at most one where nobody can tell whether it is a question. */
export type Due = "none" | "one" | "at most one";

/** What went wrong with one payload. */
export interface Finding {
  readonly seed: number;
  readonly due: Due;
  readonly replies: number;
  readonly payload: unknown;
}

/** One platform that payloads are sent to. */
export interface Target {
  /** Makes the payload of a seed, sends it, and says what is due to it; `replies` counts what it got so far. */
  send(seed: number): { readonly due: Due; readonly payload: unknown; replies(): number };
  readonly violations: readonly string[];
  close(): Promise<void>;
}

/** The whole bot on an adapter, with answers that are known at once. */
export function answeringBot(dataDir: string, adapters: Adapter[]) {
  const database = openDatabase(dataDir);
  const store = createSqliteStore(database, { days: 30 });
  const bot = new DocentBot({
    adapters,
    commands,
    conversations: new Conversations(
      { exchanges: store.keyv("conversations"), threads: store.keyv("threads") },
      { turns: 10, days: 30, rootMinutes: 30 },
    ),
    journal: store.journal,
    leases: store.leases,
    rag: new RepliesRag(() => ({ pieces: ["Here."] })),
    about: { historyDays: 30, historyTurns: 10, sources: async () => [], starters: async () => [] },
    followups: "owner",
    questionsPerMinute: 1_000_000,
    log: pino({ level: "silent" }),
  });
  const close = async () => {
    await bot.drain(0);
    await store.close();
    database.close();
  };
  return { bot, close };
}

const BATCH = 40;
const PATIENCE_MS = 4_000;
/** What comes too often comes soon after the first. */
const AFTERWARDS_MS = 150;

/** Sends payloads and finds those that got too much or too little, and what nobody waited for. */
export async function findWrong(target: Target, seeds: readonly number[]): Promise<readonly (Finding | Error)[]> {
  const loose: Error[] = [];
  const note = (reason: unknown) => void loose.push(reason instanceof Error ? reason : new Error(String(reason)));
  process.on("unhandledRejection", note).on("uncaughtException", note);
  const wrong: (Finding | Error)[] = [];
  for (let from = 0; from < seeds.length; from += BATCH) {
    const sent = seeds.slice(from, from + BATCH).map((seed) => ({ seed, ...target.send(seed) }));
    const isAnswered = () => sent.every(({ due, replies }) => due !== "one" || replies() >= 1);
    for (const since = Date.now(); !isAnswered() && Date.now() - since < PATIENCE_MS; ) await pause(20);
    await pause(AFTERWARDS_MS);
    for (const { seed, due, payload, replies } of sent) {
      const most = due === "none" ? 0 : 1;
      if (replies() > most || (due === "one" && replies() < 1)) wrong.push({ seed, due, replies: replies(), payload });
    }
  }
  process.off("unhandledRejection", note).off("uncaughtException", note);
  return [...wrong, ...loose];
}

import { pino } from "pino";
import { commands } from "../../../commands/index.ts";
import type { Followups } from "../../../src/bot/admit.ts";
import { DocentBot } from "../../../src/bot/bot.ts";
import { Conversations } from "../../../src/bot/conversations.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import type { AnswerEvent, Outcome, Question, Rag, Source } from "../../../src/core/answer.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { createSqliteStore } from "../../../src/storage/store.ts";
import { type Stage, type StageOptions, startStage } from "./stage.ts";

/** How one question is answered: pieces of text, with a pause before each where a test needs one. */
export interface Reply {
  readonly pieces: readonly string[];
  readonly outcome?: Outcome;
  readonly sources?: readonly Source[];
  /** Called before each piece. */
  readonly pause?: (index: number) => Promise<unknown>;
}

/** Answers by a function of the question; what the bot asked is kept. */
export class RepliesRag implements Rag {
  readonly questions: Question[] = [];
  readonly #reply: (question: Question) => Reply;

  constructor(reply: (question: Question) => Reply) {
    this.#reply = reply;
  }

  async *answer(question: Question, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    this.questions.push(question);
    const { pieces, outcome = "answered", sources = [], pause } = this.#reply(question);
    yield { type: "progress", step: "searching" };
    yield { type: "verdict", outcome };
    for (const [index, text] of pieces.entries()) {
      await Promise.race([pause?.(index), aborted(signal)]);
      signal.throwIfAborted();
      yield { type: "text", text };
    }
    yield { type: "end", outcome, sources, cited: sources.map(({ url }) => url) };
  }

  async search() {
    return [{ title: "Images", url: "https://docs.example.com/images/", excerpt: "How to size an image." }];
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** The whole bot with its database, on Discord; only the answers are given. */
export interface House extends Stage {
  readonly bot: DocentBot;
  readonly rag: RepliesRag;
  /** Ends it as a killed process ends: nothing is finished, and others see that it is dead. */
  crash(): Promise<void>;
}

/** What a test may set of the house. */
export interface HouseOptions extends StageOptions {
  readonly dataDir: string;
  readonly reply: (question: Question) => Reply;
  readonly followups?: Followups;
}

/** Starts the bot on Discord and takes up what a former one left. */
export async function startHouse({ dataDir, reply, followups = "owner", ...options }: HouseOptions): Promise<House> {
  const database = openDatabase(dataDir);
  const store = createSqliteStore(database, { days: 30 });
  const rag = new RepliesRag(reply);
  const adapters: Adapter[] = [];
  const bot = new DocentBot({
    adapters,
    commands,
    conversations: new Conversations(
      { exchanges: store.keyv("conversations"), threads: store.keyv("threads") },
      { turns: 10, days: 30, rootMinutes: 30 },
    ),
    journal: store.journal,
    leases: store.leases,
    rag,
    about: { historyDays: 30, historyTurns: 10, sources: async () => [], starters: async () => [] },
    followups,
    questionsPerMinute: 10_000,
    log: pino({ level: "silent" }),
  });
  const stage = await startStage(bot, options);
  adapters.push(stage.adapter);
  await bot.resume();
  const close = async () => {
    await stage.adapter.stop();
    await bot.drain(0);
    await stage.close();
    await store.close();
    database.close();
  };
  const crash = async () => {
    await stage.adapter.close?.();
    await store.close();
  };
  return { ...stage, bot, rag, close, crash };
}

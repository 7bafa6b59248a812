import type { Adapter, Bot, Content, ProgressStep, Thread } from "../../src/core/adapter.ts";
import type { Json, Prompt } from "../../src/core/prompt.ts";

/** An answer as people would see it. */
export interface Shown {
  readonly prompt: Prompt;
  readonly messages: Content[];
  /** What went on before, as the asker was shown it. */
  readonly steps: ProgressStep[];
}

/** A platform in memory: a thread for every question asked at a root, named after it; what is posted is kept. */
export class MemoryAdapter implements Adapter {
  readonly platform = "test";
  readonly answers: Shown[] = [];
  bot: Bot | undefined;

  async start(bot: Bot): Promise<void> {
    this.bot = bot;
  }

  async stop(): Promise<void> {
    this.bot = undefined;
  }

  async open(prompt: Prompt): Promise<Thread> {
    const messages: Content[] = [];
    const steps: ProgressStep[] = [];
    this.answers.push({ prompt, messages, steps });
    const opens = prompt.place.thread === undefined && !prompt.private;
    return {
      place: opens ? { ...prompt.place, thread: `on-${prompt.id}` } : prompt.place,
      owner: opens ? prompt.author.id : undefined,
      limits: { fits: () => true, updateMs: 1, messages: 1 },
      progress: async (step) => void steps.push(step),
      post: async (content) => {
        const index = messages.push(content) - 1;
        return {
          update: async (next) => void messages.splice(index, 1, next),
          address: { answer: this.answers.findIndex((answer) => answer.messages === messages), index },
        };
      },
    };
  }

  async revise(_promptId: string, message: Json, content: Content): Promise<void> {
    const { answer, index } = message as { answer: number; index: number };
    this.answers[answer]?.messages.splice(index, 1, content);
  }

  /** What went on in answer to a question. */
  steps(text: string): readonly ProgressStep[] | undefined {
    return this.answers.findLast(({ prompt }) => prompt.text === text)?.steps;
  }

  /** What stands in answer to a question right now. */
  shown(text: string): string | undefined {
    const answer = this.answers.findLast(({ prompt }) => prompt.text === text);
    return answer?.messages.map((content) => content.text).join("\n");
  }
}

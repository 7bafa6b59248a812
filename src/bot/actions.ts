import type { Action, ActionEvent } from "../core/adapter.ts";
import type { Journal } from "../core/journal.ts";
import type { Prompt } from "../core/prompt.ts";
import type { Delivery } from "./deliver.ts";

/** How long a private answer can be shared or asked again, in milliseconds: as long as Discord's tokens live. */
const PRIVATE_MS = 15 * 60_000;

/** A private answer that its asker may still share. It is kept in memory alone. */
interface PrivateAnswer {
  readonly prompt: Prompt;
  readonly delivery: Delivery;
}

/** Private answers of the last minutes; nothing of them is stored. */
export class PrivateAnswers {
  readonly #answers = new Map<string, PrivateAnswer>();
  readonly #milliseconds: number;

  constructor(milliseconds = PRIVATE_MS) {
    this.#milliseconds = milliseconds;
  }

  keep(prompt: Prompt, delivery: Delivery): void {
    this.#answers.set(prompt.id, { prompt, delivery });
    setTimeout(() => this.#answers.delete(prompt.id), this.#milliseconds).unref();
  }

  get(id: string): PrivateAnswer | undefined {
    return this.#answers.get(id);
  }

  /** Takes an answer out, so that two presses share it once. */
  take(id: string): PrivateAnswer | undefined {
    const answer = this.get(id);
    this.#answers.delete(id);
    return answer;
  }
}

/** What a press of a button can set off. */
export interface ActionDeps {
  readonly journal: Journal;
  readonly privateAnswers: PrivateAnswers;
  /** The prompt of a question that is being answered right now. */
  running(promptId: string): Prompt | undefined;
  cancel(promptId: string): void;
  run(prompt: Prompt): Promise<void>;
  /** Posts a private answer where everybody sees it. */
  publish(prompt: Prompt, delivery: Delivery): Promise<void>;
}

type Act = (press: ActionEvent, desk: ActionDeps) => string | Promise<string>;

const ACTIONS: Record<Action, Act> = {
  helpful: (press, desk) => vote(press, desk, true),
  unhelpful: (press, desk) => vote(press, desk, false),
  stop,
  again,
  share,
};

const TOO_OLD = "That answer is too old for this. Please ask again.";

/** Carries out a press of a button; resolves to a sentence for the presser alone. */
export async function performAction(press: ActionEvent, desk: ActionDeps): Promise<string> {
  return ACTIONS[press.action](press, desk);
}

async function vote({ promptId, by }: ActionEvent, { journal }: ActionDeps, helpful: boolean): Promise<string> {
  if (!(await journal.vote(promptId, by.id, helpful))) return TOO_OLD;
  return helpful
    ? "Thank you. Noted as helpful."
    : "Thank you. Noted as not helpful; asking in other words may find more.";
}

function stop({ promptId, by }: ActionEvent, desk: ActionDeps): string {
  const prompt = desk.running(promptId);
  if (!prompt) return "This answer has ended already.";
  if (prompt.author.id !== by.id && !by.moderator)
    return "Only the person who asked, or a moderator, can stop this answer.";
  desk.cancel(promptId);
  return "Stopped.";
}

async function again({ promptId, by }: ActionEvent, desk: ActionDeps): Promise<string> {
  const prompt = (await desk.journal.prompt(promptId)) ?? desk.privateAnswers.get(promptId)?.prompt;
  if (!prompt) return TOO_OLD;
  if (prompt.author.id !== by.id)
    return "Only the person who asked can ask again. Ask me yourself, I am glad to answer.";
  await desk.run({ ...prompt, id: nextId(promptId), cause: "asked" });
  return "Asking again.";
}

/** `q`, `q~2`, `q~3`: a second press on the same answer gives the same id, which is answered once. */
function nextId(promptId: string): string {
  const [, base = promptId, count = "1"] = /^(.*?)(?:~(\d+))?$/s.exec(promptId) ?? [];
  return `${base}~${Number(count) + 1}`;
}

async function share({ promptId, by }: ActionEvent, desk: ActionDeps): Promise<string> {
  const asker = desk.privateAnswers.get(promptId)?.prompt.author.id;
  if (asker === undefined) return TOO_OLD;
  if (asker !== by.id) return "Only the person who asked can share this answer.";
  const answer = desk.privateAnswers.take(promptId);
  if (answer) await desk.publish(answer.prompt, answer.delivery);
  return "Shared.";
}

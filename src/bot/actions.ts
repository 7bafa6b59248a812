import type { Action, ActionEvent, Adapter, Bot } from "../core/adapter.ts";
import { reply } from "../core/command.ts";
import { CancelledError, UserError } from "../core/errors.ts";
import type { Prompt } from "../core/prompt.ts";
import { addCase, type CaseDeps } from "./add-case.ts";
import { audit } from "./audit.ts";
import type { Delivery } from "./deliver.ts";
import { adapterFor, deliverReply, type PromptWork, type ReplyDeps } from "./endings.ts";
import { countVote, type VoteDeps } from "./votes.ts";

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

  /** Keeps an answer that was delivered whole. */
  keep(prompt: Prompt, delivery: Delivery): void {
    if (delivery.state !== "delivered") return;
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

/** What actions work with. */
export interface ActionDeps extends ReplyDeps, VoteDeps, CaseDeps {
  readonly bot: Pick<Bot, "run">;
  readonly adapters: readonly Adapter[];
  /** The questions that are being answered right now, by the id of their prompt. */
  readonly open: ReadonlyMap<string, PromptWork>;
  readonly privateAnswers: PrivateAnswers;
}

type Perform = (event: ActionEvent, deps: ActionDeps) => string | Promise<string>;

const ACTIONS: Record<Action, Perform> = {
  helpful: (event, deps) => vote(event, deps, true),
  unhelpful: (event, deps) => vote(event, deps, false),
  stop,
  again,
  share,
  test: (event, deps) => addCase(event, deps),
};

const TOO_OLD = "That answer is too old for this. Please ask again.";
const FORGOTTEN = "What was kept of this question was deleted at its asker's wish. Please ask anew.";
const AS_FIRST_WRITTEN = "Asking again, as you first wrote it: I cannot read here what your message says now.";

/** Carries out what the press of a button asks for; resolves to a sentence for the presser alone. */
export async function performAction(event: ActionEvent, deps: ActionDeps): Promise<string> {
  if (await deps.journal.isForgotten(event.promptId)) return FORGOTTEN;
  return ACTIONS[event.action](event, deps);
}

async function vote(event: ActionEvent, deps: ActionDeps, helpful: boolean): Promise<string> {
  return (await countVote(event, deps, helpful)) ?? TOO_OLD;
}

function stop({ promptId, by, place }: ActionEvent, { open, admins, log }: ActionDeps): string {
  const work = open.get(promptId);
  if (!work) return "This answer has ended already.";
  const whose = work.prompt.author.id;
  if (whose !== by.id) {
    if (!by.moderator && !admins?.includes(by.id))
      return "Only the person who asked, or a moderator, can stop this answer.";
    audit(log, { act: "stop", by, whose, place, outcome: "done" });
  }
  work.controller.abort(new CancelledError("A person stopped the answer"));
  return "Stopped.";
}

async function again({ promptId, by }: ActionEvent, deps: ActionDeps): Promise<string> {
  const { bot, journal, privateAnswers, adapters } = deps;
  const prompt = (await journal.prompt(promptId)) ?? privateAnswers.get(promptId)?.prompt;
  if (!prompt) return TOO_OLD;
  if (prompt.author.id !== by.id)
    return "Only the person who asked can ask again. Ask me yourself, I am glad to answer.";
  try {
    const adapter = adapterFor(prompt, adapters);
    const now = adapter.reread ? await adapter.reread(prompt) : prompt;
    await bot.run({ ...(now ?? prompt), id: nextId(promptId), cause: "asked" });
    return now ? "Asking again." : AS_FIRST_WRITTEN;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** `q`, `q~2`, `q~3`: a second press on the same answer gives the same id, which is answered once. */
function nextId(promptId: string): string {
  const [, base = promptId, count = "1"] = /^(.*?)(?:~(\d+))?$/s.exec(promptId) ?? [];
  return `${base}~${Number(count) + 1}`;
}

async function share({ promptId, by }: ActionEvent, deps: ActionDeps): Promise<string> {
  const asker = deps.privateAnswers.get(promptId)?.prompt.author.id;
  if (asker === undefined) return TOO_OLD;
  if (asker !== by.id) return "Only the person who asked can share this answer.";
  const answer = deps.privateAnswers.take(promptId);
  if (answer) await publish(answer, deps);
  return "Shared.";
}

/** Posts a private answer where everybody sees it. */
async function publish({ prompt, delivery }: PrivateAnswer, deps: ActionDeps): Promise<void> {
  const shared = { ...prompt, id: `${prompt.id}~shared`, private: false };
  const thread = await adapterFor(shared, deps.adapters).open(shared);
  const { signal } = new AbortController();
  const text = `${sharedBy(prompt)}\n\n${delivery.shown}`;
  await deliverReply(reply(text, delivery.sources), { prompt: shared, thread, signal }, deps);
}

/** Says whose words stand there: the asker only shares them, and asked about what somebody else wrote. */
function sharedBy({ author, quotedFrom }: Prompt): string {
  const about = quotedFrom ? `what ${plainName(quotedFrom)} wrote` : "a message";
  return `_${plainName(author.name)} asked me about ${about} and shares my answer:_`;
}

function plainName(name: string): string {
  return name.replace(/[*_`~|[\]()<>\\\n]/g, "").trim();
}

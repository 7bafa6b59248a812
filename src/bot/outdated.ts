import type { Adapter, Content } from "../core/adapter.ts";
import { type Exchange, namesNearest } from "../core/answer.ts";
import { actionsOn } from "../core/buttons.ts";
import { DeliveryError } from "../core/errors.ts";
import { reference } from "../core/journal.ts";
import type { Logger } from "../core/log.ts";
import type { ConversationKey, Conversations } from "./conversations.ts";

/** What has been delivered for longer is not changed any more, in milliseconds. */
const LONGEST_MS = 30 * 86_400_000;

/** What marking answers works with. `gone`: which chunks the index does not hold any more. */
export interface OutdatedDeps {
  readonly conversations: Conversations;
  readonly adapters: readonly Adapter[];
  readonly gone: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly takesVotes?: boolean;
  readonly log: Logger;
}

/** An answer that cites what has changed, and a conversation that holds it. */
interface FoundAnswer {
  readonly key: ConversationKey;
  readonly exchange: Exchange;
}

/**
 * Marks the answers of the last weeks that cite what a sync changed or removed: in what is remembered, and in the message
 * itself where that can still be changed. Nobody is notified. Resolves to how many answers were marked.
 */
export async function markOutdated(deps: OutdatedDeps, now = Date.now()): Promise<number> {
  const outdated = await findOutdated(deps, now);
  const marked = new Map(outdated.map((each) => [each.exchange.id, each]));
  const byConversation = Map.groupBy(outdated, ({ key }) => JSON.stringify(key));
  for (const answers of byConversation.values()) {
    const ids = new Set(answers.map(({ exchange }) => exchange.id));
    if (answers[0]) await deps.conversations.markOutdated(answers[0].key, ids);
  }
  for (const answer of marked.values()) await revise(answer, deps);
  return marked.size;
}

async function findOutdated({ conversations, gone }: OutdatedDeps, now: number): Promise<FoundAnswer[]> {
  const answers: FoundAnswer[] = [];
  for await (const [key, exchanges] of conversations.all())
    for (const exchange of exchanges) if (mayAge(exchange, now)) answers.push({ key, exchange });
  const cited = new Set(answers.flatMap(({ exchange }) => exchange.cited ?? []));
  const changed = new Set(await gone([...cited]));
  return answers.filter(({ exchange }) => exchange.cited?.some((id) => changed.has(id)));
}

function mayAge({ outcome, mark, isOutdated, cited, at }: Exchange, now: number): boolean {
  const isWhole = outcome === "answered" && mark === undefined && !isOutdated;
  return isWhole && (cited?.length ?? 0) > 0 && now - at < LONGEST_MS;
}

/** Adds the line to the delivered message. One that is gone, or that cannot be changed, stays as it is. */
async function revise({ key, exchange }: FoundAnswer, { adapters, takesVotes, log }: OutdatedDeps): Promise<void> {
  const adapter = adapters.find(({ platform }) => platform === key.place.platform);
  const { id, message, answer, sources, outcome = "answered" } = exchange;
  if (message === undefined || !adapter?.revise) return;
  const content: Content = {
    text: answer,
    done: true,
    cited: sources,
    sources,
    isNearest: namesNearest(outcome),
    isOutdated: true,
    actions: actionsOn(outcome, takesVotes),
  };
  try {
    await adapter.revise(id, message, content);
  } catch (err) {
    const level = err instanceof DeliveryError ? "debug" : "warn";
    log[level]({ err, question: reference(id) }, "an answer that is out of date could not be marked");
  }
}

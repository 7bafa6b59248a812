import type { Keyv } from "keyv";
import type { Thread } from "../core/adapter.ts";
import type { Exchange } from "../core/answer.ts";
import { UserError } from "../core/errors.ts";
import type { Place, Prompt } from "../core/prompt.ts";

/** A thread whose first question Docent answered. `shared`: somebody else has spoken there since. */
export interface ThreadRecord {
  readonly owner: string;
  readonly shared: boolean;
}

/** A conversation: everything said at a place on behalf of one owner. */
export interface ConversationKey {
  readonly place: Place;
  readonly owner: string;
}

/** The last exchanges that a store keeps, for people to read again; how many a model is shown is another setting. */
const MOST_KEPT = 50;

const SEPARATOR = ":";

/** The part of a key that names a place. Parts are encoded, so that no id can reach into a neighbour's key. */
function placeKey({ platform, workspace, channel, thread = "" }: Place): string {
  return [platform, workspace, channel, thread].map(encodeURIComponent).join(SEPARATOR);
}

/** The key under which a conversation is stored, and by which its exchanges are kept in order. */
export function conversationKey({ place, owner }: ConversationKey): string {
  return placeKey(place) + SEPARATOR + encodeURIComponent(owner);
}

/** The key of what one person asks in one place. */
export function askerKey({ place, author }: Pick<Prompt, "place" | "author">): string {
  return conversationKey({ place, owner: author.id });
}

/** Reads a stored key back. */
function parseKey(key: string): ConversationKey {
  const [platform = "", workspace = "", channel = "", thread = "", owner = ""] = key
    .split(SEPARATOR)
    .map(decodeURIComponent);
  return { place: { platform, workspace, channel, ...(thread && { thread }) }, owner };
}

/** The place around a thread: its channel's root. */
function rootOf({ thread: _, ...root }: Place): Place {
  return root;
}

/** Whether two places are the same. */
export function samePlace(one: Place, other: Place): boolean {
  return placeKey(one) === placeKey(other);
}

/** How long and how much is remembered. `rootMinutes`: what still counts at the root of a channel. */
export interface HistoryLimits {
  readonly turns: number;
  readonly days: number;
  readonly rootMinutes: number;
}

/**
 * Whose history is whose. Two servers, channels, threads or people never see each other's, but for a thread
 * that Docent answered from its first message: there everyone shares its owner's conversation.
 * Reads and writes reject when the store does, so an outage never looks like an empty history.
 */
export class Conversations {
  readonly #exchanges: Keyv<readonly Exchange[]>;
  readonly #threads: Keyv<ThreadRecord>;
  readonly #limits: HistoryLimits;
  readonly #now: () => number;

  constructor(
    stores: { exchanges: Keyv<readonly Exchange[]>; threads: Keyv<ThreadRecord> },
    limits: HistoryLimits,
    now: () => number = Date.now,
  ) {
    this.#exchanges = stores.exchanges;
    this.#threads = stores.threads;
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * The conversation in which `prompt` is answered in a thread; one that it opened is its owner's from then on.
   * `known`: what is known of the place where it was asked, if that was read already.
   */
  async keyOf(
    prompt: Prompt,
    { place, owner }: Pick<Thread, "place" | "owner">,
    known?: ThreadRecord,
  ): Promise<ConversationKey> {
    if (known && samePlace(place, prompt.place)) return { place, owner: known.owner };
    const opened = owner !== undefined && place.thread !== undefined && !prompt.private;
    return opened ? this.claim(place, owner) : this.keyFor(place, prompt.author.id);
  }

  /** The conversation that a prompt at `place` belongs to. */
  async keyFor(place: Place, author: string): Promise<ConversationKey> {
    return { place, owner: (await this.thread(place))?.owner ?? author };
  }

  /** What is known of a thread that Docent answered from its first message. */
  async thread(place: Place): Promise<ThreadRecord | undefined> {
    return place.thread === undefined ? undefined : this.#threads.get(placeKey(place));
  }

  /** Notes whose question a thread answers, and resolves to its conversation. Known threads keep their owner. */
  async claim(place: Place, owner: string): Promise<ConversationKey> {
    const known = await this.thread(place);
    if (!known && place.thread !== undefined) await this.#threads.set(placeKey(place), { owner, shared: false });
    return { place, owner: known?.owner ?? owner };
  }

  /** Notes that a thread is no longer a talk between its owner and Docent alone. */
  async markShared(place: Place): Promise<void> {
    const thread = await this.thread(place);
    if (thread && !thread.shared) await this.#threads.set(placeKey(place), { ...thread, shared: true });
  }

  /** Every exchange kept of a conversation, oldest first. */
  async exchanges(key: ConversationKey): Promise<readonly Exchange[]> {
    return (await this.#exchanges.get(conversationKey(key))) ?? [];
  }

  /**
   * The exchanges that shape the answer to `prompt`, oldest first: those of the conversation; at a channel's root
   * only the last minutes'; in a thread just opened there, the root's.
   */
  async history(prompt: Prompt, key: ConversationKey): Promise<readonly Exchange[]> {
    const { own, root } = await this.#read(prompt, key);
    const begins = own.length === 0 && root !== undefined;
    const exchanges = begins ? root : own;
    const atRoot = begins || key.place.thread === undefined;
    const counted = atRoot && !prompt.direct ? exchanges.filter((exchange) => this.#isRecent(exchange)) : exchanges;
    return this.#limits.turns === 0 ? [] : counted.slice(-this.#limits.turns);
  }

  #isRecent(exchange: Exchange): boolean {
    return exchange.at > this.#now() - this.#limits.rootMinutes * 60_000;
  }

  /**
   * Adds an exchange. Where the prompt opened a thread, the exchange also counts at the root it was asked from, and the
   * thread begins with the `history` that shaped its first answer. Reads what is there once more: the root is shared
   * with other threads, and somebody may have had something forgotten while the answer was written.
   */
  async append(prompt: Prompt, key: ConversationKey, exchange: Exchange, history: readonly Exchange[]): Promise<void> {
    if (this.#limits.turns === 0) return;
    const { own, root } = await this.#read(prompt, key);
    await this.#save(conversationKey(key), [...(root && own.length === 0 ? history : own), exchange]);
    if (root) await this.#save(askerKey(prompt), [...root, exchange]);
  }

  /** In one go, what is kept of a conversation, and of the root from which the prompt opened it, if it did. */
  async #read(prompt: Prompt, key: ConversationKey): Promise<{ own: readonly Exchange[]; root?: readonly Exchange[] }> {
    if (samePlace(prompt.place, key.place)) return { own: await this.exchanges(key) };
    const [own = [], root = []] = await this.#exchanges.getMany<readonly Exchange[]>([
      conversationKey(key),
      askerKey(prompt),
    ]);
    return { own, root };
  }

  async #save(key: string, exchanges: readonly Exchange[]): Promise<void> {
    const once = [...new Map(exchanges.map((exchange) => [exchange.id, exchange])).values()];
    await this.#exchanges.set(key, once.slice(-MOST_KEPT));
  }

  /**
   * Forgets the conversation at `place`, and at a root also the threads that this person owns from there.
   * Resolves to the number of exchanges forgotten. In a thread only its owner or a moderator may.
   */
  async reset(place: Place, by: Prompt["author"]): Promise<number> {
    const key = await this.keyFor(place, by.id);
    if (key.owner !== by.id && !by.moderator)
      throw new UserError("Only the person whose question opened this thread, or a moderator, can reset it.");
    const forgotten = new Map([[conversationKey(key), await this.exchanges(key)]]);
    if (place.thread === undefined) {
      for await (const [stored, exchanges] of this.#all()) {
        if (stored.owner !== by.id || !samePlace(rootOf(stored.place), place)) continue;
        if ((await this.thread(stored.place))?.owner === by.id) forgotten.set(conversationKey(stored), exchanges);
      }
    }
    await this.#exchanges.delete([...forgotten.keys()]);
    // What opened a thread is kept there and at its root.
    return new Set([...forgotten.values()].flat().map(({ id }) => id)).size;
  }

  /**
   * Deletes every conversation that a person owns and their exchanges in others'. Resolves to the number of exchanges
   * deleted.
   */
  async forget(platform: string, person: string): Promise<number> {
    const forgotten = new Set<string>();
    for await (const [key, exchanges] of this.#all()) {
      if (key.place.platform !== platform) continue;
      const rest = key.owner === person ? [] : exchanges.filter((exchange) => exchange.author.id !== person);
      for (const exchange of exchanges) if (!rest.includes(exchange)) forgotten.add(exchange.id);
      if (rest.length === 0) await this.#exchanges.delete(conversationKey(key));
      else if (rest.length < exchanges.length) await this.#exchanges.set(conversationKey(key), rest);
    }
    await this.#disown(platform, person);
    return forgotten.size;
  }

  /** A thread whose owner had everything deleted while it was opened is nobody's. */
  async disown(place: Place, person: string): Promise<void> {
    if ((await this.thread(place))?.owner === person) await this.#threads.delete(placeKey(place));
  }

  async #disown(platform: string, person: string): Promise<void> {
    const prefix = encodeURIComponent(platform) + SEPARATOR;
    for await (const [key, { owner }] of entries(this.#threads))
      if (owner === person && key.startsWith(prefix)) await this.#threads.delete(key);
  }

  /** Deletes everything kept about a workspace. */
  async forgetWorkspace(platform: string, workspace: string): Promise<void> {
    const prefix = [platform, workspace, ""].map(encodeURIComponent).join(SEPARATOR);
    for (const store of [this.#exchanges, this.#threads])
      for await (const [key] of entries(store)) if (key.startsWith(prefix)) await store.delete(key);
  }

  /** Everything that is remembered, by its conversation; what opened a thread stands in its channel's root too. */
  all(): AsyncIterable<[ConversationKey, readonly Exchange[]]> {
    return this.#all();
  }

  /** Notes that some exchanges of a conversation cite what has changed since. */
  async markOutdated(key: ConversationKey, ids: ReadonlySet<string>): Promise<void> {
    const exchanges = await this.exchanges(key);
    const marked = exchanges.map((exchange) => (ids.has(exchange.id) ? { ...exchange, isOutdated: true } : exchange));
    if (marked.length > 0) await this.#exchanges.set(conversationKey(key), marked);
  }

  async *#all(): AsyncGenerator<[ConversationKey, readonly Exchange[]]> {
    for await (const [key, exchanges] of entries(this.#exchanges)) yield [parseKey(key), exchanges];
  }
}

/** Everything in a store; what is deleted by others while it is listed is left out. */
async function* entries<Value>(store: Keyv<Value>): AsyncGenerator<[string, Value]> {
  if (!store.iterator) throw new Error("This Keyv store cannot be listed");
  const all = store.iterator(store.namespace) as AsyncGenerator<[string, Value | undefined]>;
  for await (const [key, value] of all) if (value !== undefined) yield [key, value];
}

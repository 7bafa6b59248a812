import {
  type Client,
  type ClientEvents,
  Events,
  type Interaction,
  type Message,
  type PartialMessage,
} from "discord.js";
import type { Adapter, Bot, Content, Thread } from "../../core/adapter.ts";
import type { Command } from "../../core/command.ts";
import { type DeliveryFailure, UserError } from "../../core/errors.ts";
import { KeyedQueue } from "../../core/keyed-queue.ts";
import type { AdapterDeps } from "../../core/platform.ts";
import type { Json, Prompt } from "../../core/prompt.ts";
import { CommandRegistry } from "./command-registry.ts";
import type { DiscordConfig } from "./config.ts";
import { type ConnectOptions, connect, createClient, createRest, mayReadContent, readApplication } from "./connect.ts";
import { asDelivery, delivering, retryUntilDelivered } from "./errors.ts";
import { guardPackets } from "./guard-packets.ts";
import { receive } from "./interactions.ts";
import { notifyAsker } from "./notify-asker.ts";
import { discordPlaceOf, isFreshEdit, mentionsBot, messagePromptId, promptFromMessage } from "./prompt.ts";
import { DISCORD_LIMITS, type DiscordLimits, DiscordRateLimit } from "./rate-limit.ts";
import { rereadDiscordMessage } from "./reread.ts";
import { type Permission, resolveThread } from "./resolve-thread.ts";
import { reviseDiscordMessage } from "./revise.ts";
import { ALONE, ShardLeaders } from "./shard-leaders.ts";
import { DiscordThread, TYPING_INTERVALS, type TypingIntervals } from "./thread.ts";

/** What the adapter is made of. Everything but the first three has a default that suits Discord. */
export interface DiscordDeps extends ConnectOptions, Pick<AdapterDeps, "commands" | "log" | "campaign"> {
  readonly config: DiscordConfig;
  readonly intervals?: Partial<TypingIntervals>;
  readonly pace?: DiscordLimits;
  /** After how long a process takes what was another one's to take, in milliseconds. */
  readonly lateMs?: number;
}

/** Time enough for whoever leads to record a question; a command must be acknowledged within three seconds. */
const LATE_MS = 1_500;

/** Docent on Discord. Set up by the token alone: commands are registered at start where they differ. */
export function createDiscordAdapter(parts: DiscordDeps): Adapter {
  return new DiscordAdapter(parts);
}

class DiscordAdapter implements Adapter {
  readonly platform = "discord";
  readonly #parts: DiscordDeps;
  readonly #pace: DiscordRateLimit;
  readonly #intervals: TypingIntervals;
  /** What was said already about lacking permissions: said once for each channel, not with every question. */
  readonly #said = new Set<string>();
  readonly #reading = new KeyedQueue();
  readonly #leaders: ShardLeaders;
  readonly #registry: CommandRegistry;
  #client: Client | undefined;
  #accepting = false;

  constructor(parts: DiscordDeps) {
    this.#parts = parts;
    this.#pace = new DiscordRateLimit(parts.pace ?? DISCORD_LIMITS);
    this.#intervals = { ...TYPING_INTERVALS, ...parts.intervals };
    this.#registry = new CommandRegistry(parts, this.#intervals.registerMs);
    this.#leaders = new ShardLeaders(parts.campaign ?? ALONE, parts.lateMs ?? LATE_MS);
  }

  async start(bot: Bot): Promise<void> {
    const { config, log } = this.#parts;
    const rest = createRest(config, this.#parts);
    // Docent may start while Discord, or the way there, is down for a moment.
    const application = await retryUntilDelivered(() => readApplication(rest), this.#intervals.retryMs);
    const registered = await this.#registry.register(rest, application);
    const client = createClient(config, application, log, this.#parts);
    guardPackets(client, log);
    this.#client = client;
    this.#accepting = true;
    this.#listen(client, bot, mayReadContent(application));
    await connect(client, config.token, this.#parts.readyMs);
    for (const shard of client.ws.shards.keys()) this.#leaders.stand(application.id, shard);
    log.info({ servers: client.guilds.cache.size, registered }, `on Discord as ${client.user?.username}`);
  }

  spell(command: Command): string {
    return this.#registry.spell(command);
  }

  async open(prompt: Prompt): Promise<Thread> {
    const client = this.#client;
    if (!client?.isReady()) throw new Error("Discord is not connected");
    const open = () => delivering(() => resolveThread(client, prompt));
    const opened = await retryUntilDelivered(open, this.#intervals.retryMs);
    const { lacking } = opened;
    if (lacking) this.#tellLacking(client, prompt, lacking);
    const onRefusal = (failure: DeliveryFailure) => {
      if (failure === "denied") this.#tellLacking(client, prompt, lacking ?? []);
      if (failure === "expired") this.#tell(client, prompt, TOO_LATE);
    };
    const shared = { prompt, pace: this.#pace, intervals: this.#intervals, log: this.#parts.log, onRefusal };
    return new DiscordThread({ ...opened, ...shared });
  }

  async reread(prompt: Prompt): Promise<Prompt | undefined> {
    return this.#client && rereadDiscordMessage(this.#client, prompt);
  }

  async revise(promptId: string, message: Json, content: Content): Promise<void> {
    if (!this.#client) throw new Error("Discord is not connected");
    await reviseDiscordMessage(this.#client.rest, promptId, message, content);
  }

  async tell(prompt: Prompt, sentence: string): Promise<void> {
    if (this.#client) this.#tell(this.#client, prompt, sentence);
  }

  async stop(): Promise<void> {
    this.#registry.stop();
    this.#accepting = false;
    await this.#leaders.leave();
  }

  async close(): Promise<void> {
    await this.#client?.destroy();
  }

  #listen(client: Client, bot: Bot, mayRead: boolean): void {
    const { commands, config, log } = this.#parts;
    const reception = {
      bot: this.#telling(client, bot),
      commands,
      prefix: config.commandPrefix,
      open: () => this.#accepting,
    };
    // What is taken late another process has most likely taken, and it has told the asker what there is to tell.
    const late = { ...reception, bot };
    const on = this.#listener(client);
    on(
      Events.MessageCreate,
      (message, isLate) => (isLate ? this.#take(message, bot) : this.#takeAndTell(message, reception.bot, mayRead)),
      shardOf,
    );
    client.on(Events.MessageUpdate, (before, message) => {
      if (!before.partial && mentionsBot(before)) return;
      this.#leaders.take(shardOf(message), () => this.#calmly(Events.MessageUpdate, this.#takeEdited(message, bot)));
    });
    on(Events.InteractionCreate, (interaction, isLate) => receive(interaction, isLate ? late : reception), shardOf);
    on(Events.MessageDelete, (message) => stopDeleted(message, bot));
    on(Events.MessageBulkDelete, (messages) => Promise.all(messages.map((message) => stopDeleted(message, bot))));
    on(Events.GuildDelete, (guild) => bot.uninstalled(this.platform, guild.id));
    client.on(Events.Error, (error) => log.warn({ err: error }, "trouble with Discord"));
    client.on(Events.ShardDisconnect, ({ code }, shard) => log.error({ code, shard }, "Discord ended the connection"));
    client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, "connecting to Discord again"));
  }

  /**
   * Listens so that whatever goes wrong with one event is logged and touches no other. With `shardOf`, one process
   * takes the event, and the others take it late; without it, every process does.
   */
  #listener(client: Client) {
    return <Name extends keyof ClientEvents>(
      name: Name,
      take: (event: ClientEvents[Name][0], isLate: boolean) => Promise<unknown>,
      shardOf?: (event: ClientEvents[Name][0]) => number,
    ) => {
      const takeCalmly = (event: ClientEvents[Name][0], isLate: boolean) => this.#calmly(name, take(event, isLate));
      const listener = (event: ClientEvents[Name][0]) =>
        shardOf ? this.#leaders.take(shardOf(event), (isLate) => takeCalmly(event, isLate)) : takeCalmly(event, false);
      // The client's own types do not see that a listener for `Name` takes the events of `Name`.
      client.on(name, listener as never);
    };
  }

  #calmly(event: string, dealing: Promise<unknown>): void {
    const { log } = this.#parts;
    void dealing.catch((err) => log.error({ err: asDelivery(err), event }, "an event was not dealt with"));
  }

  /** A mention may come with an edit. What was answered before is known, as long as questions are remembered. */
  async #takeEdited(edited: Message | PartialMessage, bot: Pick<Bot, "run">): Promise<void> {
    if (!isFreshEdit(edited)) return;
    const message = edited.partial ? await edited.fetch() : edited;
    if (message.guildId !== null && mentionsBot(message)) await this.#take(message, bot);
  }

  /** Resolves to the prompt in a message, where it is for Docent. */
  async #take(message: Message, bot: Pick<Bot, "run">): Promise<Prompt | undefined> {
    if (!this.#accepting) return undefined;
    const reading = promptFromMessage(message, this.#parts.config.answerChannels);
    // What is written in a channel is taken in order, though one message may have files to read and the next none.
    return this.#reading.run(message.channelId, async () => {
      const prompt = await reading;
      if (prompt) await bot.run(prompt);
      return prompt;
    });
  }

  async #takeAndTell(message: Message, bot: Pick<Bot, "run">, mayRead: boolean): Promise<void> {
    const prompt = await this.#take(message, bot);
    const isUnreadable = prompt?.cause === "asked" && message.reference && !prompt.quoted && !mayRead;
    if (isUnreadable && this.#client) this.#tell(this.#client, prompt, UNREADABLE);
  }

  /** The bot, and whoever asked by name is told where it could not take the question. */
  #telling(client: Client, bot: Bot): Pick<Bot, "run" | "action" | "asksWhy"> {
    return {
      action: (press) => bot.action(press),
      asksWhy: (press) => bot.asksWhy(press),
      run: async (prompt) => {
        try {
          await bot.run(prompt);
        } catch (error) {
          if (error instanceof UserError && prompt.cause === "asked") this.#tell(client, prompt, error.message);
          throw error;
        }
      },
    };
  }

  /** Says once for each channel, in the log and to the asker alone, what Docent may not do there. */
  #tellLacking(client: Client, prompt: Prompt, lacking: readonly Permission[]): void {
    const { log } = this.#parts;
    const what = lacking.join(", ") || "a permission";
    const key = `${prompt.place.channel} ${what}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    log.warn({ channel: prompt.place.channel, lacking }, `Discord does not grant ${what}`);
    if (prompt.cause !== "asked") return;
    const sentence = `I may not do everything I need in <#${prompt.place.channel}>: I lack ${what}. Somebody who manages the server can grant it to my role.`;
    this.#tell(client, prompt, sentence);
  }

  #tell(client: Client, prompt: Prompt, sentence: string): void {
    notifyAsker(client.rest, prompt, sentence).catch((error) =>
      this.#parts.log.debug({ err: asDelivery(error) }, "nobody could be told"),
    );
  }
}

const TOO_LATE =
  "My private answer came too late: Discord shows such answers for fifteen minutes after the question. Please ask again.";

const UNREADABLE =
  "I cannot read the message you replied to: Discord shows me only what mentions me. Please ask again with its words in yours, or use its menu: Apps, Ask Docent about this.";

/** The shard that brought an event; DMs come by the first. */
function shardOf({ guild }: Pick<Message, "guild"> | Pick<Interaction, "guild">): number {
  return guild?.shardId ?? 0;
}

/** A question that is deleted needs no answer, whoever deleted it. */
async function stopDeleted(message: Message | PartialMessage, bot: Bot): Promise<void> {
  const { author } = message;
  const by = { id: author?.id ?? "", name: author?.username ?? "", moderator: true };
  await bot.action({ action: "stop", promptId: messagePromptId(message), by, place: discordPlaceOf(message) });
}

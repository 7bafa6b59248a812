import { setTimeout as sleep } from "node:timers/promises";
import {
  type APIApplication,
  ApplicationFlagsBitField,
  Client,
  DefaultRestOptions,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  Options,
  Partials,
  REST,
  type RESTOptions,
  Routes,
} from "discord.js";
import { RefusedError, UserError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { RateLimiter } from "../../core/rate-limit.ts";
import type { DiscordConfig } from "./config.ts";
import { REQUEST_LIMITS } from "./rate-limit.ts";

/** How often Discord's REST API is asked, and how long it is waited for. Milliseconds. */
export interface ConnectOptions {
  readonly requestMs?: number;
  readonly readyMs?: number;
}

const READY_MS = 60_000;
/** How long a client that did not get ready is waited for while it ends. */
const DISCARD_MS = 1000;

const NO_CONTENT =
  "The Message Content intent is off, so Docent reads only mentions, DMs and commands. For follow-ups without a mention, answer channels and replies to other people's messages switch it on: https://discord.com/developers/applications, your application, Bot, Message Content Intent; then restart.";

/** The REST API with this bot's login. */
export function createRest({ token, apiUrl }: DiscordConfig, { requestMs }: ConnectOptions = {}): REST {
  return new REST({ ...restOptions(apiUrl, requestMs) }).setToken(token);
}

function restOptions(api: string | undefined, timeout: number | undefined): Partial<RESTOptions> {
  const limiter = new RateLimiter(REQUEST_LIMITS);
  return {
    ...(api ? { api } : {}),
    ...(timeout ? { timeout } : {}),
    // The client remembers something for each thread, and by itself for an hour.
    handlerSweepInterval: 300_000,
    async makeRequest(url, init) {
      if (!FREE.test(new URL(url).pathname)) await limiter.wait();
      return DefaultRestOptions.makeRequest(url, init.body instanceof FormData ? await encoded(init, init.body) : init);
    },
  };
}

type Init = Parameters<RESTOptions["makeRequest"]>[1];

/**
 * A message with files as bytes. The first HTTP client that a process loads sends for all of them, and may not know
 * the forms of the others.
 */
async function encoded(init: Init, form: FormData): Promise<Init> {
  const bytes = new Response(form);
  const headers = { ...init.headers, "content-type": bytes.headers.get("content-type") ?? "" };
  return { ...init, headers, body: new Uint8Array(await bytes.arrayBuffer()) };
}

/** Interactions do not count for the bot's fifty requests a second. */
const FREE = /^\/api\/v\d+\/(?:interactions|webhooks)\//;

/** What Discord says of this bot's application. Rejects with a `UserError` where the token is wrong. */
export async function readApplication(rest: REST): Promise<APIApplication> {
  try {
    return (await rest.get(Routes.currentApplication())) as APIApplication;
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || error.status !== 401) throw error;
    throw new RefusedError(
      "Discord does not accept DISCORD_TOKEN. Make a new one at https://discord.com/developers/applications, your application, Bot, Reset Token, and copy it whole.",
    );
  }
}

/** A client that is not connected yet. Asks for the Message Content intent only where the application has it. */
export function createClient(
  config: DiscordConfig,
  application: APIApplication,
  log: Logger,
  options: ConnectOptions = {},
): Client {
  const mayRead = mayReadContent(application);
  if (!mayRead) log.warn(NO_CONTENT);
  return new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(mayRead ? [GatewayIntentBits.MessageContent] : []),
    ],
    // Without partials there are no DMs, and no deletions of messages that are not remembered.
    partials: [Partials.Channel, Partials.Message],
    shards: "auto",
    allowedMentions: { parse: [], repliedUser: false },
    rest: restOptions(config.apiUrl, options.requestMs),
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 10,
      ReactionManager: 0,
      GuildMemberManager: { maxSize: 200, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 1_000, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
    // In seconds. Who writes in an archived thread wakes it, and the client hears of that first.
    sweepers: { ...Options.DefaultSweeperSettings, threads: { interval: 300, lifetime: 300 } },
  });
}

/** Whether messages that are not addressed to the bot come with their text. */
export function mayReadContent({ flags }: APIApplication): boolean {
  const bits = ApplicationFlagsBitField.Flags;
  return new ApplicationFlagsBitField(flags).any(bits.GatewayMessageContent | bits.GatewayMessageContentLimited);
}

/** Connects and waits until every server is known. A client that does not get there is destroyed. */
export async function connect(client: Client, token: string, readyMs = READY_MS): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(() => reject(new UserError(NOT_READY)), readyMs);
    client.once(Events.ClientReady, () => {
      clearTimeout(timeout);
      resolve();
    });
    client.once(Events.Invalidated, () => reject(new UserError(NOT_READY)));
  });
  // A login waits for ever where there is nobody to log in to.
  try {
    await Promise.all([ready, client.login(token)]);
  } catch (error) {
    await discard(client);
    throw error;
  }
}

/**
 * Ends a client, which hears of nothing any more. One whose shards never got ready never says that it is done, and
 * connects again by itself; it is ended once more when it has.
 */
async function discard(client: Client): Promise<void> {
  client.removeAllListeners();
  client.once(Events.ShardReady, () => void client.destroy());
  client.on(Events.Error, () => undefined);
  await Promise.race([client.destroy(), sleep(DISCARD_MS)]);
}

const NOT_READY =
  "Discord took the token but did not get ready. Docent tries again by itself; see https://discordstatus.com.";

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ApplicationFlags, GatewayIntentBits, PermissionFlagsBits } from "discord.js";
import { type Call, createApi, type Fault } from "./api.ts";
import { type Event, Gateway, PRIVILEGED, shardOf } from "./gateway.ts";
import { permissionsIn } from "./permissions.ts";
import { createPerson, type Person } from "./person.ts";
import { mayReadContent, type Platform, RULES, type Rules, readable } from "./platform.ts";
import { GLOBAL_PACE, MESSAGE_PACE, type Pace, RateLimits } from "./rate-limits.ts";
import { readSpecification, type Specification } from "./specification.ts";
import { updateThread } from "./thread-routes.ts";
import { type Channel, type Guild, type Message, type User, World } from "./world.ts";

/** How a local Discord differs from the real one. */
export interface Options {
  /** Whether the application has the Message Content intent. */
  readonly messageContent?: boolean;
  readonly rules?: Partial<Rules>;
  readonly messagePace?: Pace;
  readonly globalPace?: Pace;
  readonly shards?: number;
  /** Ids to replay what was recorded elsewhere. */
  readonly ids?: { readonly bot: string; readonly guild: string; readonly botRole?: string };
}

/** A Discord on this machine: REST and gateway on one port, with the platform's limits, and a person's view of it. */
export interface LocalDiscord {
  readonly platform: Platform;
  readonly world: World;
  readonly gateway: Gateway;
  readonly token: string;
  /** For the setting `DISCORD_API_URL`. */
  readonly apiUrl: string;
  readonly calls: readonly Call[];
  /** Rules that were broken, by the client or by this server's own answers. Empty when all is well. */
  readonly violations: string[];
  readonly rules: Rules;
  /** The server that there is from the start, and its two channels. */
  readonly guild: Guild;
  readonly general: Channel;
  readonly forum: Channel;
  /** Somebody in the server, made on first use. */
  person(name: string, permissions?: bigint): Person;
  fault(fault: Omit<Fault, "times"> & { readonly times?: number }): void;
  /** Lets time pass for tokens, deadlines and nonces. */
  advance(ms: number): void;
  /** Takes permissions from the bot in one channel. */
  deny(channel: Channel, permissions: bigint): void;
  allow(channel: Channel): void;
  deleteChannel(channel: Channel): void;
  closeThread(thread: Channel, change: { readonly archived?: boolean; readonly locked?: boolean }): void;
  kickBot(guild: Guild): void;
  /** The gateway delivers a message again. */
  redeliver(message: Message): void;
  close(): Promise<void>;
}

/** Which intent brings which event. */
const NEEDS: Readonly<Record<string, number>> = {
  READY: 0,
  INTERACTION_CREATE: 0,
  GUILD_CREATE: GatewayIntentBits.Guilds,
  GUILD_DELETE: GatewayIntentBits.Guilds,
  GUILD_ROLE_CREATE: GatewayIntentBits.Guilds,
  CHANNEL_UPDATE: GatewayIntentBits.Guilds,
  CHANNEL_DELETE: GatewayIntentBits.Guilds,
  THREAD_CREATE: GatewayIntentBits.Guilds,
  THREAD_UPDATE: GatewayIntentBits.Guilds,
  THREAD_DELETE: GatewayIntentBits.Guilds,
  MESSAGE_REACTION_ADD: GatewayIntentBits.GuildMessageReactions,
};

/** Compiling the description takes a moment: once for each process. */
let specification: Specification | undefined | null = null;

/** Starts a Discord with one server, a text channel and a forum. */
export async function startLocalDiscord(options: Options = {}): Promise<LocalDiscord> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const world = new World(now, options.ids?.bot);
  const server = createServer();
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const flags = options.messageContent === false ? 0 : ApplicationFlags.GatewayMessageContentLimited;
  const token = `${Buffer.from(world.bot.id).toString("base64")}.local.${"x".repeat(27)}`;
  const rules = { ...RULES, ...options.rules };
  const gateway = new Gateway(server, {
    token,
    shards: options.shards ?? 1,
    forbidden: mayReadContent({ flags }) ? PRIVILEGED & ~GatewayIntentBits.MessageContent : PRIVILEGED,
    greeting: (session) => greeting(world, session, origin(), flags),
    seen: (event, intents) => seen(world, event, intents),
  });
  const platform: Platform = { world, gateway, rules, pings: [], typing: [], token, flags, now, origin };
  specification ??= readSpecification();
  const calls: Call[] = [];
  const faults: Fault[] = [];
  const violations: string[] = [];
  const limits = new RateLimits({
    messages: options.messagePace ?? MESSAGE_PACE,
    global: options.globalPace ?? GLOBAL_PACE,
  });
  server.on(
    "request",
    createApi({ platform, limits, specification: specification ?? undefined, calls, faults, violations }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const guild = world.addGuild("Test server", options.ids?.guild, options.ids?.botRole);
  const people = new Map<string, Person>();
  return {
    platform,
    world,
    gateway,
    token,
    apiUrl: `${origin()}/api`,
    calls,
    violations,
    rules,
    guild,
    general: world.addChannel(guild, "general"),
    forum: world.addChannel(guild, "questions", 15),
    person(name, permissions = 0n) {
      const known = people.get(name);
      if (known) return known;
      const person = createPerson(platform, world.addUser(name));
      join(platform, guild, person.user, permissions);
      people.set(name, person);
      return person;
    },
    fault: (fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    advance(ms) {
      ahead += ms;
    },
    deny: (channel, permissions) => overwrite(platform, channel, permissions),
    allow: (channel) => overwrite(platform, channel, 0n),
    deleteChannel: (channel) => deleteChannel(platform, channel),
    closeThread(thread, change) {
      Object.assign(thread.thread_metadata ?? {}, change);
      updateThread(platform, thread);
    },
    kickBot({ id }) {
      world.guilds.delete(id);
      gateway.emit({ type: "GUILD_DELETE", data: { id }, guild: id });
    },
    redeliver(message) {
      const channel = world.channels.get(message.channel_id);
      gateway.emit({
        type: "MESSAGE_CREATE",
        data: { ...message, guild_id: channel?.guild_id, channel_type: channel?.type },
        guild: channel?.guild_id,
      });
    },
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join({ world, gateway }: Platform, guild: Guild, user: User, permissions: bigint): void {
  const role = permissions === 0n ? undefined : world.addRole(guild, `role of ${user.username}`, permissions);
  guild.members.set(user.id, { user, roles: role ? [role.id] : [] });
  if (role) gateway.emit({ type: "GUILD_ROLE_CREATE", data: { guild_id: guild.id, role }, guild: guild.id });
}

function greeting(
  world: World,
  session: { id: string; shard: readonly [number, number] },
  origin: string,
  flags: number,
): Event[] {
  const guilds = [...world.guilds.values()].filter(({ id }) => shardOf(id, session.shard[1]) === session.shard[0]);
  const ready = {
    v: 10,
    user: world.bot,
    guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    session_id: session.id,
    resume_gateway_url: origin.replace("http", "ws"),
    shard: session.shard,
    application: { id: world.bot.id, flags },
  };
  return [
    { type: "READY", data: ready },
    ...guilds.map((guild) => ({ type: "GUILD_CREATE", data: guildEvent(world, guild) })),
  ];
}

function guildEvent(world: World, guild: Guild): Record<string, unknown> {
  const channels = [...world.channels.values()].filter(({ guild_id }) => guild_id === guild.id);
  const own = guild.members.get(world.bot.id);
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.owner_id,
    roles: guild.roles,
    emojis: [],
    stickers: [],
    features: [],
    members: own
      ? [{ user: own.user, roles: own.roles, joined_at: world.timestamp(), deaf: false, mute: false, flags: 0 }]
      : [],
    member_count: guild.members.size,
    channels: channels.filter(({ thread_metadata }) => !thread_metadata),
    threads: channels.filter(({ thread_metadata }) => thread_metadata?.archived === false),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    large: false,
    unavailable: false,
    joined_at: world.timestamp(),
  };
}

/** An event as the bot gets it: only where it asked for such events, and only what it may read. */
function seen(world: World, event: Event, intents: number): Event | undefined {
  const messages = event.guild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages;
  const needed = NEEDS[event.type] ?? messages;
  if ((intents & needed) !== needed) return undefined;
  if (!("channel_id" in event.data) || event.type === "INTERACTION_CREATE") return event;
  const channel = world.channels.get(String(event.data.channel_id));
  if (channel && !(permissionsIn(world, world.bot.id, channel) & VIEW)) return undefined;
  if (!WHOLE_MESSAGES.has(event.type)) return event;
  const mayRead = (intents & GatewayIntentBits.MessageContent) !== 0;
  // A message event carries a whole message, whatever its declared type says.
  const message = event.data as unknown as Message & Record<string, unknown>;
  return { ...event, data: readable({ world }, message, channel, mayRead) };
}

const VIEW = PermissionFlagsBits.ViewChannel;
const WHOLE_MESSAGES = new Set(["MESSAGE_CREATE", "MESSAGE_UPDATE"]);

function overwrite({ world, gateway }: Platform, channel: Channel, denied: bigint): void {
  const overwrites = channel.permission_overwrites ?? [];
  const own = overwrites.find(({ id }) => id === world.bot.id);
  if (own) own.deny = String(denied);
  else overwrites.push({ id: world.bot.id, type: 1, allow: "0", deny: String(denied) });
  gateway.emit({ type: "CHANNEL_UPDATE", data: { ...channel }, guild: channel.guild_id });
}

function deleteChannel({ world, gateway }: Platform, channel: Channel): void {
  world.channels.delete(channel.id);
  for (const { message } of world.messagesIn(channel.id)) world.messages.delete(message.id);
  const type = channel.thread_metadata ? "THREAD_DELETE" : "CHANNEL_DELETE";
  gateway.emit({ type, data: { ...channel }, guild: channel.guild_id });
}

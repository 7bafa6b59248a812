import { PermissionFlagsBits } from "discord.js";

/** Discord counts milliseconds from the first second of 2015. */
const EPOCH = 1_420_070_400_000;

/** A user as the API shows one. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly discriminator: string;
  readonly avatar: string | null;
  readonly bot?: boolean;
  readonly flags: number;
  readonly public_flags: number;
  readonly primary_guild: null;
}

/** A role; the one that carries its server's id is everyone's. */
export interface Role {
  readonly id: string;
  readonly name: string;
  permissions: string;
  readonly position: number;
  readonly color: number;
  readonly hoist: boolean;
  readonly managed: boolean;
  readonly mentionable: boolean;
  readonly flags: number;
  readonly tags?: { readonly bot_id: string };
}

/** Someone in a server. */
export interface Member {
  readonly user: User;
  readonly roles: string[];
}

/** Bits taken from or given to a role (`type` 0) or a member (1) in one channel. */
export interface Overwrite {
  readonly id: string;
  readonly type: 0 | 1;
  allow: string;
  deny: string;
}

/** What the API says of a thread alone. */
export interface ThreadMetadata {
  archived: boolean;
  archive_timestamp: string;
  auto_archive_duration: number;
  locked: boolean;
}

/** Types of channels, as numbered by the API. */
export const ChannelType = { text: 0, dm: 1, thread: 11, forum: 15 } as const;

/** A channel, a DM or a thread. */
export interface Channel {
  readonly id: string;
  readonly type: number;
  readonly guild_id?: string;
  readonly name?: string;
  readonly parent_id?: string | null;
  readonly owner_id?: string;
  readonly position?: number;
  readonly flags: number;
  readonly recipients?: User[];
  readonly permission_overwrites?: Overwrite[];
  readonly thread_metadata?: ThreadMetadata;
  readonly message_count?: number;
  readonly member_count?: number;
  readonly total_message_sent?: number;
}

/** A file on a message. */
export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly url: string;
  readonly proxy_url: string;
  readonly content_type?: string;
}

/** A row of buttons, or a button. */
export interface Component {
  readonly type: number;
  readonly id: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly style?: number;
  readonly components?: Component[];
}

/** A message as the API shows it. */
export interface Message {
  readonly id: string;
  readonly type: number;
  readonly channel_id: string;
  readonly author: User;
  content: string;
  readonly timestamp: string;
  edited_timestamp: string | null;
  readonly tts: boolean;
  readonly mention_everyone: boolean;
  readonly mentions: readonly User[];
  readonly mention_roles: readonly string[];
  attachments: Attachment[];
  readonly embeds: readonly object[];
  readonly poll?: object;
  readonly message_snapshots?: readonly { readonly message: object }[];
  components: Component[];
  readonly pinned: boolean;
  flags: number;
  readonly nonce?: string | number;
  readonly webhook_id?: string;
  readonly message_reference?: { readonly type: number; readonly channel_id: string; readonly message_id: string };
  referenced_message?: Message | null;
  thread?: Channel;
}

/** What only this server knows about a message. */
export interface Kept {
  readonly message: Message;
  /** An ephemeral message is there for this user alone. */
  readonly visibleTo?: string;
  /** Every content that it has shown, with the time. */
  readonly versions: { readonly at: number; readonly content: string }[];
}

/** A server and who is in it. */
export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly owner_id: string;
  readonly roles: Role[];
  readonly members: Map<string, Member>;
}

/** An interaction and how far it came. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: User;
  readonly channel: string;
  readonly at: number;
  acknowledgedAt?: number;
  ephemeral?: boolean;
  /** The form that was opened in response. */
  modal?: Modal;
  /** The message that stands for the first response. */
  original?: string;
}

/** A form: labels, each with a field. https://discord.com/developers/docs/components/reference#label */
export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly {
    readonly type: number;
    readonly component: { readonly type: number; readonly custom_id: string; readonly required?: boolean };
  }[];
}

/** A registered command as it was put. */
export interface RegisteredCommand {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly options?: readonly { readonly name: string; readonly type: number; readonly required?: boolean }[];
  readonly [field: string]: unknown;
}

/** What everyone may do unless a test says otherwise. */
export const EVERYONE =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.UseApplicationCommands;

/** Everything that the platform remembers. */
export class World {
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly messages = new Map<string, Kept>();
  readonly interactions = new Map<string, Interaction>();
  /** By scope: `global` or a server's id. */
  readonly commands = new Map<string, readonly RegisteredCommand[]>();
  readonly files = new Map<string, Buffer>();
  readonly bot: User;
  readonly #now: () => number;
  #count = 0n;

  /** `bot`: the bot's id, where it matters. */
  constructor(now: () => number, bot?: string) {
    this.#now = now;
    this.bot = this.addUser("Docent", { bot: true, id: bot });
  }

  /** A new id, later than every one before it. */
  snowflake(): string {
    return String((BigInt(this.#now() - EPOCH) << 22n) | (this.#count++ & 0x3fffffn));
  }

  /** The time as the API writes it. */
  timestamp(): string {
    return new Date(this.#now()).toISOString();
  }

  addUser(username: string, { bot = false, id = this.snowflake() } = {}): User {
    const user: User = {
      id,
      username,
      global_name: bot ? null : username,
      discriminator: "0",
      avatar: null,
      ...(bot ? { bot } : {}),
      flags: 0,
      public_flags: 0,
      primary_guild: null,
    };
    this.users.set(id, user);
    return user;
  }

  /** A server with the bot in it, under a role of its own as Discord makes one. */
  addGuild(name: string, id = this.snowflake(), botRole = this.snowflake()): Guild {
    const guild: Guild = { id, name, owner_id: this.snowflake(), roles: [], members: new Map() };
    guild.roles.push(role(id, "@everyone", EVERYONE));
    const own = role(botRole, this.bot.username, 0n, { managed: true, tags: { bot_id: this.bot.id } });
    guild.roles.push(own);
    guild.members.set(this.bot.id, { user: this.bot, roles: [own.id] });
    this.guilds.set(id, guild);
    return guild;
  }

  addRole(guild: Guild, name: string, permissions: bigint): Role {
    const added = role(this.snowflake(), name, permissions);
    guild.roles.push(added);
    return added;
  }

  addChannel(guild: Guild, name: string, type: number = ChannelType.text, id = this.snowflake()): Channel {
    const position = this.channels.size;
    const channel: Channel = {
      id,
      type,
      guild_id: guild.id,
      name,
      parent_id: null,
      position,
      flags: 0,
      permission_overwrites: [],
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** The DM between the bot and somebody, made on first use. */
  dmWith(user: User): Channel {
    const known = [...this.channels.values()].find(({ recipients }) => recipients?.some(({ id }) => id === user.id));
    if (known) return known;
    const channel: Channel = { id: this.snowflake(), type: ChannelType.dm, flags: 0, recipients: [user] };
    this.channels.set(channel.id, channel);
    return channel;
  }

  addThread(parent: Channel, owner: User, name: string, id = this.snowflake(), autoArchive = 4320): Channel {
    const thread: Channel = {
      id,
      type: ChannelType.thread,
      guild_id: parent.guild_id,
      parent_id: parent.id,
      owner_id: owner.id,
      name,
      flags: 0,
      message_count: 0,
      member_count: 1,
      total_message_sent: 0,
      thread_metadata: {
        archived: false,
        archive_timestamp: this.timestamp(),
        auto_archive_duration: autoArchive,
        locked: false,
      },
    };
    this.channels.set(id, thread);
    return thread;
  }

  /** Stores a message; mentions are read from its content. */
  addMessage(
    channel: string,
    author: User,
    content: string,
    extra: Partial<Message> = {},
    visibleTo?: string,
  ): Message {
    const message: Message = {
      id: this.snowflake(),
      type: 0,
      channel_id: channel,
      author,
      content,
      timestamp: this.timestamp(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: /@(everyone|here)/.test(content),
      mentions: this.#mentioned(content),
      mention_roles: [...content.matchAll(/<@&(\d+)>/g)].map(([, id = ""]) => id),
      attachments: [],
      embeds: [],
      components: [],
      pinned: false,
      flags: 0,
      ...extra,
    };
    this.messages.set(message.id, { message, visibleTo, versions: [{ at: this.#now(), content }] });
    return message;
  }

  /** Changes a message and remembers what it shows now. */
  edit(message: Message, change: Partial<Message>): Message {
    const mentions = change.content === undefined ? {} : { mentions: this.#mentioned(change.content) };
    Object.assign(message, mentions, change, { edited_timestamp: this.timestamp() });
    this.messages.get(message.id)?.versions.push({ at: this.#now(), content: message.content });
    return message;
  }

  /** Messages of a channel, oldest first. */
  messagesIn(channel: string): readonly Kept[] {
    return [...this.messages.values()].filter(({ message }) => message.channel_id === channel);
  }

  #mentioned(content: string): readonly User[] {
    const ids = new Set([...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id));
    return [...ids].map((id) => this.users.get(id)).filter((user) => user !== undefined);
  }
}

function role(id: string, name: string, permissions: bigint, extra: Partial<Role> = {}): Role {
  return {
    id,
    name,
    permissions: String(permissions),
    position: 0,
    color: 0,
    hoist: false,
    managed: false,
    mentionable: true,
    flags: 0,
    ...extra,
  };
}

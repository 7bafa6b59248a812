/** Somebody in the workspace. */
export interface User {
  readonly id: string;
  readonly name: string;
  displayName?: string;
  isAdmin?: boolean;
}

/** A channel, or with `direct` the conversation of one person with the app. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly direct?: string;
  /** Whether the app was invited. */
  member: boolean;
  archived: boolean;
  gone: boolean;
}

/** A block as it was sent. What is in it, `blocks.ts` knows. */
export interface Block {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A form as it was opened. */
export interface View {
  readonly type: string;
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly title?: { readonly text: string };
  readonly blocks: readonly Block[];
}

/** A message as Slack keeps it. */
export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly thread_ts?: string;
  text: string;
  blocks: readonly Block[];
  /** Standard Markdown, as streams are written in it. */
  markdown?: string;
  metadata?: { readonly event_type: string; readonly event_payload: Record<string, unknown> };
  files?: readonly { readonly name: string; readonly text: string }[];
  /** What an app attached, or was forwarded. */
  readonly attachments?: readonly object[];
  /** The one person who sees it. */
  readonly visibleTo?: string;
  /** Where it grows natively: when that began, or how it ended. */
  stream?: { readonly since: number } | "stopped" | "stopped by user" | "died";
  deleted?: boolean;
}

/** Whose workspace it is, where a recorded payload wants to come from a certain one. */
export interface Identity {
  readonly team?: string;
  readonly botUser?: string;
}

/** How long a native stream lives, in milliseconds: about five minutes, whatever is appended. */
export const STREAM_MS = 306_000;

/** Everything that a workspace holds, with a clock that tests may set forward. */
export class World {
  readonly team: string;
  readonly bot: User;
  readonly botId = "B0DOCENT1";
  readonly users: Map<string, User>;
  readonly channels = new Map<string, Channel>();
  readonly messages: Message[] = [];
  /** Members of user groups, by the group's id. */
  readonly userGroups = new Map<string, readonly string[]>();
  /** Published App Homes, by user. */
  readonly homes = new Map<string, readonly Block[]>();
  /** Forms that are open, by user. */
  readonly views = new Map<string, View>();
  /** What lets a form be opened, and for whom. */
  readonly triggers = new Map<string, { readonly user: string; readonly at: number }>();
  /** Suggested prompts, by channel. */
  readonly suggestions = new Map<string, readonly { title: string; message: string }[]>();
  /** Titles and last statuses of threads, by `channel:ts`. */
  readonly titles = new Map<string, string>();
  readonly statuses: { readonly thread: string; readonly status: string }[] = [];
  /** Whom a message of the app has notified. */
  readonly pings: { readonly ts: string; readonly token: string }[] = [];
  #ahead = 0;
  #count = 0;

  constructor({ team = "T0LOCAL01", botUser = "U0DOCENT1" }: Identity = {}) {
    this.team = team;
    this.bot = { id: botUser, name: "docent" };
    this.users = new Map([[botUser, this.bot]]);
  }

  /** Milliseconds since 1970 on this workspace's clock. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  /** A number that no other call gives. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** A trigger for a form that somebody may be shown now. */
  trigger(user: User): string {
    const id = `${this.next()}.1.trigger`;
    this.triggers.set(id, { user: user.id, at: this.now() });
    return id;
  }

  /** The next `ts`: seconds, and six digits that make it unique and later than all before. */
  ts(): string {
    return `${Math.floor(this.now() / 1000)}.${String(this.next()).padStart(6, "0")}`;
  }

  addUser(name: string): User {
    const user: User = { id: `U0${name.toUpperCase()}`, name };
    this.users.set(user.id, user);
    return user;
  }

  addChannel(name: string, { member = true, direct }: { member?: boolean; direct?: string } = {}): Channel {
    const id = `${direct ? "D" : "C"}0${name.toUpperCase()}`;
    const channel = { id, name, direct, member, archived: false, gone: false };
    this.channels.set(id, channel);
    return channel;
  }

  /** The conversation of one person with the app. */
  direct(user: User): Channel {
    return this.channels.get(`D0${user.name.toUpperCase()}`) ?? this.addChannel(user.name, { direct: user.id });
  }

  add(message: Message): Message {
    this.messages.push(message);
    return message;
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages.find((message) => message.channel === channel && message.ts === ts && !message.deleted);
  }

  /** A thread from its root on, ephemeral messages left out, oldest first. */
  thread(channel: string, root: string): readonly Message[] {
    return this.messages.filter(
      (message) =>
        message.channel === channel &&
        (message.ts === root || message.thread_ts === root) &&
        !message.visibleTo &&
        !message.deleted,
    );
  }

  /** Whether a stream still takes text; one that is too old dies here. */
  isStreaming(message: Message): boolean {
    if (typeof message.stream !== "object") return false;
    if (this.now() - message.stream.since >= STREAM_MS) message.stream = "died";
    return typeof message.stream === "object";
  }
}

import type { Delivery, Kind } from "./transport.ts";
import { bodyOf, buttonsIn, home, screen } from "./view.ts";
import type { Channel, Message, User, View, World } from "./world.ts";

/** What a person's acts need of the workspace around them. */
export interface Surroundings {
  readonly world: World;
  readonly hearsChannels: boolean;
  event(event: object): Promise<Delivery>;
  deliver(kind: Kind, payload: object): Promise<Delivery>;
  responseUrl(channel: string, user: string, thread?: string): string;
}

/** How a message is written. `root`: of the thread to write in. `alsoToChannel`: "Also send to channel". */
export interface Writing {
  readonly root?: Message;
  readonly files?: readonly string[];
  readonly alsoToChannel?: boolean;
}

/** The button that opens a form, and what is filled in, by the ids of the inputs. */
export interface Filling {
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Somebody who uses Slack: what they do, and what they see. */
export interface Person {
  readonly user: User;
  readonly direct: Channel;
  /** Writes a message. Resolves once Slack has delivered its events. */
  says(channel: Channel, text: string, writing?: Writing): Promise<Message>;
  edits(message: Message, text: string): Promise<void>;
  deletes(message: Message): Promise<void>;
  /** Types a slash command, for instance `/ask how`. */
  types(channel: Channel, line: string): Promise<Delivery>;
  callsShortcut(message: Message, callback: string): Promise<Delivery>;
  /** Presses a button; resolves to what Slack shows to them alone. */
  presses(message: Message, action: string): Promise<string>;
  /** Presses a button that opens a form, and sends that filled in or, without fields, closes it. */
  fills(message: Message, filling: Filling): Promise<string | undefined>;
  opens(tab: "home" | "messages"): Promise<void>;
  pressesInHome(action: string): Promise<void>;
  /** Uses Slack's own control to stop what is being written in a thread. */
  stops(message: Message): Promise<void>;
  /** The messages of a channel's root or of a thread that they see, oldest first. */
  sees(channel: Channel, root?: Message): readonly Message[];
  /** The same as text. */
  screen(channel: Channel, root?: Message): string;
  home(): string;
}

/** Makes somebody. */
export function createPerson(user: User, around: Surroundings): Person {
  const { world } = around;
  const direct = world.direct(user);
  const sees = (channel: Channel, root?: Message) => seenBy(user, world, channel, root);
  return {
    user,
    direct,
    sees,
    screen: (channel, root) => screen(world, sees(channel, root)),
    home: () => home(world.homes.get(user.id) ?? []),
    says: (channel, text, writing = {}) => say(user, around, channel, text, writing),
    edits: (message, text) => edit(around, message, text),
    deletes: (message) => remove(around, message),
    types: (channel, line) => around.deliver("slash_commands", slashPayload(user, around, channel, line)),
    callsShortcut: (message, callback) =>
      around.deliver("interactive", {
        ...interaction(user, around, message),
        type: "message_action",
        callback_id: callback,
        message: { ...asPayload(message), blocks: message.blocks },
      }),
    presses: (message, action) => press(user, around, message, action),
    fills: (message, filling) => fill(user, around, message, filling),
    opens: async (tab) =>
      void (await around.event({
        type: "app_home_opened",
        user: user.id,
        channel: direct.id,
        tab,
        event_ts: world.ts(),
      })),
    pressesInHome: async (action) => void (await around.deliver("interactive", homePress(user, world, action))),
    stops: (message) => stop(user, around, message),
  };
}

function seenBy(user: User, world: World, channel: Channel, root?: Message): readonly Message[] {
  return world.messages.filter(
    (message) =>
      message.channel === channel.id &&
      !message.deleted &&
      (root ? message.thread_ts === root.ts || message.ts === root.ts : !message.thread_ts) &&
      (!message.visibleTo || message.visibleTo === user.id),
  );
}

async function say(
  user: User,
  around: Surroundings,
  channel: Channel,
  text: string,
  { root, files, alsoToChannel }: Writing,
) {
  const { world } = around;
  const names = files?.map((name) => ({ name, text: "" }));
  const message = world.add({
    ts: world.ts(),
    channel: channel.id,
    user: user.id,
    text,
    blocks: [],
    ...(root && { thread_ts: root.ts }),
    ...(names && { files: names }),
  });
  const event = {
    ...asPayload(message),
    channel: channel.id,
    event_ts: message.ts,
    ...(root && { parent_user_id: root.user }),
    ...(names && { subtype: "file_share" }),
    ...(alsoToChannel && { subtype: "thread_broadcast" }),
  };
  await Promise.all(messageEvents(event, channel, around).map((each) => around.event(each)));
  return message;
}

/** A mention is told twice where the app hears the channel, as an event of each kind. */
function messageEvents(
  event: { text: string; [key: string]: unknown },
  channel: Channel,
  { world, hearsChannels }: Surroundings,
): object[] {
  if (!channel.member && !channel.direct) return [];
  const mention = event.text.includes(`<@${world.bot.id}>`);
  const { subtype: _, ...plain } = event;
  const heard = channel.direct || hearsChannels;
  const type = channel.direct ? "im" : "channel";
  return [
    ...(mention ? [{ ...plain, type: "app_mention" }] : []),
    ...(heard ? [{ ...event, type: "message", channel_type: type }] : []),
  ];
}

async function edit({ event, hearsChannels, world }: Surroundings, message: Message, text: string): Promise<void> {
  const previous = asPayload(message);
  message.text = text;
  const changed = {
    type: "message",
    subtype: "message_changed",
    hidden: true,
    channel: message.channel,
    ts: world.ts(),
    message: asPayload(message),
    previous_message: previous,
  };
  if (hearsChannels || message.channel.startsWith("D")) await event(changed);
  const mention = `<@${world.bot.id}>`;
  // A mention that comes with an edit is told of as any other.
  if (text.includes(mention) && !previous.text.includes(mention))
    await event({
      ...asPayload(message),
      type: "app_mention",
      channel: message.channel,
      edited: { user: message.user, ts: world.ts() },
    });
}

/** A message with replies stays as a tombstone. */
async function remove({ event, world }: Surroundings, message: Message): Promise<void> {
  const previous_message = asPayload(message);
  const replied = world.messages.some(({ thread_ts }) => thread_ts === message.ts);
  message.deleted = true;
  const common = { type: "message", hidden: true, channel: message.channel, ts: world.ts(), previous_message };
  await event(
    replied
      ? {
          ...common,
          subtype: "message_changed",
          message: { type: "message", subtype: "tombstone", ts: message.ts, text: "This message was deleted." },
        }
      : { ...common, subtype: "message_deleted", deleted_ts: message.ts },
  );
}

function slashPayload(user: User, { world, responseUrl }: Surroundings, channel: Channel, line: string): object {
  const [command = "", ...words] = line.split(" ");
  return {
    token: "verification",
    team_id: world.team,
    team_domain: "local",
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text: words.join(" "),
    api_app_id: "A0LOCAL",
    is_enterprise_install: "false",
    response_url: responseUrl(channel.id, user.id),
    trigger_id: world.trigger(user),
  };
}

function interaction(user: User, { world, responseUrl }: Surroundings, { channel, thread_ts }: Message) {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: world.team },
    team: { id: world.team, domain: "local" },
    channel: { id: channel, name: "general" },
    api_app_id: "A0LOCAL",
    token: "verification",
    trigger_id: world.trigger(user),
    is_enterprise_install: false,
    enterprise: null,
    response_url: responseUrl(channel, user.id, thread_ts),
  };
}

async function press(user: User, around: Surroundings, message: Message, action: string): Promise<string> {
  const { world } = around;
  const button = buttonsIn(message.blocks).find(({ action_id }) => action_id === action);
  if (!button) throw new Error(`There is no button ${action} under: ${bodyOf(world, message)}`);
  const before = world.messages.length;
  await deliverPress(user, around, message, button.sends);
  return shownTo(user, around, before);
}

/** What Slack shows to one person alone, as soon as it is there. */
async function shownTo(user: User, { world }: Surroundings, before: number): Promise<string> {
  const shown = await until(() => world.messages.slice(before).find(({ visibleTo }) => visibleTo === user.id));
  return bodyOf(world, shown);
}

async function deliverPress(user: User, around: Surroundings, message: Message, sends: object): Promise<void> {
  const { world } = around;
  const { thread_ts } = message;
  await around.deliver("interactive", {
    ...interaction(user, around, message),
    type: "block_actions",
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: Boolean(message.visibleTo),
      ...(thread_ts && { thread_ts }),
    },
    ...(!message.visibleTo && { message: asPayload(message) }),
    actions: [{ ...sends, action_ts: world.ts() }],
  });
}

/** Presses a button that opens a form, and fills that in; or closes it, and Slack tells the app nothing. */
async function fill(user: User, around: Surroundings, message: Message, filling: Filling): Promise<string | undefined> {
  const { world } = around;
  const button = buttonsIn(message.blocks).find(({ action_id }) => action_id === filling.action);
  if (!button) throw new Error(`There is no button ${filling.action} under: ${bodyOf(world, message)}`);
  await deliverPress(user, around, message, button.sends);
  const view = await until(() => world.views.get(user.id));
  world.views.delete(user.id);
  if (!filling.fields) return undefined;
  const before = world.messages.length;
  await around.deliver("interactive", {
    type: "view_submission",
    user: { id: user.id, username: user.name, name: user.name, team_id: world.team },
    team: { id: world.team, domain: "local" },
    api_app_id: "A0LOCAL",
    token: "verification",
    trigger_id: world.trigger(user),
    view: { ...view, id: "V0FORM", state: { values: stateOf(view, filling.fields) } },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  });
  return shownTo(user, around, before);
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
function stateOf({ blocks }: View, fields: Readonly<Record<string, string>>) {
  const inputs = blocks.filter(({ type }) => type === "input");
  return Object.fromEntries(
    inputs.map(({ block_id, element, optional }) => {
      const { action_id, type } = element as { action_id: string; type: string };
      const value = fields[action_id];
      if (value === undefined && !optional) throw new Error(`The form demands ${action_id}`);
      const isText = type === "plain_text_input";
      const option = value === undefined ? null : { value, text: { type: "plain_text", text: value } };
      return [block_id, { [action_id]: isText ? { type, value: value ?? null } : { type, selected_option: option } }];
    }),
  );
}

function homePress(user: User, world: World, action: string): object {
  return {
    type: "block_actions",
    user: { id: user.id, username: user.name, name: user.name, team_id: world.team },
    team: { id: world.team, domain: "local" },
    api_app_id: "A0LOCAL",
    trigger_id: world.trigger(user),
    container: { type: "view", view_id: "V0HOME" },
    view: { id: "V0HOME", type: "home" },
    actions: [{ action_id: action, type: "button", action_ts: world.ts() }],
  };
}

async function stop(user: User, { world, event }: Surroundings, message: Message): Promise<void> {
  const streaming = world.isStreaming(message) ? [message.ts] : [];
  if (streaming.length > 0) message.stream = "stopped by user";
  await event({
    type: "agent_session_stopped",
    channel: message.channel,
    user: user.id,
    thread_ts: message.thread_ts,
    streaming_message_ts: streaming,
    event_ts: world.ts(),
  });
}

function asPayload({ ts, thread_ts, user, text, files }: Message) {
  return { type: "message", ts, user, text, ...(thread_ts && { thread_ts }), ...(files && { files }) };
}

async function until<Value>(find: () => Value | undefined): Promise<Value> {
  for (let waited = 0; waited < 5000; waited += 5) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("Nothing was shown to the person who pressed");
}

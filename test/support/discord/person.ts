import { ApplicationCommandType, ComponentType, InteractionType } from "discord.js";
import { vi } from "vitest";
import { keepFile } from "./message-routes.ts";
import { permissionsIn } from "./permissions.ts";
import { announce, eventOf, memberFields, type Platform } from "./platform.ts";
import { announceThread } from "./thread-routes.ts";
import type { Channel, Interaction, Message, Modal, RegisteredCommand, User } from "./world.ts";

/** What may come with a message. */
export interface Extras {
  readonly replyTo?: Message;
  readonly files?: readonly { readonly name: string; readonly data: string; readonly type?: string }[];
  /** A message that is forwarded with this one, from a place that the bot may not see. */
  readonly forwards?: { readonly content: string; readonly embeds?: readonly object[] };
  readonly embeds?: readonly object[];
  readonly poll?: object;
}

/** Somebody on the platform, and everything they can do there. */
export interface Person {
  readonly user: User;
  /** How others write their name to call them. */
  readonly mention: string;
  say(channel: Channel, content: string, extras?: Extras): Message;
  /** Writes to the bot in a DM. */
  whisper(content: string, extras?: Extras): Message;
  edit(message: Message, content: string): void;
  remove(message: Message): void;
  /** Opens a thread on a message, or a post in a forum. */
  openThread(on: Message, name: string): Channel;
  post(forum: Channel, name: string, content: string): { readonly thread: Channel; readonly message: Message };
  /** The slash commands that Discord shows to them. */
  offers(channel: Channel): readonly string[];
  /** Runs a registered command by its name. */
  slash(channel: Channel, name: string, options?: Readonly<Record<string, string>>): Interaction;
  /** Runs a command from a message's menu. */
  choose(name: string, on: Message): Interaction;
  /** Presses the button whose label or custom id contains `which`. */
  press(on: Message, which: string): Interaction;
  /** Fills in and sends the form that a press has opened, by the ids of its fields. */
  submit(on: Message, modal: Modal, fields: Readonly<Record<string, string>>): Interaction;
}

/** Makes somebody act. */
export function createPerson(platform: Platform, user: User): Person {
  const { world } = platform;
  const say = (channel: Channel, content: string, extras: Extras = {}): Message => {
    const message = world.addMessage(channel.id, user, content, messageExtras(platform, extras));
    announce(platform, message, channel);
    return message;
  };
  return {
    user,
    mention: `<@${user.id}>`,
    say,
    whisper: (content, extras) => say(world.dmWith(user), content, extras),
    edit(message, content) {
      world.edit(message, { content });
      const channel = existing(world.channels.get(message.channel_id));
      platform.gateway.emit({
        type: "MESSAGE_UPDATE",
        data: eventOf(platform, message, channel),
        guild: channel.guild_id,
      });
    },
    remove(message) {
      const { id, channel_id } = message;
      world.messages.delete(id);
      const guild_id = world.channels.get(channel_id)?.guild_id;
      platform.gateway.emit({ type: "MESSAGE_DELETE", data: { id, channel_id, guild_id }, guild: guild_id });
    },
    openThread(on, name) {
      const thread = world.addThread(existing(world.channels.get(on.channel_id)), user, name, on.id);
      Object.assign(on, { thread });
      announceThread(platform, thread);
      return thread;
    },
    post(forum, name, content) {
      const thread = world.addThread(forum, user, name);
      announceThread(platform, thread);
      const message = world.addMessage(thread.id, user, content, { id: thread.id });
      announce(platform, message, thread);
      return { thread, message };
    },
    offers: (channel) => offered(platform, user, channel).map(({ name }) => name),
    slash(channel, name, options = {}) {
      const data = slashData(platform, user, channel, name, options);
      return interact(platform, user, channel, InteractionType.ApplicationCommand, data);
    },
    choose(name, on) {
      const channel = existing(world.channels.get(on.channel_id));
      const command = registered(platform, channel, name, ApplicationCommandType.Message);
      const data = {
        id: command.id,
        name,
        type: command.type,
        target_id: on.id,
        resolved: { messages: { [on.id]: on } },
      };
      return interact(platform, user, channel, InteractionType.ApplicationCommand, data);
    },
    press(on, which) {
      const buttons = on.components.flatMap(({ components = [] }) => components);
      const button = buttons.find(({ label, custom_id }) => label?.includes(which) || custom_id?.includes(which));
      if (!button) throw new Error(`There is no button "${which}" on "${on.content.slice(0, 60)}"`);
      const data = { component_type: ComponentType.Button, custom_id: button.custom_id, id: button.id };
      const channel = existing(world.channels.get(on.channel_id));
      return interact(platform, user, channel, InteractionType.MessageComponent, data, on);
    },
    submit(on, modal, fields) {
      const channel = existing(world.channels.get(on.channel_id));
      return interact(platform, user, channel, InteractionType.ModalSubmit, filled(modal, fields), on);
    },
  };
}

/** What Discord sends of a form; one that lacks what it demands is not sent. */
function filled({ custom_id, components }: Modal, fields: Readonly<Record<string, string>>) {
  const labels = components.map(({ type, component: field }, id) => {
    const value = fields[field.custom_id];
    if (value === undefined && field.required !== false) throw new Error(`The form demands ${field.custom_id}`);
    const isSelect = field.type === ComponentType.StringSelect;
    const said = isSelect ? { values: value === undefined ? [] : [value] } : { value: value ?? "" };
    return { type, id, component: { type: field.type, id, custom_id: field.custom_id, ...said } };
  });
  return { custom_id, components: labels };
}

function existing<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("There is no such channel");
  return thing;
}

function messageExtras(platform: Platform, extras: Extras): Partial<Message> {
  const { replyTo, files = [], forwards, embeds = [], poll } = extras;
  const attachments = files.map(({ name, data, type }) => ({
    ...keepFile(platform, name, Buffer.from(data)),
    ...(type ? { content_type: type } : {}),
  }));
  const more = { attachments, embeds, ...(poll && { poll }) };
  if (forwards) return { ...more, ...forwarded(forwards) };
  if (!replyTo) return more;
  const message_reference = { type: 0, channel_id: replyTo.channel_id, message_id: replyTo.id };
  const { referenced_message: _, ...referenced_message } = replyTo;
  return { ...more, type: 19, message_reference, referenced_message };
}

/** https://discord.com/developers/docs/resources/message#message-reference-types */
function forwarded({ content, embeds = [] }: NonNullable<Extras["forwards"]>): Partial<Message> {
  const timestamp = "2026-11-01T00:00:00Z";
  const inner = { type: 0, content, embeds, attachments: [], mentions: [], mention_roles: [], flags: 0, timestamp };
  return {
    flags: 16384,
    message_reference: { type: 1, channel_id: "1500000000000000050", message_id: "1500000000000000051" },
    message_snapshots: [{ message: { ...inner, edited_timestamp: null } }],
  };
}

function slashData(
  platform: Platform,
  user: User,
  channel: Channel,
  name: string,
  values: Readonly<Record<string, string>>,
) {
  const command = registered(platform, channel, name, ApplicationCommandType.ChatInput);
  if (!offered(platform, user, channel).includes(command)) throw new Error(`/${name} is not shown to ${user.username}`);
  const options = (command.options ?? []).flatMap((option) => {
    const value = values[option.name];
    if (value === undefined && option.required) throw new Error(`/${name} demands ${option.name}`);
    return value === undefined ? [] : [{ name: option.name, type: option.type, value }];
  });
  return { id: command.id, name, type: command.type, options };
}

/** A command is shown where it is for the place, and to those who have the permissions that it asks for. */
function offered({ world }: Platform, user: User, channel: Channel): readonly RegisteredCommand[] {
  const commands = ["global", channel.guild_id ?? ""].flatMap((scope) => world.commands.get(scope) ?? []);
  const place = channel.guild_id ? 0 : 1;
  return commands.filter(({ type, contexts, default_member_permissions: asked }) => {
    if ((type ?? 1) !== ApplicationCommandType.ChatInput) return false;
    if (Array.isArray(contexts) && !contexts.includes(place)) return false;
    const needed = BigInt(asked === null || asked === undefined || place === 1 ? 0 : String(asked));
    return (permissionsIn(world, user.id, channel) & needed) === needed;
  });
}

/** People can only run what was registered for the place. */
function registered({ world }: Platform, channel: Channel, name: string, type: number): RegisteredCommand {
  const scopes = ["global", channel.guild_id ?? ""];
  const commands = scopes.flatMap((scope) => world.commands.get(scope) ?? []);
  const found = commands.find((command) => command.name === name && (command.type ?? 1) === type);
  if (!found) throw new Error(`"${name}" is not registered; there are ${commands.map((one) => one.name).join(", ")}`);
  return found;
}

function interact(
  platform: Platform,
  user: User,
  channel: Channel,
  type: number,
  data: Readonly<Record<string, unknown>>,
  message?: Message,
): Interaction {
  const { world } = platform;
  const id = world.snowflake();
  const interaction: Interaction = { id, token: `token-${id}`, type, user, channel: channel.id, at: platform.now() };
  world.interactions.set(interaction.token, interaction);
  deliverInteraction(platform, interaction, channel, { data, ...(message ? { message } : {}) });
  return interaction;
}

/** Hands an interaction to the bot; a test may do so twice. */
export function deliverInteraction(
  platform: Platform,
  interaction: Interaction,
  channel: Channel,
  extra: Readonly<Record<string, unknown>>,
): void {
  const { world } = platform;
  const { id, token, type, user } = interaction;
  const member = world.guilds.get(channel.guild_id ?? "")?.members.get(user.id);
  const permissions = String(permissionsIn(world, user.id, channel));
  const from = member
    ? { member: { user, permissions, ...memberFields(member.roles) }, guild_id: channel.guild_id }
    : { user };
  const payload = {
    id,
    token,
    type,
    application_id: world.bot.id,
    version: 1,
    channel_id: channel.id,
    channel,
    locale: "en-US",
    app_permissions: String(permissionsIn(world, world.bot.id, channel)),
    entitlements: [],
    authorizing_integration_owners: { "0": channel.guild_id ?? "0" },
    context: member ? 0 : 1,
    attachment_size_limit: 10_485_760,
    ...from,
    ...extra,
  };
  platform.gateway.emit({ type: "INTERACTION_CREATE", data: payload, guild: channel.guild_id });
}

/** The form that a press has opened, as soon as it is there. */
export function modalOf(interaction: Interaction): Promise<Modal> {
  return vi.waitFor(
    () => {
      if (!interaction.modal) throw new Error("no form yet");
      return interaction.modal;
    },
    { timeout: 5_000, interval: 10 },
  );
}

/** The private sentence that a press or a command got, as soon as it is there. */
export function replyTo({ world }: Platform, interaction: Interaction): Promise<Message> {
  return vi.waitFor(
    () => {
      const message = world.messages.get(interaction.original ?? "")?.message;
      if (!message?.content) throw new Error("no reply yet");
      return message;
    },
    { timeout: 5_000, interval: 10 },
  );
}

import { MessageFlags } from "discord.js";
import type { Component, Kept, Message, User, World } from "./world.ts";

/** Whose screen it is. */
export interface Viewer {
  readonly user: User;
}

/** Messages of a channel that somebody sees now, oldest first. */
export function seenBy(world: World, channel: string, viewer: Viewer): readonly Message[] {
  const { recipients } = world.channels.get(channel) ?? {};
  if (recipients && !recipients.some(({ id }) => id === viewer.user.id)) return [];
  const visible = ({ visibleTo }: Kept) => !visibleTo || visibleTo === viewer.user.id;
  return world
    .messagesIn(channel)
    .filter(visible)
    .map(({ message }) => message);
}

/** A channel as it looks on somebody's screen, in plain text. */
export function screen(world: World, channel: string, viewer: Viewer): string {
  return seenBy(world, channel, viewer)
    .map((message) => show(world, message))
    .join("\n\n");
}

function show(world: World, message: Message): string {
  const privately = message.flags & MessageFlags.Ephemeral ? " (only you can see this)" : "";
  const replied = message.referenced_message ? ` ↳ ${message.referenced_message.author.username}` : "";
  const lines = [`${message.author.username}${replied}${privately}`, ...body(world, message), ...extras(message)];
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join("\n");
}

function body(world: World, message: Message): readonly string[] {
  if (message.flags & MessageFlags.Loading) return ["… is thinking"];
  if (message.type === 21) return ["(thread opened on the message above)"];
  return readable(world, message.content).split("\n");
}

/** Names for mentions, addresses for links but those of marks: what is left after Discord has drawn the text. */
export function readable(world: World, content: string): string {
  return content
    .replaceAll(/\[(\[\d+\])\]\(<[^>]+>\)/g, "$1")
    .replaceAll(/<@!?(\d+)>/g, (_, id: string) => `@${world.users.get(id)?.username ?? "unknown-user"}`)
    .replaceAll(/\[((?:[^[\]\\]|\\.)+)\]\(<([^>]+)>\)/g, (_, title: string, url: string) => `${title} <${url}>`)
    .replaceAll(/\\([[\]()*_~|\\`])/g, "$1");
}

function extras(message: Message): readonly string[] {
  const files = message.attachments.map(({ filename, size }) => `📎 ${filename} (${size} bytes)`);
  const buttons = buttonsOf(message).map(({ label }) => `[${label}]`);
  const thread = message.thread ? [`🧵 ${message.thread.name}`] : [];
  return [...files, ...(buttons.length > 0 ? [buttons.join(" ")] : []), ...thread];
}

/** Buttons on a message. */
export function buttonsOf({ components }: Message): readonly Component[] {
  return components.flatMap(({ components: buttons = [] }) => buttons);
}

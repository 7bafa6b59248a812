import type { Client, GatewayMessageCreateDispatchData } from "discord.js";
import type { Logger } from "../../core/log.ts";

/** A packet of the gateway: `t` is the event's name. */
interface Packet {
  readonly t?: string | null;
  readonly d?: unknown;
}

/** Where the client takes packets; its types do not tell of it. */
interface PacketHandler {
  handlePacket?(packet?: Packet, shard?: unknown): boolean;
}

/**
 * Keeps a packet that the client cannot read from being a rejection that nobody waits for. A message is taken without
 * the parts that it may have stumbled over: one odd part must not cost somebody their answer, nor the ones after it.
 */
export function guardPackets(client: Client, log: Logger): void {
  const handler: PacketHandler = client.ws as object;
  const handle = handler.handlePacket?.bind(client.ws);
  if (!handle) return;
  handler.handlePacket = (packet, shard) => {
    dropOddMembers(packet);
    try {
      return handle(packet, shard);
    } catch (error) {
      log.warn({ event: packet?.t, reason: String(error) }, "Discord sent something that its client cannot read");
      return takeWithoutParts(packet, (plain) => handle(plain, shard));
    }
  };
}

/** What a message or a mention in it tells of a member. */
interface WithMember {
  member?: { readonly roles?: unknown } | null;
}

/** The client keeps members for later messages, and could read none of theirs where their roles are no list. */
function dropOddMembers(packet: Packet | undefined): void {
  if (!packet?.t?.startsWith("MESSAGE_") || typeof packet.d !== "object" || !packet.d) return;
  const message = packet.d as WithMember & { readonly mentions?: unknown };
  const mentions = Array.isArray(message.mentions) ? (message.mentions as (WithMember | null)[]) : [];
  for (const holder of [message, ...mentions])
    if (holder?.member && !Array.isArray(holder.member.roles)) delete holder.member;
}

function takeWithoutParts(packet: Packet | undefined, handle: (packet: Packet) => boolean): boolean {
  if (packet?.t !== "MESSAGE_CREATE") return false;
  const { id, channel_id, guild_id, type, author, content, mentions, webhook_id, timestamp } =
    packet.d as Partial<GatewayMessageCreateDispatchData>;
  const named = Array.isArray(mentions) ? mentions.filter((user) => typeof user?.id === "string") : [];
  const none = { attachments: [], embeds: [], components: [], mention_roles: [], edited_timestamp: null };
  const data = { ...none, id, channel_id, guild_id, type, author, content, mentions: named, webhook_id, timestamp };
  try {
    return handle({ ...packet, d: data });
  } catch {
    return false;
  }
}

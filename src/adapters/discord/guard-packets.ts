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
 * the parts that it may have stumbled over: one odd part must not cost somebody their answer.
 */
export function guardPackets(client: Client, log: Logger): void {
  const handler: PacketHandler = client.ws as object;
  const handle = handler.handlePacket?.bind(client.ws);
  if (!handle) return;
  handler.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (error) {
      log.warn({ event: packet?.t, reason: String(error) }, "Discord sent something that its client cannot read");
      return takeWithoutParts(packet, (plain) => handle(plain, shard));
    }
  };
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

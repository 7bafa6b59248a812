import { PermissionFlagsBits } from "discord.js";
import { type Channel, ChannelType, type Guild, type Member, type World } from "./world.ts";

const ALL = Object.values(PermissionFlagsBits).reduce((bits, bit) => bits | bit, 0n);

/**
 * What somebody may do in a channel: roles first, then the channel's overwrites for everyone, for roles and
 * for the member; a thread takes its parent's.
 * https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
export function permissionsIn(world: World, user: string, channel: Channel): bigint {
  if (channel.type === ChannelType.dm) return ALL;
  const guild = world.guilds.get(channel.guild_id ?? "");
  const member = guild?.members.get(user);
  if (!guild || !member) return 0n;
  const base = rolesOf(guild, member).reduce((bits, role) => bits | BigInt(role.permissions), 0n);
  if (base & PermissionFlagsBits.Administrator) return ALL;
  const place = channel.type === ChannelType.thread ? world.channels.get(channel.parent_id ?? "") : channel;
  return overwritten(base, place, guild, member);
}

/** What somebody's roles allow in a whole server. */
export function permissionsInGuild(guild: Guild, user: string): bigint {
  const member = guild.members.get(user);
  return member ? rolesOf(guild, member).reduce((bits, role) => bits | BigInt(role.permissions), 0n) : 0n;
}

function rolesOf(guild: Guild, member: Member) {
  return guild.roles.filter(({ id }) => id === guild.id || member.roles.includes(id));
}

function overwritten(base: bigint, channel: Channel | undefined, guild: Guild, member: Member): bigint {
  const steps = [
    (id: string) => id === guild.id,
    (id: string) => member.roles.includes(id),
    (id: string) => id === member.user.id,
  ];
  return steps.reduce((bits, applies) => {
    const matching = (channel?.permission_overwrites ?? []).filter(({ id }) => applies(id));
    const denied = matching.reduce((all, { deny }) => all | BigInt(deny), 0n);
    const allowed = matching.reduce((all, { allow }) => all | BigInt(allow), 0n);
    return (bits & ~denied) | allowed;
  }, base);
}

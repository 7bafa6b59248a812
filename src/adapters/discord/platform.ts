import type { CreateAdapter, Platform } from "../../core/platform.ts";
import { type DiscordConfig, discordSettings } from "./config.ts";

/** Discord in the table of platforms. */
export const discord = {
  name: "discord",
  label: "Discord",
  settings: discordSettings,
  describe: (config) => (config.discord ? "on" : "off; turn it on with DISCORD_TOKEN (docs/discord.md)"),
  isForOthers: (config) => config.discord !== undefined,
  load: ({ discord: config }) => config && load(config),
  examine: async ({ discord: config }) => (config ? (await import("./doctor.ts")).examineDiscord(config) : []),
} as const satisfies Platform<{ readonly discord?: DiscordConfig }>;

async function load(config: DiscordConfig): Promise<CreateAdapter> {
  const { createDiscordAdapter } = await import("./index.ts");
  return (deps) => createDiscordAdapter({ ...deps, config });
}

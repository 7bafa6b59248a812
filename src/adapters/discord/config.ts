import { z } from "zod";
import { commaList, loopbackUrl, secret } from "../../core/settings.ts";

/** `answerChannels`: ids of channels and forums where every new post is answered. */
export interface DiscordConfig {
  readonly token: string;
  readonly guildId?: string;
  readonly answerChannels: readonly string[];
  /** Stands before the names of slash commands. */
  readonly commandPrefix: string;
  readonly apiUrl?: string;
}

/** Discord's settings: on where there is a token. */
export const discordSettings = z
  .object({
    DISCORD_TOKEN: secret(z.string().optional()),
    DISCORD_GUILD_ID: z.string().regex(/^\d+$/, "must be a server's numeric id").optional(),
    DISCORD_ANSWER_CHANNELS: commaList.optional(),
    DISCORD_COMMAND_PREFIX: z
      .string()
      .regex(/^[a-z0-9_-]{0,20}$/, "must be at most 20 lower-case letters, digits, - or _")
      .default(""),
    DISCORD_API_URL: loopbackUrl.optional(),
  })
  .transform((values): { readonly discord?: DiscordConfig } => ({
    discord: values.DISCORD_TOKEN
      ? {
          token: values.DISCORD_TOKEN,
          guildId: values.DISCORD_GUILD_ID,
          answerChannels: values.DISCORD_ANSWER_CHANNELS ?? [],
          commandPrefix: values.DISCORD_COMMAND_PREFIX,
          apiUrl: values.DISCORD_API_URL,
        }
      : undefined,
  }));

import { z } from "zod";
import { commaList, loopbackUrl, secret } from "../../core/settings.ts";

/** `answerChannels`: ids of channels and forums where every new post is answered. */
export interface DiscordConfig {
  readonly token: string;
  readonly guildId?: string;
  readonly answerChannels: readonly string[];
  readonly apiUrl?: string;
}

/** Discord's settings: on where there is a token. */
export const discordSettings = z
  .object({
    DISCORD_TOKEN: secret(z.string().optional()),
    DISCORD_GUILD_ID: z.string().regex(/^\d+$/, "must be a server's numeric id").optional(),
    DISCORD_ANSWER_CHANNELS: commaList.optional(),
    DISCORD_API_URL: loopbackUrl.optional(),
  })
  .transform((values): { readonly discord?: DiscordConfig } => ({
    discord: values.DISCORD_TOKEN
      ? {
          token: values.DISCORD_TOKEN,
          guildId: values.DISCORD_GUILD_ID,
          answerChannels: values.DISCORD_ANSWER_CHANNELS ?? [],
          apiUrl: values.DISCORD_API_URL,
        }
      : undefined,
  }));

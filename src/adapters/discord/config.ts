/** `answerChannels`: ids of channels and forums where every new post is answered. */
export interface DiscordConfig {
  readonly token: string;
  readonly guildId?: string;
  readonly answerChannels: readonly string[];
  readonly apiUrl?: string;
}

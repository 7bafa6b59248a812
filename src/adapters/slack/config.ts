/** With an `appToken` by Socket Mode, with a `signingSecret` by HTTP. */
export interface SlackConfig {
  readonly botToken: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly answerChannels: readonly string[];
  readonly commandPrefix: string;
  readonly apiUrl?: string;
}

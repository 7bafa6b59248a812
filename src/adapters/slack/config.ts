import { z } from "zod";
import { commaList, loopbackUrl, secret } from "../../core/settings.ts";

/** With an `appToken` by Socket Mode, with a `signingSecret` by HTTP. */
export interface SlackConfig {
  readonly botToken: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly answerChannels: readonly string[];
  readonly commandPrefix: string;
  /** Id of the user group whose members are admins, beside those of the workspace. */
  readonly adminGroup?: string;
  readonly apiUrl?: string;
}

/** A token that begins in its own way. `other`: how the one of `setting` begins, for which it may be taken. */
function token(start: string, other: string, setting: string) {
  return z.string().refine((value) => value.startsWith(start), {
    error: ({ input }) =>
      `must start with ${start}${`${input}`.startsWith(other) ? `; what begins with ${other} is ${setting}` : ""}`,
  });
}

/**
 * Slack's settings: on where there is a bot token. The prefix is wanted for the manifest too, which comes before the
 * tokens.
 */
export const slackSettings = z
  .object({
    SLACK_BOT_TOKEN: secret(token("xoxb-", "xapp-", "SLACK_APP_TOKEN").optional()),
    SLACK_APP_TOKEN: secret(token("xapp-", "xoxb-", "SLACK_BOT_TOKEN").optional()),
    SLACK_SIGNING_SECRET: secret(z.string().optional()),
    SLACK_ANSWER_CHANNELS: commaList.optional(),
    SLACK_COMMAND_PREFIX: z
      .string()
      .regex(/^[a-z0-9_-]*$/, "must be lower-case letters, digits, - or _")
      .default("docent-"),
    SLACK_ADMIN_GROUP: z
      .string()
      .regex(/^S[A-Z0-9]+$/, "must be the id of a user group, which begins with S")
      .optional(),
    SLACK_API_URL: loopbackUrl.optional(),
  })
  .refine(
    (values) => !values.SLACK_BOT_TOKEN || values.SLACK_APP_TOKEN || values.SLACK_SIGNING_SECRET,
    "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)",
  )
  .refine(
    (values) => values.SLACK_BOT_TOKEN || !(values.SLACK_APP_TOKEN || values.SLACK_SIGNING_SECRET),
    "SLACK_BOT_TOKEN is missing beside the other Slack settings",
  )
  .transform((values): { readonly slack?: SlackConfig; readonly slackCommandPrefix: string } => ({
    slackCommandPrefix: values.SLACK_COMMAND_PREFIX,
    slack: values.SLACK_BOT_TOKEN
      ? {
          botToken: values.SLACK_BOT_TOKEN,
          appToken: values.SLACK_APP_TOKEN,
          signingSecret: values.SLACK_SIGNING_SECRET,
          answerChannels: values.SLACK_ANSWER_CHANNELS ?? [],
          commandPrefix: values.SLACK_COMMAND_PREFIX,
          adminGroup: values.SLACK_ADMIN_GROUP,
          apiUrl: values.SLACK_API_URL,
        }
      : undefined,
  }));

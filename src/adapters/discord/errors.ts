import { DiscordAPIError, RESTJSONErrorCodes } from "discord.js";
import { DeliveryError, type DeliveryFailure, UserError } from "../../core/errors.ts";
import { pausesOf, retry } from "../../core/retry.ts";

/** Answers of the API that are final. https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
const FINAL: Readonly<Record<number | string, DeliveryFailure>> = {
  [RESTJSONErrorCodes.UnknownChannel]: "gone",
  [RESTJSONErrorCodes.UnknownGuild]: "gone",
  [RESTJSONErrorCodes.UnknownMessage]: "gone",
  [RESTJSONErrorCodes.UnknownWebhook]: "expired",
  [RESTJSONErrorCodes.UnknownInteraction]: "expired",
  [RESTJSONErrorCodes.InvalidWebhookToken]: "expired",
  [RESTJSONErrorCodes.MissingAccess]: "denied",
  [RESTJSONErrorCodes.MissingPermissions]: "denied",
  [RESTJSONErrorCodes.CannotSendMessagesToThisUser]: "denied",
  [RESTJSONErrorCodes.InvalidActionOnArchivedThread]: "denied",
  [RESTJSONErrorCodes.ThreadLocked]: "denied",
};

const WORDS: Readonly<Record<DeliveryFailure, string>> = {
  gone: "Discord says that the place of the answer is gone",
  denied: "Discord does not let Docent write there",
  expired: "the command is too old for its private answer",
};

/** Whether the API said exactly this. */
export function says(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}

/** An error as the bot understands it: a `DeliveryError` where Discord says no for good, else the error itself. */
export function asDelivery(error: unknown): unknown {
  if (!(error instanceof DiscordAPIError)) return error;
  const failure = FINAL[error.code] ?? (error.status === 403 ? "denied" : error.status === 404 ? "gone" : undefined);
  // The client's own error carries the request's body: it is not taken along, so that no answer stands in a log.
  return failure ? new DeliveryError(failure, `${WORDS[failure]} (${error.code} ${error.message})`) : error;
}

/** Runs a call to the API; what it rejects with is as the bot understands it. */
export async function delivering<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw asDelivery(error);
  }
}

/** Errors that come back however often one tries. */
const FOR_GOOD = [DeliveryError, DiscordAPIError, UserError];

/**
 * Runs a call that must arrive: an outage is waited out. `delays`: milliseconds before each further attempt; the
 * client has then tried several times by itself. The call must be one that does no harm twice.
 */
export async function retryUntilDelivered<Result>(
  call: () => Promise<Result>,
  delays: readonly number[],
): Promise<Result> {
  return retry(
    call,
    pausesOf(delays, (error) => !FOR_GOOD.some((kind) => error instanceof kind)),
  );
}

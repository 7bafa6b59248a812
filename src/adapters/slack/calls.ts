import { webApi } from "@slack/bolt";
import { DeliveryError, type DeliveryFailure } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { retry } from "../../core/retry.ts";
import type { SlackWords } from "./message-text.ts";

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } = webApi;
type WebClient = webApi.WebClient;

/** The arguments of one of Slack's methods. https://docs.slack.dev/reference/methods */
export type Arguments = Record<string, unknown>;

/** How often a call is sent away by a rate limit before it is given up. */
const MOST_ROUNDS = 60;

/** What Slack answered. Every method has fields of its own. */
export interface Reply extends webApi.WebAPICallResult {
  readonly ts?: string;
  readonly channel?: string | { readonly id?: string };
  readonly messages?: readonly PostedMessage[];
  readonly has_more?: boolean;
  readonly user?: SlackUser;
  readonly users?: readonly string[];
}

/** The fields of a user that are read. https://docs.slack.dev/reference/methods/users.info */
export interface SlackUser {
  readonly name?: string;
  readonly real_name?: string;
  readonly is_admin?: boolean;
  readonly is_owner?: boolean;
  readonly profile?: { readonly display_name?: string; readonly real_name?: string };
}

/** A message as `conversations.replies` and `conversations.history` give it. */
export interface PostedMessage extends SlackWords {
  readonly ts?: string;
  readonly subtype?: string;
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Record<string, unknown> };
}

/**
 * Slack's Web API with an eye for what may wait. `answer`: calls that carry an answer; they wait out a rate
 * limit, and after trouble on the line they are tried again only where that cannot double anything.
 * `cosmetic`: calls that only please (a status, a growing text); tried once and quickly, on a client of their
 * own, so that nothing that happens to them ever holds back an answer.
 */
export class Calls {
  readonly #answers: WebClient;
  readonly #cosmetics: WebClient;
  readonly #timeouts: CallTimeouts;
  readonly #log: Logger;

  constructor(token: string, options: webApi.WebClientOptions, timeouts: CallTimeouts, log: Logger) {
    // Waiting is ours: the client's own way would hold back every other call to this workspace too.
    const once = { rejectRateLimitedCalls: true, retryConfig: { retries: 0 } };
    this.#answers = new WebClient(token, { ...options, ...once, timeout: timeouts.answerMs });
    this.#cosmetics = new WebClient(token, { ...options, ...once, timeout: timeouts.cosmeticMs });
    this.#timeouts = timeouts;
    this.#log = log;
  }

  /**
   * Carries an answer. With `twice`, doing it twice is as good as once, so it is tried again after trouble on the
   * line.
   */
  async answer(method: string, args: Arguments, { twice = false } = {}): Promise<Reply> {
    try {
      return await retry<Reply>(
        () => this.#answers.apiCall(method, args),
        (error, attempt) => {
          const wait = this.#pauseAfter(error, attempt, twice);
          if (wait !== undefined) this.#log.warn({ method, wait, attempt }, "slack: called again later");
          return wait;
        },
      );
    } catch (error) {
      throw asDelivery(error, method);
    }
  }

  /** What another way can do as well, or a later call: tried once, and a rate limit is no reason to wait. */
  async begin(method: string, args: Arguments): Promise<Reply> {
    return await this.#answers.apiCall(method, args);
  }

  /** Pleases; rejects at once where Slack is not ready to be pleased. */
  async cosmetic(method: string, args: Arguments): Promise<Reply> {
    return await this.#cosmetics.apiCall(method, args);
  }

  /** Pleases or does not: what fails is only logged. */
  async please(method: string, args: Arguments): Promise<Reply | undefined> {
    return await this.cosmetic(method, args).catch((error: unknown) => {
      this.#log.debug({ method, reason: reasonOf(error) }, "slack: cosmetic call left out");
      return undefined;
    });
  }

  /**
   * Posts to a response URL, the way to somebody who alone sees it in a channel where Docent may be no member.
   * False where the URL takes no more: five messages, 30 minutes.
   */
  async respond(url: string, message: Arguments): Promise<boolean> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
      signal: AbortSignal.timeout(this.#timeouts.answerMs),
    }).catch(() => undefined);
    return response?.ok === true;
  }

  /** Attaches a file to a thread. Not tried again: Slack may have it already. */
  async attach(channel: string, thread: string, file: { name: string; text: string }): Promise<void> {
    try {
      await this.#answers.filesUploadV2({
        channel_id: channel,
        thread_ts: thread,
        filename: file.name,
        content: file.text,
      });
    } catch (error) {
      throw asDelivery(error, "files.completeUploadExternal");
    }
  }

  #pauseAfter(error: unknown, attempt: number, twice: boolean): number | undefined {
    // Where many wait, each round lets only some through: how often one was sent away says nothing.
    if (error instanceof WebAPIRateLimitedError)
      return attempt < MOST_ROUNDS ? error.retryAfter * this.#timeouts.secondMs : undefined;
    if (attempt >= this.#timeouts.attempts) return undefined;
    return twice && isAmbiguous(error) ? attempt * this.#timeouts.backoffMs : undefined;
  }
}

/**
 * How long calls may take. `answerMs`, `cosmeticMs`: until a call counts as lost. `backoffMs`: before the second
 * attempt, twice that before the third. `secondMs`: what a second of Slack's `Retry-After` lasts.
 */
export interface CallTimeouts {
  readonly attempts: number;
  readonly answerMs: number;
  readonly cosmeticMs: number;
  readonly backoffMs: number;
  readonly secondMs: number;
}

/** Slack's word for what was wrong, or our own for trouble on the line. */
export function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return reasonOf(error.cause);
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIRateLimitedError) return "ratelimited";
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  return error instanceof Error ? "unreachable" : String(error);
}

/** Whether the call may have been done although it failed here: nobody answered, or only a server on the way. */
export function isAmbiguous(error: unknown): boolean {
  if (error instanceof DeliveryError) return isAmbiguous(error.cause);
  return !(error instanceof WebAPIPlatformError || error instanceof WebAPIRateLimitedError);
}

/** For how many seconds Slack wants to hear no more of this method, where that is what it said. */
export function retryAfter(error: unknown): number | undefined {
  return error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
}

/** What Slack says for good, from the error lists of the chat methods; all else may pass. */
const FAILURES: Readonly<Record<string, DeliveryFailure>> = {
  channel_not_found: "gone",
  thread_not_found: "gone",
  message_not_found: "gone",
  is_archived: "gone",
  channel_is_archived: "gone",
  not_in_channel: "denied",
  user_not_in_channel: "denied",
  cannot_reply_to_message: "denied",
  cant_update_message: "denied",
  edit_window_closed: "denied",
  messages_tab_disabled: "denied",
  missing_scope: "denied",
  no_permission: "denied",
  team_access_not_granted: "denied",
  posting_to_channel_denied: "denied",
  token_revoked: "expired",
  token_expired: "expired",
  invalid_auth: "expired",
  not_authed: "expired",
  account_inactive: "expired",
};

function asDelivery(error: unknown, method: string): unknown {
  const reason = reasonOf(error);
  const failure = reason.startsWith("restricted_action") ? "denied" : FAILURES[reason];
  return failure ? new DeliveryError(failure, `Slack refused ${method}: ${reason}`, { cause: error }) : error;
}

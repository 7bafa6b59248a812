/** An answer other than 200, as the API gives it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(status: number, code: number, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** A field that breaks one of the API's limits. */
export function invalid(field: string, message: string): Refusal {
  const errors = { [field]: { _errors: [{ code: "BASE_TYPE_BAD_LENGTH", message }] } };
  return new Refusal(400, 50035, "Invalid Form Body", { errors });
}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes */
export const refusals = {
  unauthorized: () => new Refusal(401, 0, "401: Unauthorized"),
  unknownChannel: () => new Refusal(404, 10003, "Unknown Channel"),
  unknownMessage: () => new Refusal(404, 10008, "Unknown Message"),
  unknownWebhook: () => new Refusal(404, 10015, "Unknown Webhook"),
  unknownInteraction: () => new Refusal(404, 10062, "Unknown interaction"),
  acknowledged: () => new Refusal(400, 40060, "Interaction has already been acknowledged."),
  expiredToken: () => new Refusal(401, 50027, "Invalid Webhook Token"),
  missingAccess: () => new Refusal(403, 50001, "Missing Access"),
  missingPermissions: () => new Refusal(403, 50013, "Missing Permissions"),
  notYours: () => new Refusal(403, 50005, "Cannot edit a message authored by another user"),
  emptyMessage: () => new Refusal(400, 50006, "Cannot send an empty message"),
  cannotDm: () => new Refusal(403, 50007, "Cannot send messages to this user"),
  wrongChannelType: () => new Refusal(400, 50024, "Cannot execute action on this channel type"),
  archived: () => new Refusal(400, 50083, "Thread is archived"),
  locked: () => new Refusal(400, 160005, "This thread is locked"),
  threadExists: () => new Refusal(400, 160004, "A thread has already been created for this message"),
  tooManyThreads: () => new Refusal(400, 160006, "Maximum number of active threads reached"),
  cannotReply: () => new Refusal(400, 160002, "You cannot reply without permission to read message history"),
} as const;

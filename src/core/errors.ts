/** A mistake that a person can mend: the message says what was wrong and what to do. Safe to show. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** Another process has the lease now, or may: this one must neither write nor remember anything more of what it did. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** A person stopped an answer. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** Docent goes down; people read the message under an answer that was being written. */
export class DrainingError extends UserError {
  override readonly name = "DrainingError";
}

/** A platform refused the settings: trying again is in vain until somebody mends them. */
export class RefusedError extends UserError {}

/** Why a platform will never take this message: its place is gone, forbidden, or its token has run out. */
export type DeliveryFailure = "gone" | "denied" | "expired";

/** A platform said no for good; sending the same again would not help. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly failure: DeliveryFailure;

  constructor(failure: DeliveryFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Another process answers this question now, or may: this one must neither write nor remember anything of it. */
export class LeaseLostError extends Error {
  override readonly name = "AbandonedError";
}

/** A mistake that a person can mend: the message says what was wrong and what to do. Safe to show. */
export class UserError extends Error {
  override readonly name = "UserError";
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

/** What went wrong with a model, as far as it matters to what happens next. */
export type ModelErrorKind = "rejected" | "busy" | "down" | "slow" | "broken" | "empty" | "too-long";

/**
 * A model did not answer, or stopped. `cause` holds what its client threw; it may quote the prompt, so it is never
 * shown or logged whole.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly kind: ModelErrorKind;

  constructor(trouble: ModelErrorKind, options?: ErrorOptions) {
    super(`The language model is in trouble: ${trouble}`, options);
    this.kind = trouble;
  }
}

/** What people read. The settings' own mistakes are for the log, not for them. */
const CLAUSES: Readonly<Record<ModelErrorKind, string>> = {
  rejected: "The language model is not available right now",
  busy: "The language model is busy right now",
  down: "The language model is not available right now",
  slow: "The language model took too long",
  broken: "The connection to the language model broke",
  empty: "The language model had nothing to say",
  "too-long": "The answer reached its length limit",
};

/** Sorts what a model's client threw. */
export function asModelError(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const status = field(error, "status");
  if (typeof status === "number") return new ModelError(troubleOf(status), { cause: error });
  return new ModelError(isUnreachable(error) ? "down" : "broken", { cause: error });
}

/** For the log: what tells one failure from another, what to do about it, and nothing that was said. */
export function causeOf({ kind: trouble, cause }: ModelError): Readonly<Record<string, unknown>> {
  const status = field(cause, "status");
  const remedy = remedyFor(trouble, status);
  return { trouble, name: field(cause, "name"), status, code: codeOf(cause), ...(remedy && { remedy }) };
}

function remedyFor(trouble: ModelErrorKind, status: unknown): string | undefined {
  if (status === 401 || status === 403) return "Check OPENAI_API_KEY.";
  if (status === 404) return "Check OPENAI_MODEL and OPENAI_BASE_URL.";
  if (trouble === "down" && status === undefined) return "Check OPENAI_BASE_URL and the network.";
  return undefined;
}

/** The innermost code of an error that was caused by others. */
function codeOf(error: unknown): unknown {
  const inner = field(error, "cause");
  return (inner === undefined ? undefined : codeOf(inner)) ?? field(error, "code");
}

/** Opens an answer that is quoted because the model failed. */
export function standInLine({ kind: trouble }: ModelError, id: string): string {
  return `_${CLAUSES[trouble]}, so this is quoted from the docs as they stand (question ${printable(id)})._`;
}

/** Says why an answer ends in the middle. */
export function cutNote({ kind: trouble }: ModelError, id: string): string {
  return `${CLAUSES[trouble]}, so the answer ends here. Ask again, or name question ${printable(id)} to whoever runs me.`;
}

/** Says that nothing worked. */
export function failureText(id: string): string {
  return `Something went wrong on my side while looking this up. Ask again in a moment, or name question ${printable(id)} to whoever runs me.`;
}

function troubleOf(status: number): ModelErrorKind {
  if (status === 429) return "busy";
  return status >= 500 ? "down" : "rejected";
}

/** The client's words for a request that never met a server; a socket that closes under an answer is another matter. */
function isUnreachable(error: unknown): boolean {
  return field(error, "message") === "Connection error.";
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** An id comes from a platform: only plain characters of it are shown. */
function printable(id: string): string {
  return `\`${id.replace(/[^\w:.-]/g, "").slice(-40)}\``;
}

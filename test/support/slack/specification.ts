import { readFileSync } from "node:fs";
import { shared } from "../needs.ts";

interface MethodReference {
  readonly args: Readonly<Record<string, { readonly required?: boolean; readonly type?: string }>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly rate_limit?: { readonly label?: string };
}

/** Slack's own reference of its methods: arguments, errors, tiers. */
export interface Specification {
  /** What is wrong with a call's arguments. */
  request(method: string, args: Readonly<Record<string, unknown>>): readonly string[];
  /** What is wrong with an error that this local Slack answers. */
  error(method: string, error: string): readonly string[];
  /** The documented tier, 1 to 4; undefined for a special limit. */
  tier(method: string): number | undefined;
}

/**
 * Where the reference is older than the platform: an agent's prompts are set without `thread_ts`, which the
 * reference still requires. https://docs.slack.dev/ai/migrating-to-agent-messaging
 */
const NOT_REQUIRED: Readonly<Record<string, readonly string[]>> = {
  "assistant.threads.setSuggestedPrompts": ["thread_ts"],
};

/** Errors that every method may answer. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const COMMON = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "account_inactive",
  "ratelimited",
  "missing_scope",
]);
const UNKNOWN = new Set([
  "unknown_method",
  "feature_not_enabled",
  "method_deprecated",
  "internal_error",
  "fatal_error",
]);

/** Reads the reference in place; undefined where it is not on this machine. */
export function readSpecification(): Specification | undefined {
  const path = shared("specs/slack/web-methods.json");
  if (!path) return undefined;
  const methods = JSON.parse(readFileSync(path, "utf8")) as Record<string, MethodReference>;
  return {
    request: (method, args) =>
      methods[method] ? argumentProblems(method, methods[method], args) : [`${method} is no method`],
    error: (method, error) =>
      COMMON.has(error) || UNKNOWN.has(error) || methods[method]?.errors[error] !== undefined
        ? []
        : [`${method} never answers ${error}`],
    tier: (method) => Number(/^Tier (\d)/.exec(methods[method]?.rate_limit?.label ?? "")?.[1]) || undefined,
  };
}

function argumentProblems(
  method: string,
  { args: known }: MethodReference,
  args: Readonly<Record<string, unknown>>,
): string[] {
  const optional = NOT_REQUIRED[method] ?? [];
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required && args[name] === undefined && !optional.includes(name))
    .map(([name]) => `${method} without ${name}`);
  const unknown = Object.keys(args).filter((name) => !(name in known) && name !== "token");
  const mistyped = Object.entries(args).filter(
    ([name, value]) => known[name]?.type === "array" && !Array.isArray(value),
  );
  return [
    ...missing,
    ...unknown.map((name) => `${method} has no argument ${name}`),
    ...mistyped.map(([name]) => `${method}: ${name} is no list`),
  ];
}

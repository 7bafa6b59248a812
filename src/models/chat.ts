import type { UsageMetadata } from "@langchain/core/messages";
import type { ChatOpenAI } from "@langchain/openai";
import { loadClient } from "./client.ts";
import type { Endpoint } from "./endpoint.ts";
import { asModelError, ModelError } from "./errors.ts";

/** A message of a prompt, in the form that every chat model takes. */
export type ChatMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

/**
 * How long a model may be silent, in milliseconds: before its first piece (retries included), between two
 * pieces, and for a whole short call. `retries`: how often a failed request is tried again.
 */
export interface ModelTimeouts {
  readonly firstMs: number;
  readonly betweenMs: number;
  readonly shortMs: number;
  readonly retries: number;
}

export const MODEL_TIMEOUTS: ModelTimeouts = { firstMs: 45_000, betweenMs: 20_000, shortMs: 8_000, retries: 2 };

/** What a request cost, as the model's server counted it, in tokens. */
export interface Tokens {
  readonly read: number;
  readonly written: number;
}

/**
 * A chat model. Both reject with `ModelError`, or with the signal's reason when it aborts, which closes the request.
 */
export interface Model {
  /** The answer piece by piece, none empty. */
  stream(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<string>;
  /** A short answer at once. */
  complete(messages: readonly ChatMessage[], signal: AbortSignal): Promise<string>;
}

/** The chat model behind an endpoint. `onTokens` hears of every request whose server says what it cost. */
export function createModel(endpoint: Endpoint, patience: ModelTimeouts, onTokens: (tokens: Tokens) => void): Model {
  const counting = once(() => createClient(endpoint, patience.retries, true));
  const plain = once(() => createClient(endpoint, patience.retries, false));
  let current = counting;
  const count = (usage: UsageMetadata | undefined) => {
    // The client leaves out what is none, whatever its types say.
    if (usage) onTokens({ read: usage.input_tokens ?? 0, written: usage.output_tokens ?? 0 });
  };
  return {
    async *stream(messages, signal) {
      try {
        yield* streamOnce(await current(), messages, signal, patience, count);
      } catch (error) {
        if (current === plain || !rejectsUsage(error)) throw error;
        current = plain;
        yield* streamOnce(await plain(), messages, signal, patience, count);
      }
    },
    complete: async (messages, signal) => completeOnce(await plain(), messages, signal, patience.shortMs, count),
  };
}

/** Makes something when it is first asked for. */
function once<Thing>(make: () => Thing): () => Thing {
  let made: { readonly thing: Thing } | undefined;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}

/**
 * No temperature is set, for some models take none. `streaming` is never set, for LangChain then fetches
 * tokenizer files from the network.
 */
async function createClient(
  { model, apiKey, baseUrl }: Endpoint,
  maxRetries: number,
  streamUsage: boolean,
): Promise<ChatOpenAI> {
  const { ChatOpenAI } = await loadClient();
  // The client would print pieces of a broken answer.
  const configuration = { baseURL: baseUrl, logLevel: "off" } as const;
  return new ChatOpenAI({ model, apiKey, maxRetries, streamUsage, configuration });
}

/** Some servers do not know the option that asks for token counts, and say so. */
function rejectsUsage(error: unknown): boolean {
  if (!(error instanceof ModelError) || !(error.cause instanceof Error)) return false;
  return Reflect.get(error.cause, "status") === 400 && /stream_options|include_usage/.test(error.cause.message);
}

/** Hears what a request cost; nothing where its server does not say. */
type Count = (usage: UsageMetadata | undefined) => void;

async function* streamOnce(
  client: ChatOpenAI,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  { firstMs, betweenMs }: ModelTimeouts,
  count: Count,
): AsyncGenerator<string> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), firstMs);
  let finish: unknown;
  try {
    const chunks = await client.stream([...messages], { signal: AbortSignal.any([signal, silence.signal]) });
    for await (const chunk of chunks) {
      clearTimeout(timer);
      finish = chunk.response_metadata.finish_reason ?? finish;
      count(chunk.usage_metadata);
      if (chunk.text) yield chunk.text;
      timer = setTimeout(() => silence.abort(), betweenMs);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw silence.signal.aborted ? new ModelError("slow", { cause: error }) : asModelError(error);
  } finally {
    clearTimeout(timer);
  }
  if (finish !== "stop") throw new ModelError(finish === "length" ? "too-long" : "broken");
}

async function completeOnce(
  client: ChatOpenAI,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  shortMs: number,
  count: Count,
): Promise<string> {
  const late = AbortSignal.timeout(shortMs);
  try {
    const reply = await client.invoke([...messages], { signal: AbortSignal.any([signal, late]) });
    count(reply.usage_metadata);
    return reply.text.trim();
  } catch (error) {
    signal.throwIfAborted();
    throw late.aborted ? new ModelError("slow", { cause: error }) : asModelError(error);
  }
}

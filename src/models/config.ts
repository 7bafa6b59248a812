import { z } from "zod";
import { secret, url } from "../core/settings.ts";
import type { Endpoint } from "./endpoint.ts";

/** The model used where a key for OpenAI is set and no model is named. */
const DEFAULT_MODEL = "gpt-4.1-mini";

const NEEDS = "needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server of your own";

const schema = z.object({
  OPENAI_API_KEY: secret(z.string().optional()),
  OPENAI_BASE_URL: url.optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
});

type Values = z.infer<typeof schema>;

/** The settings of models: one that writes where a key or a server is set, one that embeds where it is named. */
export const modelSettings = schema
  .refine((values) => !values.OPENAI_EMBEDDING_MODEL || hasServer(values), `OPENAI_EMBEDDING_MODEL ${NEEDS}`)
  .refine((values) => !values.OPENAI_MODEL || hasServer(values), `OPENAI_MODEL ${NEEDS}`)
  .transform((values): { readonly chat?: Endpoint; readonly embedding?: Endpoint } => ({
    chat: hasServer(values) && !onlyEmbeds(values) ? endpoint(values, values.OPENAI_MODEL ?? DEFAULT_MODEL) : undefined,
    embedding: values.OPENAI_EMBEDDING_MODEL ? endpoint(values, values.OPENAI_EMBEDDING_MODEL) : undefined,
  }));

function hasServer({ OPENAI_API_KEY, OPENAI_BASE_URL }: Values): boolean {
  return Boolean(OPENAI_API_KEY || OPENAI_BASE_URL);
}

/** A base URL with nothing but an embeddings model named is an embeddings server: it has no model to talk to. */
function onlyEmbeds({ OPENAI_BASE_URL, OPENAI_EMBEDDING_MODEL, OPENAI_MODEL }: Values): boolean {
  return Boolean(OPENAI_BASE_URL && OPENAI_EMBEDDING_MODEL && !OPENAI_MODEL);
}

function endpoint({ OPENAI_API_KEY, OPENAI_BASE_URL }: Values, model: string): Endpoint {
  // A server of one's own may want no key, but the client insists on one.
  return { model, apiKey: OPENAI_API_KEY ?? "none", ...(OPENAI_BASE_URL && { baseUrl: OPENAI_BASE_URL }) };
}

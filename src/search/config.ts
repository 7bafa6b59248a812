import { z } from "zod";
import { loopbackUrl, secret } from "../core/settings.ts";
import type { PineconeTarget } from "./pinecone/records.ts";

/** The settings of the search index: vectors in Pinecone where there is a key. */
export const searchSettings = z
  .object({
    PINECONE_API_KEY: secret(z.string().optional()),
    PINECONE_INDEX: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/, "must be at most 45 lower-case letters, digits and -")
      .optional(),
    PINECONE_NAMESPACE: z.string().optional(),
    PINECONE_CONTROLLER_HOST: loopbackUrl.optional(),
  })
  .refine(
    (values) => Boolean(values.PINECONE_API_KEY) === Boolean(values.PINECONE_INDEX),
    "PINECONE_API_KEY and PINECONE_INDEX go together: set both or neither",
  )
  .transform((values): { readonly pinecone?: PineconeTarget } => ({
    pinecone:
      values.PINECONE_API_KEY && values.PINECONE_INDEX
        ? {
            apiKey: values.PINECONE_API_KEY,
            index: values.PINECONE_INDEX,
            namespace: values.PINECONE_NAMESPACE ?? "",
            controllerHost: values.PINECONE_CONTROLLER_HOST,
          }
        : undefined,
  }));

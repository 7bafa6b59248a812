import { z } from "zod";
import { secret } from "../core/settings.ts";

/** The settings of storage. `storeUrl`: Redis, where several processes share conversations and questions. */
export const storageSettings = z
  .object({
    DATA_DIR: z.string().default("./data"),
    STORE_URL: secret(z.url({ protocol: /^rediss?$/, error: "must start with redis:// or rediss://" }).optional()),
  })
  .transform((values) => ({ dataDir: values.DATA_DIR, storeUrl: values.STORE_URL }));

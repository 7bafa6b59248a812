import { z } from "zod";
import type { Unsupported } from "../core/answer.ts";

const unsupported = z.enum(["mark", "drop"], { error: "must be mark or drop" });

/** The settings of answers. `unsupported`: what happens to a cited sentence that its source does not bear out. */
export const ragSettings = z
  .object({ UNSUPPORTED: unsupported.default("mark" satisfies Unsupported) })
  .transform((values) => ({ unsupported: values.UNSUPPORTED }));

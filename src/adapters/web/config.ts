import { z } from "zod";
import { secret } from "../../core/settings.ts";

/** The page's settings. `accessToken`: who knows it may use the page. */
export const webSettings = z
  .object({ ACCESS_TOKEN: secret(z.string().min(8, "must have at least 8 characters").optional()) })
  .transform((values) => ({ accessToken: values.ACCESS_TOKEN }));

/** What the page runs with. `host`: the address that the HTTP server listens on. */
export type WebConfig = z.output<typeof webSettings> & { readonly host: string };

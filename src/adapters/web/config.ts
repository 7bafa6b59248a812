import { z } from "zod";
import { token, whole } from "../../core/settings.ts";

/**
 * The page's settings. `accessToken`: who knows it may use the page; `adminToken`: as an admin. `pageQuestionsPerMinute`: how many questions all
 * browsers together may ask: a browser is nobody in particular, and can be another one with its next request.
 */
export const webSettings = z
  .object({
    ACCESS_TOKEN: token,
    ADMIN_TOKEN: token,
    PAGE_QUESTIONS_PER_MINUTE: whole(1).default(120),
  })
  .refine(
    ({ ACCESS_TOKEN, ADMIN_TOKEN }) => !ADMIN_TOKEN || ACCESS_TOKEN !== ADMIN_TOKEN,
    "ADMIN_TOKEN must be another text than ACCESS_TOKEN: whoever knows it may do more",
  )
  .transform((values) => ({
    accessToken: values.ACCESS_TOKEN,
    adminToken: values.ADMIN_TOKEN,
    pageQuestionsPerMinute: values.PAGE_QUESTIONS_PER_MINUTE,
  }));

/** What the page runs with. `host`: the address that the HTTP server listens on. `trustedProxies`: in front of it. */
export type WebConfig = z.output<typeof webSettings> & {
  readonly host: string;
  readonly trustedProxies: readonly string[];
};

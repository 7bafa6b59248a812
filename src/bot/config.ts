import { z } from "zod";
import { commaList, whole } from "../core/settings.ts";
import type { Followups } from "./admit.ts";
import type { HistoryLimits } from "./conversations.ts";

const followups = z.enum(["owner", "everyone", "mention"], { error: "must be owner, everyone or mention" });

/** The settings of conversations, limits and rights. `admins`: ids of admins beside those that a platform tells. */
export const botSettings = z
  .object({
    HISTORY_TURNS: whole(0).default(10),
    HISTORY_DAYS: whole(1).default(30),
    HISTORY_ROOT_MINUTES: whole(0).default(30),
    QUESTIONS_PER_MINUTE: whole(1).default(10),
    ADMINS: commaList.optional(),
    FEEDBACK: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
    THREAD_FOLLOWUPS: followups.default("owner" satisfies Followups),
  })
  .transform((values) => ({
    history: {
      turns: values.HISTORY_TURNS,
      days: values.HISTORY_DAYS,
      rootMinutes: values.HISTORY_ROOT_MINUTES,
    } satisfies HistoryLimits,
    questionsPerMinute: values.QUESTIONS_PER_MINUTE,
    takesVotes: values.FEEDBACK === "on",
    followups: values.THREAD_FOLLOWUPS,
    admins: (values.ADMINS ?? []) as readonly string[],
  }));

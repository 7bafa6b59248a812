import { z } from "zod";
import type { Content } from "../../core/adapter.ts";
import type { Json } from "../../core/prompt.ts";
import type { Calls } from "./calls.ts";
import { renderSlack } from "./render.ts";

const address = z.object({ channel: z.string(), ts: z.string() });

/** Replaces what a message of ours shows; Slack notifies nobody of a change. */
export async function reviseSlackMessage(calls: Calls, promptId: string, where: Json, content: Content): Promise<void> {
  const message = { ...address.parse(where), ...renderSlack(content, promptId), parse: "none" };
  await calls.answer("chat.update", message, { twice: true });
}

import { z } from "zod";
import type { Vote } from "../core/feedback.ts";
import type { QuestionRecord } from "../core/journal.ts";
import { promptSchema } from "../core/prompt.ts";

const found = z.object({
  confidence: z.number(),
  nearest: z.array(
    z.object({ title: z.string(), url: z.string(), ids: z.array(z.string()), score: z.number() }).readonly(),
  ),
});

const row = z.object({
  id: z.string(),
  at: z.coerce.number(),
  platform: z.string(),
  workspace: z.string(),
  author: z.string(),
  prompt: z.string().nullish(),
  outcome: z.string().nullish(),
  cited: z.string().nullish(),
  found: z.string().nullish(),
});

/** A question that ended, as a store has it: the fields of its row, and its votes. Of a private one no words are kept. */
export function recordOf(
  stored: Readonly<Record<string, unknown>> & { readonly votes: readonly Vote[] },
): QuestionRecord {
  const { id, at, platform, workspace, author, outcome, ...texts } = row.parse(stored);
  const prompt = texts.prompt ? promptSchema.parse(JSON.parse(texts.prompt)) : undefined;
  return {
    id,
    at,
    command: prompt?.command ?? "ask",
    author: { id: author, name: prompt?.author.name },
    place: prompt?.place ?? { platform, workspace, channel: "" },
    text: prompt?.text,
    // An older Docent did not say which questions came in direct messages; nor did it note what was found.
    isQuotable: prompt !== undefined && texts.found != null && !prompt.private && !prompt.confidential,
    outcome: outcome ?? "failed",
    cited: texts.cited ? z.array(z.string()).parse(JSON.parse(texts.cited)) : [],
    found: texts.found ? found.parse(JSON.parse(texts.found)) : undefined,
    votes: stored.votes,
  };
}

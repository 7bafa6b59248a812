import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

const MOST_HITS = 5;

/** Lists the best sections for some words. No model reads them. */
export const search: Command = {
  name: "search",
  summary: "Find the best sections of the documentation for some words",
  argument: { name: "words", description: "Words to look for", maxLength: 300 },
  private: true,
  run,
};

async function* run(call: Call) {
  const hits = await call.search(MOST_HITS);
  if (hits.length === 0) {
    yield* reply("No section of the documentation has these words. Try others, or fewer.");
    return;
  }
  // Each page is named once: by the list under the reply, whose links every platform makes in its own way.
  const lines = hits.map(({ excerpt }, index) => `[${index + 1}] ${excerpt}`);
  yield* reply(
    lines.join("\n\n"),
    hits.map(({ excerpt: _, ...source }, index) => ({ ...source, n: index + 1 })),
  );
}

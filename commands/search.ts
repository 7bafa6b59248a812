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
  const lines = hits.map((hit, index) => `**${hit.title}** [${index + 1}]\n${hit.excerpt}`);
  yield* reply(
    lines.join("\n\n"),
    hits.map(({ title, url }, index) => ({ n: index + 1, title, url })),
  );
}

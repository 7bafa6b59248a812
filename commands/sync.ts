import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";
import { UserError } from "../src/core/errors.ts";

/** Begins to read the documentation anew. For moderators: it costs the sites that are read, and perhaps embeddings. */
export const sync: Command = {
  name: "sync",
  summary: "Read the documentation anew now (moderators)",
  private: true,
  run,
};

async function* run({ about, prompt }: Call) {
  if (!prompt.author.moderator)
    throw new UserError("Only moderators may start that. `docs` shows how fresh the documentation is.");
  const began = about.sync?.();
  yield* reply(
    began
      ? "Reading the documentation anew. I go on answering from what I have; `docs` shows when it is done."
      : "The documentation is being read already; `docs` shows when it is done.",
  );
}

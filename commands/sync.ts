import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

/** Begins to read the documentation anew. For admins: it costs the sites that are read, and perhaps embeddings. */
export const sync: Command = {
  name: "sync",
  summary: "Read the documentation anew now (admins)",
  private: true,
  admin: true,
  run,
};

async function* run({ about, spell }: Call) {
  const began = about.sync?.();
  yield* reply(
    began
      ? `Reading the documentation anew. I go on answering from what I have; ${spell("docs")} shows when it is done.`
      : `The documentation is being read already; ${spell("docs")} shows when it is done.`,
  );
}

import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

/** Deletes everything that is kept about the person who says it, wherever it was said. */
export const forgetMe: Command = {
  name: "forget-me",
  summary: "Delete everything kept about you, in every channel",
  private: true,
  run,
};

async function* run(call: Call) {
  const turns = await call.forget();
  const what = turns === 1 ? "1 question and its answer" : `${turns} questions and their answers`;
  yield* reply(
    `Deleted: ${what}, and the record of what you asked and voted. I cannot reach what stands in the chat itself (you can delete your messages), other people's answers, and copies that were made before: backups, and what Redis wrote to its own disk.`,
  );
}

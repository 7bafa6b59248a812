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
    `Deleted: ${what}, and the record of what you asked and voted. Messages already posted stay where they are; you can delete yours yourself.`,
  );
}

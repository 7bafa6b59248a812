import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

/** Forgets the conversation at the place where it is said. */
export const reset: Command = {
  name: "reset",
  summary: "Forget our conversation here and begin anew",
  private: true,
  run,
};

async function* run(call: Call) {
  const turns = await call.reset();
  yield* reply(
    turns === 0
      ? "There was nothing to forget here. Ask away."
      : `Forgotten: ${turns} ${turns === 1 ? "question and its answer" : "questions and their answers"}. We begin anew.`,
  );
}

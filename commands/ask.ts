import type { Command } from "../src/core/command.ts";

/** The longest question that is read, in UTF-16 units: what a message on Discord can hold for its paying users. */
const MOST_CHARACTERS = 4000;

/** Answers a question from the docs; what a mention, a DM and a follow-up run too. */
export const ask: Command = {
  name: "ask",
  summary: "Ask the documentation a question",
  argument: { name: "question", description: "What do you want to know?", maxLength: MOST_CHARACTERS },
  private: false,
  run: (call) => call.answer(),
};

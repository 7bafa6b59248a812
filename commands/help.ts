import type { Call, Command, SourceNews } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

/** Says what can be asked and typed, who receives the questions, and how long they are kept. */
export const help: Command = {
  name: "help",
  summary: "What you can ask and type, and what happens to your questions",
  private: true,
  run,
};

async function* run(call: Call) {
  const { about, prompt } = call;
  yield* reply([knowledge(await about.sources(prompt.place)), listing(call), privacy(call)].join("\n\n"));
}

function knowledge(sources: readonly SourceNews[]): string {
  if (sources.length === 0) return "I answer questions from the documentation, once some has been read in.";
  const names = sources.map(({ name, documents }) => `${name} (${documents} ${documents === 1 ? "page" : "pages"})`);
  return `I answer questions from the documentation and cite what I read: ${names.join(", ")}. I remember our conversation, so a follow-up just works.`;
}

function listing({ commands, spell }: Call): string {
  const lines = commands.map(({ name, summary }) => `- ${spell(name)}: ${summary}`);
  return ["Just ask, or use one of these:", "", ...lines].join("\n");
}

function privacy({ about: { model, historyDays }, spell }: Call): string {
  const reader = model
    ? `Questions and the passages found for them are sent to ${model.host} (model ${model.name})`
    : "No model is set up: questions do not leave the machine that Docent runs on";
  const days = historyDays === 1 ? "1 day" : `${historyDays} days`;
  return `${reader}. They are kept for ${days}; ${spell("forget-me")} deletes yours at once.`;
}

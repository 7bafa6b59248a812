import type { About, Call, Command, SourceNews } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

/** Says what can be asked and typed, who receives the questions, and how long they are kept. */
export const help: Command = {
  name: "help",
  summary: "What you can ask and type, and what happens to your questions",
  private: true,
  run,
};

async function* run({ about, commands, prompt }: Call) {
  yield* reply([knowledge(await about.sources(prompt.place)), listing(commands), privacy(about)].join("\n\n"));
}

function knowledge(sources: readonly SourceNews[]): string {
  if (sources.length === 0) return "I answer questions from the documentation, once some has been read in.";
  const names = sources.map(({ name, documents }) => `${name} (${documents} ${documents === 1 ? "page" : "pages"})`);
  return `I answer questions from the documentation and cite what I read: ${names.join(", ")}. I remember our conversation, so a follow-up just works.`;
}

function listing(commands: readonly Command[]): string {
  const lines = commands.map(({ name, argument, summary }) => {
    const words = argument ? `${name} <${argument.name}>` : name;
    return `- \`${words}\`: ${summary}`;
  });
  return ["Just ask, or say one of these:", "", ...lines].join("\n");
}

function privacy({ model, historyDays }: About): string {
  const reader = model
    ? `Questions and the passages found for them are sent to ${model.host} (model ${model.name})`
    : "No model is set up: questions do not leave the machine that Docent runs on";
  const days = historyDays === 1 ? "1 day" : `${historyDays} days`;
  return `${reader}. They are kept for ${days}; \`forget-me\` deletes yours at once.`;
}

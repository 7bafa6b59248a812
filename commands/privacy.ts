import type { Call, Command } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";
import type { PersonalData, Privacy } from "../src/core/privacy.ts";
import { count } from "../src/core/report-text.ts";

/** What somebody may wish of what is kept about them. */
const WISH = /^(download|forget|off|on)$/i;

/** Says what is kept about who says it, how long and for whom, and lets them have it, delete it or turn it off. */
export const privacy: Command = {
  name: "privacy",
  summary: "What is kept about you here, and how to have it, delete it or turn it off",
  argument: {
    name: "wish",
    description: "download, forget, off (do not keep my questions) or on",
    maxLength: 20,
    pattern: WISH,
  },
  private: true,
  run,
};

async function* run(call: Call) {
  const { privacy: own, prompt } = call;
  const wish = WISH.exec(prompt.text.trim())?.[1]?.toLowerCase();
  if (wish === "download") yield* reply(download(await own.data()));
  else if (wish === "forget") yield* reply(`Deleted: ${count(await call.forget(), "question")}, and your votes.`);
  else if (wish) yield* reply(await keep(own, wish === "on"));
  else yield* reply(await told(call));
}

async function keep(own: Privacy, isOn: boolean): Promise<string> {
  await own.keep(isOn);
  return isOn
    ? "Your questions are kept again from now on."
    : "Your questions are not kept any more from now on: once one is answered, its words and the answer are gone here. So I do not remember our conversation, and follow-ups will not work. What was kept before stays until it expires or you delete it.";
}

function download(data: PersonalData): string {
  return `Everything that is kept about you on this platform:\n\n\`\`\`json\n${JSON.stringify(data, null, 2).replaceAll("```", "`\u200b``")}\n\`\`\``;
}

async function told({ privacy: own, about: { historyDays, model }, spell }: Call): Promise<string> {
  const { questions, votes, conversations } = await own.data();
  const isKept = await own.isKept();
  const reader = model ? ` The model at ${model.host} receives questions to answer them.` : "";
  return [
    `Kept about you on this platform: ${count(questions.length, "question")}, ${count(conversations.length, "answer")} that I remember, ${count(votes.length, "vote")}.`,
    `They are deleted after ${count(historyDays, "day")}.`,
    `Whoever runs Docent can read them; their reports count you and never name you, and do not quote what you ask in direct messages or in private. What you ask in a channel, its members read.${reader}`,
    isKept
      ? "Your questions are kept."
      : "You wished that your questions are not kept: only that one was asked is counted.",
    "",
    `Say ${spell("privacy")} with \`download\` to have all of it, \`forget\` to delete it, \`off\` so that your questions are not kept, or \`on\` again.`,
  ].join("\n");
}

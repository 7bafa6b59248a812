import type { types } from "@slack/bolt";
import type { Content, Message, Thread } from "../../core/adapter.ts";
import type { About, Command } from "../../core/command.ts";
import type { Place } from "../../core/prompt.ts";
import type { Calls } from "./calls.ts";
import { slashUsage } from "./manifest.ts";
import { cut, escapeMrkdwn, fitsSlack } from "./render.ts";

/** The `action_id` of the button that deletes what is kept about a person. */
export const FORGET_ACTION = "docent-home:forget-me";

/** A section's text takes 3,000 characters. https://docs.slack.dev/reference/block-kit/blocks/section-block */
const MOST_SECTION_CHARACTERS = 2900;

/** What the App Home shows. `slash` gives a command's name in this workspace. */
export interface HomeDeps {
  readonly about: About;
  readonly commands: readonly Command[];
  readonly slash: (name: string) => string;
}

/** The App Home: what Docent knows, how to ask, and what it keeps. `said`: a reply to what was pressed there. */
export async function homeView(parts: HomeDeps, said?: string): Promise<types.HomeView> {
  const { about, commands, slash } = parts;
  return {
    type: "home",
    blocks: [
      ...(said ? [section(escapeMrkdwn(said)), { type: "divider" as const }] : []),
      heading("What I know"),
      section(await knowledge(about)),
      heading("How to ask"),
      section(howToAsk(commands, slash)),
      heading("What I keep"),
      section(privacy(about)),
      ...(commands.some(({ name }) => name === "forget-me") ? [forgetButton()] : []),
    ],
  };
}

/** Replies at the top of a person's App Home. */
export class HomeThread implements Thread {
  readonly place: Place;
  readonly limits = { fits: fitsSlack, updateMs: 1000, messages: 1 };
  readonly #user: string;
  readonly #parts: HomeDeps;
  readonly #calls: Calls;

  constructor(place: Place, user: string, parts: HomeDeps, calls: Calls) {
    this.place = place;
    this.#user = user;
    this.#parts = parts;
    this.#calls = calls;
  }

  async progress(): Promise<void> {}

  async post(content: Content): Promise<Message> {
    const message = { update: (whole: Content) => (whole.done ? this.#show(whole.text) : Promise.resolve()) };
    await message.update(content);
    return message;
  }

  async #show(text: string): Promise<void> {
    const view = await homeView(this.#parts, text);
    await this.#calls.answer("views.publish", { user_id: this.#user, view }, { twice: true });
  }
}

async function knowledge(about: About): Promise<string> {
  const sources = await about.sources();
  if (sources.length === 0) return "No documentation has been read in yet.";
  return sources
    .map(({ name, documents }) => `• ${escapeMrkdwn(name)} (${documents} ${documents === 1 ? "page" : "pages"})`)
    .join("\n");
}

function howToAsk(commands: readonly Command[], slash: (name: string) => string): string {
  const lines = commands.map((command) => `• ${slashUsage(command, slash)}  ${escapeMrkdwn(command.summary)}`);
  return [
    "Mention me in a channel or a thread, or write to me in the Messages tab. Answers in a channel are for everyone there; a direct message is between you and me.",
    ...lines,
  ].join("\n");
}

function privacy({ model, historyDays }: About): string {
  const reader = model
    ? `Questions and the passages found for them are sent to ${escapeMrkdwn(model.host)} (model ${escapeMrkdwn(model.name)}).`
    : "No model is set up: questions do not leave the machine that I run on.";
  return `${reader} They are kept for ${historyDays} ${historyDays === 1 ? "day" : "days"}.`;
}

function heading(text: string) {
  return { type: "header" as const, text: { type: "plain_text" as const, text } };
}

function section(text: string) {
  return {
    type: "section" as const,
    text: { type: "mrkdwn" as const, text: cut(text, MOST_SECTION_CHARACTERS), verbatim: true },
  };
}

function forgetButton() {
  const plain = (text: string) => ({ type: "plain_text" as const, text });
  return {
    type: "actions" as const,
    elements: [
      {
        type: "button" as const,
        style: "danger" as const,
        action_id: FORGET_ACTION,
        text: plain("Delete everything kept about me"),
        confirm: {
          title: plain("Delete everything?"),
          text: plain("Your questions, my answers to them and our conversations are deleted for good."),
          confirm: plain("Delete"),
          deny: plain("Keep"),
        },
      },
    ],
  };
}

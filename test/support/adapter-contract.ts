import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Action, ActionEvent, Adapter, Bot, Content, Thread } from "../../src/core/adapter.ts";
import { OUTDATED, type Source } from "../../src/core/answer.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Complaint } from "../../src/core/feedback.ts";
import type { Place, Prompt } from "../../src/core/prompt.ts";
import { promptSchema } from "../../src/core/prompt.ts";

/** How a platform is set up for the contract: its real client against its local platform. */
export interface AdapterStage {
  readonly name: string;
  /** A fresh local platform with the adapter started on it, its prompts going to `bot`. */
  start(bot: Bot): Promise<Scene>;
  /** What this platform cannot have, with the reason in words. Every other test runs. */
  readonly skips?: Readonly<Partial<Record<ContractTest, string>>>;
}

/** One running adapter, and what a person on its platform can do and see. */
export interface Scene {
  readonly adapter: Adapter;
  /**
   * A person asks by name, in the platform's plainest way; with `private`, in the way that only they see. Resolves
   * once the platform has sent it.
   */
  ask(question: { readonly text: string; readonly private?: boolean }): Promise<void>;
  /** The platform delivers the last act once more. */
  redeliver(): Promise<void>;
  /**
   * What stands where the last question that reached the bot is answered: one text for each of Docent's
   * messages, as `who` (the asker) sees it, in order. A link shows its address, an attached file its name.
   */
  shown(who?: "asker" | "bystander"): Promise<readonly string[]>;
  /** The buttons that can be pressed there now, on whatever message. */
  buttons(): Promise<readonly Action[]>;
  /** The asker presses a button; resolves to the sentence that the platform shows to them alone. */
  press(action: Action): Promise<string>;
  /** Whom the platform has notified because of Docent's messages. */
  pings(): Promise<readonly string[]>;
  /**
   * The asker presses "Not helpful", is asked why, and sends the form or cancels it; resolves to the sentence that they
   * alone are shown, or to nothing.
   */
  complain(why: Complaint | "cancel"): Promise<string | undefined>;
  /**
   * The process dies and another one is started on the same platform: nothing that it had in memory is there any more.
   * Resolves to the adapter of the new one.
   */
  restart(): Promise<Adapter>;
  /** What else people can do there; what is left out is skipped, with the reason in `AdapterStage.skips`. */
  readonly acts: Acts;
  /** Deletes the place of the answer: the platform says no for good from now on. */
  destroyPlace(): Promise<void>;
  /** Ends the adapter and its platform, whatever state they are in. */
  close(): Promise<void>;
}

/** What people can do on most platforms and not on all. Each resolves once the platform has sent it. */
export interface Acts {
  /** The asker asks by name about what somebody else wrote before. */
  askAbout?(text: string, written: string): Promise<void>;
  /** The asker asks by name, with a picture of this name. */
  askWith?(text: string, picture: string): Promise<void>;
  /** The asker asks in a talk with Docent alone. */
  askDirectly?(text: string): Promise<void>;
  /** Somebody asks by name who moderates the place. */
  askAsModerator?(text: string): Promise<void>;
  /** The asker writes on where the first question is answered, without a mention; to the bystander by name. */
  goOn?(text: string, to?: "bystander"): Promise<void>;
  /** The asker uses the platform's own way to stop what is being written; where it has none, the button. */
  cancel?(): Promise<void>;
  /** An admin has the last answer kept as a regression case; resolves to what they alone are told. */
  addToTests?(): Promise<string>;
  /** Docent is removed; resolves to the workspace that it was in. */
  uninstall?(): Promise<string>;
  /** Everything that the asker was told by Docent, wherever. */
  told?(): Promise<string>;
}

/** A bot that answers nothing and keeps what it is told. */
export interface RecordingBot extends Bot {
  /** Has `run` reject with this, or no longer. */
  refuse(why: Error | undefined): void;
  /** From now on whoever presses "Not helpful" is asked why. */
  askWhy(): void;
  readonly prompts: readonly Prompt[];
  readonly presses: readonly ActionEvent[];
  readonly stops: readonly { readonly place: Place; readonly by: string }[];
  readonly left: readonly string[];
  /** The n-th prompt, counted from 0, as soon as it is there. */
  prompt(index: number): Promise<Prompt>;
}

/** What the presser of a button is told by `recordingBot`. */
export const PRESS_REPLY = "Thanks, noted.";

/** Makes a bot that records. */
export function recordingBot(): RecordingBot {
  const prompts: Prompt[] = [];
  const presses: ActionEvent[] = [];
  const stops: { place: Place; by: string }[] = [];
  const left: string[] = [];
  let asks = false;
  let refusal: Error | undefined;
  return {
    refuse: (why) => {
      refusal = why;
    },
    askWhy: () => {
      asks = true;
    },
    prompts,
    presses,
    stops,
    left,
    async run(prompt) {
      if (refusal) throw refusal;
      prompts.push(prompt);
    },
    action: async (press) => {
      presses.push(press);
      return PRESS_REPLY;
    },
    asksWhy: async () => asks,
    cancel: (place, by) => void stops.push({ place, by }),
    uninstalled: async (platform, workspace) => void left.push(`${platform}/${workspace}`),
    prompt: (index) =>
      vi.waitFor(() => {
        const prompt = prompts[index];
        if (!prompt) throw new Error(`${prompts.length} prompts so far, number ${index} is not among them`);
        return prompt;
      }, PATIENCE),
  };
}

/** How long the contract waits for a platform to show something. */
const PATIENCE = { timeout: 10_000, interval: 10 };

const SOURCES: readonly [Source, Source] = [
  { n: 1, title: "Images", url: "https://docs.example.com/guides/images/#formats" },
  { n: 2, title: "Routing (basics)", url: "https://docs.example.com/guides/routing/" },
];

/** Everything that any of the platforms could take for a mention. */
const MENTIONS =
  "@everyone @here <@100000000000000001> <@&100000000000000002> <@U0ASKER> <!channel> <!here> <!subteam^S0TEAM>";

/** What an open question looks like to a test. */
interface Asked {
  readonly bot: RecordingBot;
  readonly scene: Scene;
  readonly prompt: Prompt;
  readonly thread: Thread;
}

/**
 * What every adapter must do, in terms of the port and of what people see. A test's name is its key in
 * `AdapterStage.skips`.
 */
const CONTRACT = {
  "a typed question arrives as a prompt": async ({ prompt, scene }: Asked) => {
    expect(() => promptSchema.parse(prompt)).not.toThrow();
    expect(prompt).toMatchObject({ command: "ask", text: "How do I resize images?", cause: "asked", private: false });
    expect(prompt.place.platform).toBe(scene.adapter.platform);
    expect(prompt.author.id).not.toBe("");
    expect(prompt.author.name).not.toBe("");
  },

  "an act that is delivered twice has one id": async ({ bot, scene, prompt }: Asked) => {
    await scene.redeliver();
    await scene.ask({ text: "And in production?" });
    await vi.waitFor(() => expect(bot.prompts.map(({ text }) => text)).toContain("And in production?"), PATIENCE);
    const ids = new Map(bot.prompts.map(({ text, id }) => [id, text]));
    expect([...ids.values()].sort()).toEqual(["And in production?", prompt.text]);
  },

  "a prompt survives storage and opens the same place again": async ({ scene, prompt, thread }: Asked) => {
    const stored: Prompt = JSON.parse(JSON.stringify(prompt));
    expect(stored).toEqual(prompt);
    const again = await scene.adapter.open(stored);
    expect(again.place).toEqual(thread.place);
    await again.post(whole("Answered after a restart."));
    await expectShown(scene, ["Answered after a restart."]);
  },

  "a post repeated after a crash shows one message": async ({ scene, prompt, thread }: Asked) => {
    await thread.post({ text: "Resize with `width`.", done: false });
    const again = await scene.adapter.open(prompt);
    const message = await again.post({ text: "Resize with `width`.", done: false });
    await message.update(whole("Resize with `width` and `height`."));
    await vi.waitFor(async () => {
      const messages = (await scene.shown()).filter((text) => text.includes("Resize"));
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain("height");
    }, PATIENCE);
  },

  "what a process that died began to write is ended by the next one, in the same message": async (asked: Asked) => {
    const { scene, prompt, thread } = asked;
    await thread.post({ text: "Resize with `width`.", done: false });
    const next = await scene.restart();
    const again = await next.open(JSON.parse(JSON.stringify(prompt)), true);
    expect(again.place).toEqual(thread.place);
    const message = await again.post({ text: "Resize with `width`.", done: false });
    await message.update(whole("Resize with `width` and `height`."));
    await vi.waitFor(async () => {
      const messages = (await scene.shown()).filter((text) => text.includes("Resize"));
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain("height");
    }, PATIENCE);
  },

  "an answer that was whole before the process died stands there once": async ({ scene, prompt, thread }: Asked) => {
    for (const part of ["First part.", "Second part."]) await thread.post(whole(part));
    const again = await (await scene.restart()).open(JSON.parse(JSON.stringify(prompt)), true);
    for (const part of ["First part.", "Second part."]) await again.post(whole(part));
    await expectShown(scene, ["First part.", "Second part."]);
    expect((await scene.shown()).filter((text) => text.includes("part."))).toHaveLength(2);
  },

  "a thread that a question opened is its asker's": async ({ prompt, thread }: Asked) => {
    expect(thread.owner).toBe(prompt.author.id);
  },

  "what the asker points at is quoted": async ({ bot, scene }: Asked) => {
    await actOf(scene, "askAbout")("Is that right?", "Images are resized on the server.");
    const prompt = await bot.prompt(1);
    expect(prompt.text).toBe("Is that right?");
    expect(prompt.quoted).toContain("Images are resized on the server.");
  },

  "a file that cannot be read is named": async ({ bot, scene }: Asked) => {
    await actOf(scene, "askWith")("What is this?", "screen.png");
    expect(await bot.prompt(1)).toMatchObject({ text: "What is this?", unread: ["screen.png"] });
  },

  "a question to Docent alone is a direct one": async ({ bot, scene, thread }: Asked) => {
    await thread.post(whole("One after the other."));
    await actOf(scene, "askDirectly")("Just between us?");
    expect(await bot.prompt(1)).toMatchObject({ text: "Just between us?", cause: "asked", direct: true });
    expect((await bot.prompt(1)).private).toBe(false);
  },

  "who moderates the place is known, and who does not": async ({ bot, scene, prompt }: Asked) => {
    expect(prompt.author.moderator ?? false).toBe(false);
    await actOf(scene, "askAsModerator")("Who am I?");
    expect((await bot.prompt(1)).author.moderator).toBe(true);
  },

  "what is written on without a mention is a follow-up in the same place": async ({ bot, scene, thread }: Asked) => {
    await thread.post(whole("Resize with `width`."));
    await actOf(scene, "goOn")("And in production?");
    const prompt = await bot.prompt(1);
    expect(prompt).toMatchObject({ text: "And in production?", cause: "follow-up", place: thread.place });
    expect(prompt.addressesOthers ?? false).toBe(false);
    const next = await scene.adapter.open(prompt);
    expect(next.place).toEqual(thread.place);
    expect(next.owner).toBeUndefined();
  },

  "what is written on to somebody else says so": async ({ bot, scene, thread }: Asked) => {
    await thread.post(whole("Resize with `width`."));
    await actOf(scene, "goOn")("do you know?", "bystander");
    expect(await bot.prompt(1)).toMatchObject({ cause: "follow-up", addressesOthers: true, place: thread.place });
  },

  "the platform's own way to stop reaches the bot": async ({ bot, scene, prompt, thread }: Asked) => {
    await thread.post({ text: "Writing and", done: false, actions: ["stop"] });
    await actOf(scene, "cancel")();
    await vi.waitFor(() => {
      const pressed = bot.presses.map(({ action, promptId }) => `${action} ${promptId}`);
      const stopped = bot.stops.map(({ place, by }) => ({ place, by }));
      if (stopped.length > 0) expect(stopped).toEqual([{ place: thread.place, by: prompt.author.id }]);
      else expect(pressed).toEqual([`stop ${prompt.id}`]);
    }, PATIENCE);
  },

  "that Docent was removed reaches the bot": async ({ bot, scene }: Asked) => {
    const workspace = await actOf(scene, "uninstall")();
    await vi.waitFor(() => expect(bot.left).toEqual([`${scene.adapter.platform}/${workspace}`]), PATIENCE);
  },

  "who asks what cannot be recorded is told why": async ({ bot, scene, thread }: Asked) => {
    await thread.post(whole("One after the other."));
    bot.refuse(new UserError("I cannot take questions right now."));
    await scene.ask({ text: "Is it lost?" }).catch(() => undefined);
    const told = actOf(scene, "told");
    await vi.waitFor(async () => expect(await told()).toContain("I cannot take questions right now."), PATIENCE);
    bot.refuse(undefined);
  },

  "what could not be recorded is taken when it is delivered again": async ({ bot, scene }: Asked) => {
    bot.refuse(new UserError("I cannot take questions right now."));
    await scene.ask({ text: "Is it lost?" }).catch(() => undefined);
    bot.refuse(undefined);
    await scene.redeliver();
    expect((await bot.prompt(1)).text).toBe("Is it lost?");
  },

  "what was posted grows with each update and ends whole": async ({ scene, thread }: Asked) => {
    const words = Array.from({ length: 8 }, (_, index) => `step${index}`);
    const message = await thread.post({ text: "start", done: false });
    for (let count = 1; count <= words.length; count++)
      await message.update({ text: ["start", ...words.slice(0, count)].join(" "), done: false });
    await message.update(whole(`start ${words.join(" ")} end.`));
    await expectShown(scene, [`start ${words.join(" ")} end.`]);
  },

  "three messages stand in order": async ({ scene, thread }: Asked) => {
    const parts = ["First part.", "Second part.", "Third part."];
    for (const part of parts) await thread.post(whole(part));
    await expectShown(scene, parts);
  },

  "sources are links under their numbers": async ({ scene, thread }: Asked) => {
    await thread.post({ text: "Use the image component [1] on a route [2].", done: true, sources: SOURCES });
    await vi.waitFor(async () => {
      const lines = (await scene.shown()).join("\n").split("\n");
      for (const { n, url } of SOURCES)
        expect(
          lines.filter((line) => line.includes(url) && line.includes(String(n))),
          `source ${n}`,
        ).not.toEqual([]);
    }, PATIENCE);
  },

  "sources that did not fit stand in a message of their own": async ({ scene, thread }: Asked) => {
    await thread.post(whole("Use the image component [1] on a route [2]."));
    await thread.post({ text: "", done: true, sources: SOURCES });
    await expectShown(scene, ["Use the image component", SOURCES[0].url]);
  },

  "nothing in a text pings anybody": async ({ scene, thread }: Asked) => {
    const message = await thread.post({ text: `Begin ${MENTIONS}`, done: false });
    const code = `\n\n\`${MENTIONS}\`\n\n\`\`\`\n${MENTIONS}\n\`\`\`\n\nEnd.`;
    const title = { n: 1, title: MENTIONS, url: "https://docs.example.com/a/" };
    await message.update({ text: `Begin ${MENTIONS}${code}`, done: true, sources: [title] });
    await expectShown(scene, ["Begin"]);
    await expectShown(scene, ["End."]);
    expect(await scene.pings()).toEqual([]);
  },

  "what fits is accepted": async ({ scene, thread }: Asked) => {
    for (const filler of ["word ", "a & b < c > d _e_ *f* ", "数字😀é ", `${MENTIONS}\n`]) {
      const content = largest(filler, (candidate) => thread.limits.fits(candidate));
      await thread.post(content);
      await vi.waitFor(async () => expect((await scene.shown()).at(-1)).toContain("Last."), PATIENCE);
    }
  },

  "a place that is gone says so": async ({ scene, thread }: Asked) => {
    const message = await thread.post({ text: "Half of", done: false });
    await scene.destroyPlace();
    await expect(thread.post(whole("More."))).rejects.toMatchObject({ name: "DeliveryError", failure: "gone" });
    await expect(message.update(whole("Half of it."))).rejects.toMatchObject({ name: "DeliveryError" });
    await thread.progress("writing");
  },

  "a private answer is seen by its asker alone": async ({ bot, scene }: Asked) => {
    await scene.ask({ text: "What may I see?", private: true });
    const prompt = await bot.prompt(1);
    expect(prompt).toMatchObject({ private: true, text: "What may I see?" });
    // A command of that name, in the group where everybody reads along.
    expect(prompt.command).not.toBe("ask");
    expect(prompt.place.channel).toBe(bot.prompts[0]?.place.channel);
    const thread = await scene.adapter.open(prompt);
    const message = await thread.post({ text: "Only you", done: false });
    await message.update({ text: "Only you see this.", done: true, sources: SOURCES });
    await expectShown(scene, ["Only you see this."]);
    expect((await scene.shown("bystander")).join("\n")).not.toContain("Only you");
  },

  "a button reaches the bot with the prompt's id and presser": async ({ bot, scene, prompt, thread }: Asked) => {
    await thread.post({ text: "Done.", done: true, actions: ["again", "helpful", "unhelpful"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toEqual(["again", "helpful", "unhelpful"]), PATIENCE);
    expect(await scene.press("helpful")).toContain(PRESS_REPLY);
    expect(bot.presses).toHaveLength(1);
    expect(bot.presses[0]).toMatchObject({ action: "helpful", promptId: prompt.id, by: { id: prompt.author.id } });
    expect(bot.presses[0]?.place).toEqual(thread.place);
    expect((await scene.shown("bystander")).join("\n")).not.toContain(PRESS_REPLY);
  },

  "who is not helped is asked why, and says it with the vote": async ({ bot, scene, prompt, thread }: Asked) => {
    bot.askWhy();
    await thread.post({ text: "Done.", done: true, actions: ["helpful", "unhelpful", "again"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toContain("unhelpful"), PATIENCE);
    const why = { reason: "outdated", note: "Since 3.0 it is `size`." } as const;
    expect(await scene.complain(why)).toContain(PRESS_REPLY);
    const by = { id: prompt.author.id };
    expect(bot.presses).toMatchObject([{ action: "unhelpful", promptId: prompt.id, place: thread.place, by, why }]);
    expect((await scene.shown("bystander")).join("\n")).not.toMatch(/size|outdated/i);
  },

  "a note may be empty, and who cancels sends nothing": async ({ bot, scene, thread }: Asked) => {
    bot.askWhy();
    await thread.post({ text: "Done.", done: true, actions: ["helpful", "unhelpful", "again"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toContain("unhelpful"), PATIENCE);
    expect(await scene.complain("cancel")).toBeUndefined();
    expect(bot.presses).toEqual([]);
    await scene.complain({ reason: "wrong" });
    expect(bot.presses.map(({ why }) => why)).toEqual([{ reason: "wrong" }]);
  },

  "an admin may have an answer kept as a regression case": async ({ bot, scene, prompt, thread }: Asked) => {
    await thread.post({ text: "Done.", done: true, actions: ["helpful", "unhelpful", "again"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toContain("helpful"), PATIENCE);
    expect(await actOf(scene, "addToTests")()).toContain(PRESS_REPLY);
    const { place } = thread;
    expect(bot.presses).toMatchObject([{ action: "test", promptId: prompt.id, place, by: { admin: true } }]);
  },

  "what is asked in a direct message is confidential, and nothing else": async ({ bot, scene, prompt }: Asked) => {
    expect(prompt.confidential ?? false).toBe(false);
    await actOf(scene, "askDirectly")("Just between us?");
    expect(await bot.prompt(1)).toMatchObject({ text: "Just between us?", confidential: true });
  },

  "an answer that is out of date says so later, in its own message and without a word to anybody": async (asked) => {
    const { scene, prompt, thread } = asked;
    const content: Content = { ...whole("Resize with `width` [1]."), sources: [SOURCES[0]], actions: ["again"] };
    const message = await thread.post({ text: "Resize", done: false });
    await message.update(content);
    const { address } = message;
    const next = await scene.restart();
    await next.revise?.(prompt.id, JSON.parse(JSON.stringify(address)), { ...content, isOutdated: true });
    await vi.waitFor(async () => {
      const shown = (await scene.shown()).filter((text) => text.includes("Resize"));
      expect(shown).toHaveLength(1);
      expect(shown[0]).toContain(OUTDATED);
      expect(shown[0]).toContain(SOURCES[0].url);
    }, PATIENCE);
    expect(await scene.buttons()).toEqual(["again"]);
    expect(await scene.pings()).toEqual([]);
    await scene.destroyPlace();
    const gone = next.revise?.(prompt.id, JSON.parse(JSON.stringify(address)), content);
    await expect(gone).rejects.toMatchObject({ name: "DeliveryError" });
  },

  "buttons follow the content": async ({ scene, thread }: Asked) => {
    const message = await thread.post({ text: "Writing", done: false, actions: ["stop"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toEqual(["stop"]), PATIENCE);
    await message.update({ text: "Writing is over.", done: true, actions: ["helpful", "unhelpful"] });
    await vi.waitFor(async () => expect(await scene.buttons()).toEqual(["helpful", "unhelpful"]), PATIENCE);
  },

  "the rest of a long answer is a file": async ({ scene, thread }: Asked) => {
    await thread.post({ ...whole("See the file."), attachment: { name: "answer.md", text: "# The rest\n" } });
    await vi.waitFor(async () => expect((await scene.shown()).join("\n")).toContain("answer.md"), PATIENCE);
  },

  "a file may come with the end of an answer that grew": async ({ scene, thread }: Asked) => {
    const message = await thread.post({ text: "See", done: false });
    await message.update({ ...whole("See the file."), attachment: { name: "answer.md", text: "# The rest\n" } });
    await vi.waitFor(async () => {
      const shown = (await scene.shown()).join("\n");
      expect(shown).toContain("See the file.");
      expect(shown.split("answer.md")).toHaveLength(2);
    }, PATIENCE);
  },

  "after stop nothing new comes in and open threads go on": async ({ bot, scene, thread }: Asked) => {
    const message = await thread.post({ text: "Still", done: false });
    await scene.adapter.stop();
    // A platform may already refuse the act itself.
    await scene.ask({ text: "Too late?" }).catch(() => undefined);
    await message.update(whole("Still writing to the end."));
    await thread.post(whole("And one more."));
    await expectShown(scene, ["Still writing to the end.", "And one more."]);
    expect(bot.prompts).toHaveLength(1);
  },
} as const satisfies Record<string, (asked: Asked) => Promise<void>>;

/** The name of a test that every adapter passes. */
export type ContractTest = keyof typeof CONTRACT;

/** Runs the contract for one adapter, each test on a fresh platform on which one question was asked. */
export function adapterContract(stage: AdapterStage): void {
  describe(`${stage.name} keeps the adapter contract`, () => {
    let asked: Asked;
    beforeEach(async () => {
      asked = await askOnce(stage);
    });
    afterEach(() => asked.scene.close());
    for (const [name, check] of Object.entries(CONTRACT)) {
      const reason = stage.skips?.[name as ContractTest];
      test(name, (context) => {
        context.skip(reason !== undefined, reason);
        return check(asked);
      });
    }
  });
}

async function askOnce(stage: AdapterStage): Promise<Asked> {
  const bot = recordingBot();
  const scene = await stage.start(bot);
  try {
    await scene.ask({ text: "How do I resize images?" });
    const prompt = await bot.prompt(0);
    return { bot, scene, prompt, thread: await scene.adapter.open(prompt) };
  } catch (error) {
    await scene.close();
    throw error;
  }
}

/** One of the acts that not every platform has. */
function actOf<Name extends keyof Acts>(scene: Scene, name: Name): NonNullable<Acts[Name]> {
  const act = scene.acts[name];
  if (!act) throw new Error(`This platform has no "${name}": write it, or skip the test with the reason`);
  return act;
}

function whole(text: string): Content {
  return { text, done: true };
}

/** The last messages that are shown hold these texts, in this order. */
async function expectShown(scene: Scene, texts: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const last = (await scene.shown()).slice(-texts.length);
    expect(last).toEqual(texts.map((text) => expect.stringContaining(text)));
  }, PATIENCE);
}

/** As many times `filler` as a platform says that it takes, with a last word behind, sources and buttons included. */
function largest(filler: string, fits: (content: Content) => boolean): Content {
  const content = (times: number): Content => ({
    text: `${filler.repeat(times)}Last.`,
    done: true,
    sources: SOURCES,
    actions: ["again", "helpful", "unhelpful"],
  });
  let few = 0;
  let many = Math.ceil(20_000 / filler.length);
  while (few < many) {
    const middle = Math.ceil((few + many) / 2);
    if (fits(content(middle))) few = middle;
    else many = middle - 1;
  }
  return content(few);
}

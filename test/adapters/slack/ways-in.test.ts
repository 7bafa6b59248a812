import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FORGET_ACTION } from "../../../src/adapters/slack/home.ts";
import { SHORTCUT } from "../../../src/adapters/slack/manifest.ts";
import { type Scene, startScene } from "../../support/slack/docent.ts";
import type { Call } from "../../support/slack/local-slack.ts";
import type { Person } from "../../support/slack/person.ts";
import type { Channel } from "../../support/slack/world.ts";

/** With it set, each way in prints its calls with times and what people saw. */
const TOUR = process.env.DOCENT_TOUR === "1";

const QUESTION = "How do I resize images?";
const ANSWER = "Resize images with the `width` attribute of the Image component.";
const SOURCE = "[1] Images <https://docs.example.com/images";
const AFTER = "[Ask again]\n  [👍 Helpful] [👎 Not helpful]";

let scene: Scene;
let ann: Person;
let bob: Person;
let general: Channel;
let bot: string;

async function set(setup: Parameters<typeof startScene>[0] = {}): Promise<void> {
  scene = await startScene(setup);
  ann = scene.slack.person("ann");
  bob = scene.slack.person("bob");
  general = scene.slack.general;
  bot = `<@${scene.slack.world.bot.id}>`;
}

beforeEach(() => set());

afterEach(async ({ task }) => {
  if (TOUR) console.log(`\n=== ${task.name}\n${callTable(scene.slack.calls)}`);
  await scene.close();
  expect(scene.slack.violations).toEqual([]);
  expect(scene.slack.world.pings).toEqual([]);
  for (const { args } of scene.slack.calls.filter(({ method }) => method === "chat.postMessage"))
    expect(args).toMatchObject({ unfurl_links: false, unfurl_media: false });
});

function callTable(calls: readonly Call[]): string {
  return calls.map(({ method, at, outcome }) => `${String(at).padStart(6)} ms  ${method}  ${outcome}`).join("\n");
}

/** What somebody sees, printed on a tour. */
function look(person: Person, channel: Channel, root?: Parameters<Person["screen"]>[1]): string {
  const screen = person.screen(channel, root);
  if (TOUR) console.log(`--- ${person.user.name} sees in ${root ? "the thread" : channel.name}\n${screen}`);
  return screen;
}

function methods(): string[] {
  return scene.slack.calls.map(({ method }) => method);
}

describe("in a channel", () => {
  test("a mention is answered in a thread on it, once, though Slack tells of it twice", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    const thread = look(bob, general, root);
    expect(thread).toContain(`docent\n  ${ANSWER}`);
    expect(thread).toContain(SOURCE);
    expect(thread).toContain(AFTER);
    expect(look(bob, general).split("\n")).toHaveLength(2);
    expect(scene.ended).toHaveLength(1);
    expect(scene.slack.deliveries).toHaveLength(2);
    expect(scene.slack.world.statuses.map(({ status }) => status)).toContain("is searching the documentation…");
  });

  test("a mention in a thread of others reads what the thread began with", async () => {
    // The model is asked what is meant, and then for the answer, each time with what the thread began with.
    scene.model.respond(({ messages }) => {
      const prompt = JSON.stringify(messages);
      if (prompt.includes(`Pointed at: ${QUESTION}`)) return QUESTION;
      return prompt.includes("<quoted-") ? `${ANSWER} [1]` : undefined;
    });
    const root = await bob.says(general, QUESTION);
    await ann.says(general, `${bot} can you answer this?`, { root });
    await scene.answered(1);
    expect(look(ann, general, root)).toContain(ANSWER);
    expect(scene.ended[0]?.prompt.quoted).toBe(QUESTION);
  });

  test("a follow-up of the asker needs no mention, and remembers", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.says(general, "and in production?", { root });
    await scene.answered(2);
    expect(look(ann, general, root)).toContain("In production images are resized at build time.");
    expect(scene.ended[1]?.prompt.cause).toBe("follow-up");
  });

  test("nobody is answered who speaks to somebody else, or in a thread that is not Docent's", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.says(general, `<@${bob.user.id}> how do I deploy?`, { root });
    await ann.says(general, "How do I deploy to production?", { root });
    await bob.says(general, "How do I deploy to production?");
    const other = await bob.says(general, "Lunch?");
    await ann.says(general, "How do I deploy to production?", { root: other });
    await bob.says(general, `${bot} How do I deploy to production?`, { root: other });
    await scene.answered(2);
    expect(scene.ended).toHaveLength(2);
    expect(ann.sees(general, root).filter(({ user }) => user === scene.slack.world.bot.id)).toHaveLength(1);
  });

  test("/ask posts the question under the asker's name and answers below it", async () => {
    const { reply } = await ann.types(general, `/ask ${QUESTION}`);
    await scene.answered(1);
    const [root] = ann.sees(general);
    expect(look(bob, general)).toBe(`docent\n  **ann** asks:\n  > ${QUESTION}`);
    expect(look(bob, general, root)).toContain(ANSWER);
    expect(reply).toEqual({});
    await ann.says(general, "and in production?", { root });
    await scene.answered(2);
    expect(look(ann, general, root)).toContain("at build time");
  });

  test("what is typed after /ask notifies nobody", async () => {
    await ann.types(general, "/ask <!channel> <@U0BOB> &lt;!here&gt; in `<!channel>`?");
    await scene.answered(1);
    expect(look(bob, general)).toBe("docent\n  **ann** asks:\n  > @channel @U0BOB <!here> in `@channel`?");
  });

  test("/ask without a question says how, and that it is public", async () => {
    const { reply } = await ann.types(general, "/ask");
    expect(reply).toEqual({
      response_type: "ephemeral",
      text: "Write something after the command: `/ask [question]`. Question and answer are for everyone in the channel; a direct message to me is private.",
    });
    expect(ann.sees(general)).toEqual([]);
  });

  test("/ask where Docent is no member is answered to the asker alone, with the way to invite it", async () => {
    const elsewhere = scene.slack.world.addChannel("elsewhere", { member: false });
    await ann.types(elsewhere, `/ask ${QUESTION}`);
    await scene.answered(1);
    const screen = look(ann, elsewhere);
    expect(screen).toContain("type `/invite @docent` and ask again");
    expect(screen).toContain(ANSWER);
    expect(bob.sees(elsewhere)).toEqual([]);
  });

  test("the other commands are private, and words after a mention", async () => {
    await ann.types(general, "/docent-search resize images");
    await scene.answered(1);
    expect(look(ann, general)).toContain("docent (only you can see this)\n  [1] Resize");
    expect(bob.sees(general)).toEqual([]);
    const root = await ann.says(general, `${bot} search resize images`);
    await scene.answered(2);
    expect(look(ann, general).split("(only you can see this)\n  [1] Resize")).toHaveLength(3);
    expect(bob.sees(general)).toEqual([root]);
    expect(bob.sees(general, root)).toEqual([root]);
    for (const command of ["reset", "forget-me", "help"]) await ann.types(general, `/docent-${command}`);
    await scene.answered(5);
    expect(look(ann, general)).toContain("There was nothing to forget here.");
    expect(look(ann, general)).toContain("`/docent-search [words]`");
  });

  test("the shortcut answers about a message, for its user alone until they share it", async () => {
    const message = await bob.says(general, QUESTION);
    await ann.callsShortcut(message, SHORTCUT);
    await scene.answered(1);
    const [working, answer] = ann.sees(general).filter(({ visibleTo }) => visibleTo);
    expect(look(ann, general)).toContain(ANSWER);
    expect(working?.text).toBe("Looking this up. The answer will be here, for you alone.");
    expect(bob.sees(general)).toEqual([message]);
    if (!answer) throw new Error("no answer");
    await ann.presses(answer, "docent:share");
    await vi.waitFor(() => expect(look(bob, general, message)).toContain(ANSWER));
  });
});

describe("in a direct message", () => {
  test("a question is answered in its thread, which gets a title", async () => {
    const root = await ann.says(ann.direct, QUESTION);
    await scene.answered(1);
    expect(look(ann, ann.direct, root)).toContain(ANSWER);
    expect(scene.slack.world.titles.get(`${ann.direct.id}:${root.ts}`)).toBe(QUESTION);
  });

  test("a new message remembers the one before", async () => {
    await ann.says(ann.direct, QUESTION);
    await scene.answered(1);
    const root = await ann.says(ann.direct, "and in production?");
    await scene.answered(2);
    expect(look(ann, ann.direct, root)).toContain("at build time");
  });

  test("a command's name alone is the command", async () => {
    const root = await ann.says(ann.direct, "help");
    await scene.answered(1);
    expect(look(ann, ann.direct, root)).toContain("`/docent-forget-me`");
  });

  test("a file is named as not read", async () => {
    const root = await ann.says(ann.direct, QUESTION, { files: ["screenshot.png"] });
    await scene.answered(1);
    expect(look(ann, ann.direct, root)).toContain("screenshot.png");
  });
});

describe("the app's own pages", () => {
  test("the Messages tab offers questions that the documentation answers", async () => {
    await ann.opens("messages");
    await vi.waitFor(() =>
      expect(scene.slack.world.suggestions.get(ann.direct.id)).toEqual([
        { title: "How do I deploy a site?", message: "How do I deploy a site?" },
        { title: "What do you know?", message: "help" },
      ]),
    );
  });

  test("the Home tab tells what Docent knows, how to ask and what is kept, and forgets at the press of a button", async () => {
    await ann.says(ann.direct, QUESTION);
    await scene.answered(1);
    await ann.opens("home");
    await vi.waitFor(() => expect(ann.home()).toContain("# What I know"));
    if (TOUR) console.log(`--- ann's App Home\n${ann.home()}`);
    expect(ann.home()).toContain("(2 pages)");
    expect(ann.home()).toContain("`/ask [question]`");
    expect(ann.home()).toContain("They are kept for 30 days.");
    await ann.pressesInHome(FORGET_ACTION);
    await scene.answered(2);
    expect(ann.home()).toMatch(/^Deleted: .*What I know/s);
  });
});

test("in an answer channel each new message is answered, and silence is kept where the docs say nothing", async () => {
  await scene.close();
  await set({ settings: { SLACK_ANSWER_CHANNELS: "C0GENERAL" } });
  const question = await ann.says(general, QUESTION);
  const talk = await bob.says(general, "Who has seen my blue bicycle?");
  await scene.answered(2);
  expect(look(ann, general, question)).toContain(ANSWER);
  expect(look(ann, general, talk)).toBe("bob\n  Who has seen my blue bicycle?");
  expect(methods()).not.toContain("chat.postEphemeral");
});

test("set up for mentions only, mentions, DMs and commands work", async () => {
  await scene.close();
  await set({ mentionsOnly: true });
  const mention = await ann.says(general, `${bot} ${QUESTION}`);
  const direct = await ann.says(ann.direct, QUESTION);
  const other = await bob.says(general, "Pictures?");
  await ann.says(general, `${bot} ${QUESTION}`, { root: other });
  await scene.answered(3);
  for (const [channel, root] of [
    [general, mention],
    [ann.direct, direct],
    [general, other],
  ] as const)
    expect(look(ann, channel, root)).toContain(ANSWER);
});

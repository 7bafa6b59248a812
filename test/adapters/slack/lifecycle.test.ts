import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Scene, startScene } from "../../support/slack/docent.ts";
import type { Person } from "../../support/slack/person.ts";
import { bodyOf } from "../../support/slack/view.ts";
import type { Channel, Message } from "../../support/slack/world.ts";

const QUESTION = "How do I resize images?";
const LONG = `${"Resize images with the `width` attribute of the Image component. ".repeat(6)}[1]`;

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

afterEach(async () => {
  await scene.close();
  expect(scene.slack.violations).toEqual([]);
});

function answers(root: Message): readonly Message[] {
  const { world } = scene.slack;
  return world.thread(general.id, root.ts).filter(({ user, ts }) => user === world.bot.id && ts !== root.ts);
}

/** Asks for a long answer, and waits until its first words are there. */
async function askAtLength(): Promise<{ root: Message; answer: Message }> {
  scene.model.respond(() => LONG);
  scene.model.delay(10);
  const root = await ann.says(general, `${bot} ${QUESTION}`);
  const answer = await vi.waitFor(() => {
    const [first] = answers(root);
    if (!first) throw new Error("nothing yet");
    return first;
  }, 5000);
  return { root, answer };
}

function text(message: Message): string {
  return bodyOf(scene.slack.world, message);
}

describe("an answer that is being written", () => {
  test("is stopped by Slack's own control", async () => {
    const { answer } = await askAtLength();
    await ann.stops(answer);
    await scene.answered(1);
    expect(text(answer)).toMatch(/^Resize[\s\S]*_Stopped\._/);
    expect(scene.ended[0]?.state).toBe("stopped");
  });

  test("is not stopped by somebody else", async () => {
    const { answer } = await askAtLength();
    const { world, event } = scene.slack;
    await event({
      type: "agent_session_stopped",
      channel: general.id,
      user: bob.user.id,
      thread_ts: answer.thread_ts,
      streaming_message_ts: [],
      event_ts: world.ts(),
    });
    scene.model.delay(0);
    await scene.answered(1);
    expect(scene.ended[0]?.state).toBe("delivered");
  });

  test("is stopped by its button where there are no native streams, by its asker alone", async () => {
    await scene.close();
    await set({ streams: false });
    const { answer } = await askAtLength();
    expect(await bob.presses(answer, "docent:stop")).toContain("Only the person who asked");
    expect(await ann.presses(answer, "docent:stop")).toBe("Stopped.");
    await scene.answered(1);
    expect(text(answer)).toMatch(/^Resize[\s\S]*_Stopped\._/);
  });

  test.for([false, true])("ends when its question is deleted (replied to: %s)", async (replied) => {
    const { root } = await askAtLength();
    if (!replied) for (const message of answers(root)) message.deleted = true;
    await ann.deletes(root);
    await scene.answered(1);
    expect(scene.ended[0]?.state).not.toBe("delivered");
  });

  test("is finished when Docent stops", async () => {
    const { answer } = await askAtLength();
    scene.model.delay(1);
    await scene.stop();
    expect(text(answer)).toContain(LONG);
    expect(scene.slack.sockets.sockets.size).toBe(0);
  });

  test("is marked when Docent cannot wait for its end", async () => {
    await scene.close();
    await set({ drainMs: 100 });
    const { answer } = await askAtLength();
    scene.model.delay(5000);
    await scene.stop();
    expect(text(answer)).toMatch(/^Resize/);
    expect(text(answer)).not.toMatch(/…$/);
  });
});

describe("a question", () => {
  test("that is edited is not answered again", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.edits(root, `${bot} ${QUESTION} Please.`);
    await ann.says(general, `${bot} How do I deploy?`);
    await scene.answered(2);
    expect(answers(root)).toHaveLength(1);
    expect(scene.ended).toHaveLength(2);
  });

  test("of a bot, of Docent or of Slack itself is none", async () => {
    const { event } = scene.slack;
    const message = { type: "message", channel: general.id, channel_type: "channel", text: `${bot} ${QUESTION}` };
    await event({ ...message, ts: "1700000000.000001", user: "U0OTHER", bot_id: "B0OTHER" });
    await event({ ...message, ts: "1700000000.000002", user: scene.slack.world.bot.id });
    await event({ ...message, ts: "1700000000.000003", user: ann.user.id, subtype: "channel_join" });
    await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    expect(scene.ended.map(({ prompt }) => prompt.author.id)).toEqual([ann.user.id]);
  });
});

describe("the buttons under an answer", () => {
  test("count a vote, ask again, and refuse what is not the presser's", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    const [answer] = answers(root);
    if (!answer) throw new Error("no answer");
    expect(await bob.presses(answer, "docent:helpful")).toBe("Thank you. Noted as helpful.");
    scene.slack.fault("views.open", "lost before");
    expect(await bob.presses(answer, "docent:unhelpful")).toContain("Noted as not helpful");
    expect(await bob.presses(answer, "docent:helpful")).toBe("Thank you. Noted as helpful.");
    expect(await bob.presses(answer, "docent:again")).toContain("Only the person who asked");
    expect(await ann.presses(answer, "docent:again")).toBe("Asking again.");
    await scene.answered(2);
    expect(answers(root)).toHaveLength(2);
    expect(scene.docent.database.prepare("select by, helpful from votes").all()).toEqual([
      { by: bob.user.id, helpful: 1 },
    ]);
  });
});

test("when the app is uninstalled, what was kept about the workspace is deleted", async () => {
  await ann.says(general, `${bot} ${QUESTION}`);
  await scene.answered(1);
  const kept = () => scene.docent.database.prepare("select count(*) as n from questions").get()?.n;
  expect(kept()).toBe(1);
  await scene.slack.event({ type: "app_uninstalled" });
  expect(kept()).toBe(0);
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SHORTCUT } from "../../../src/adapters/slack/manifest.ts";
import { type Scene, startScene } from "../../support/slack/docent.ts";
import type { Person } from "../../support/slack/person.ts";
import type { Channel } from "../../support/slack/world.ts";

const QUESTION = "How do I resize images?";
const ANSWER = "Resize images with the `width` attribute of the Image component.";
const INVITATION = "Ask me anything about the documentation";

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
  expect(scene.slack.world.pings).toEqual([]);
});

describe("who only calls or nods", () => {
  test("is told what can be asked, and gets silence in a thread that is answered", async () => {
    const bare = await ann.says(general, bot);
    await scene.answered(1);
    expect(ann.screen(general, bare)).toContain(INVITATION);
    const nod = await ann.says(general, `${bot} :+1:`);
    await vi.waitFor(() => expect(ann.screen(general, nod)).toContain("All right."));
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(3);
    const before = ann.screen(general, root).split("docent\n").length;
    for (const text of [":+1:", "that worked, thank you!", "...", "no"]) await ann.says(general, text, { root });
    await scene.answered(7);
    expect(ann.screen(general, root).split("docent\n")).toHaveLength(before);
    await ann.says(ann.direct, ":+1: :tada:");
    await scene.answered(8);
    expect(scene.ended.map(({ outcome }) => outcome)).toEqual(["talk", "talk", "answered", ...Array(5).fill("talk")]);
  });

  test("private commands said in a thread are answered for their speaker alone", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.says(general, "*help*", { root });
    await scene.answered(2);
    expect(ann.screen(general, root)).toContain("(only you can see this)\n  I answer questions from the documentation");
    expect(bob.screen(general, root)).not.toContain("use one of these");
  });
});

describe("who starts nothing", () => {
  test("Slackbot, other apps and old mentions that are edited", async () => {
    const { slack } = scene;
    const said = { type: "app_mention", channel: general.id, text: `${bot} ${QUESTION}` };
    await slack.event({ ...said, user: "USLACKBOT", ts: slack.world.ts() });
    await slack.event({ ...said, user: ann.user.id, bot_id: "B0OTHER", ts: slack.world.ts() });
    const old = `${Math.floor(Date.now() / 1000) - 172_800}.000100`;
    await slack.event({ ...said, user: ann.user.id, ts: old, edited: { user: ann.user.id, ts: slack.world.ts() } });
    await ann.says(ann.direct, "thanks");
    await scene.answered(1);
    expect(scene.ended.map(({ prompt }) => prompt.text)).toEqual(["thanks"]);
  });
});

describe("an edit", () => {
  test("that brings a mention is answered once", async () => {
    const root = await ann.says(general, QUESTION);
    await ann.edits(root, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.edits(root, `${bot} ${QUESTION}!`);
    await ann.says(ann.direct, "thanks");
    await scene.answered(2);
    expect(scene.ended).toHaveLength(2);
    expect(ann.screen(general, root)).toContain(ANSWER);
  });

  test("is what Ask again asks; a question that is gone is said to be gone", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    await ann.edits(root, `${bot} How do I deploy to production?`);
    const button = () => ann.sees(general, root).findLast(({ blocks }) => JSON.stringify(blocks).includes(":again"));
    const answered = () => button() ?? expect.fail("no answer with buttons");
    expect(await ann.presses(answered(), "docent:again")).toBe("Asking again.");
    await scene.answered(2);
    expect(ann.screen(general, root)).toContain("npm run deploy");
    const last = answered();
    await ann.deletes(root);
    expect(await ann.presses(last, "docent:again")).toContain("not there any more");
  });

  test("where Slack lets nobody read it, Ask again says that it asks the first words", async () => {
    const root = await ann.says(general, `${bot} ${QUESTION}`);
    await scene.answered(1);
    scene.slack.fault("conversations.replies", { error: "missing_scope" });
    const answer = ann.sees(general, root).at(-1) ?? expect.fail("no answer");
    expect(await ann.presses(answer, "docent:again")).toContain("as you first wrote it");
    await scene.answered(2);
  });
});

describe("what a mention points at", () => {
  test("in a thread of others is what that began with and the message above, names in place of ids", async () => {
    bob.user.displayName = "Bob the builder";
    const root = await bob.says(general, "The image is too wide.");
    await ann.says(general, "Which one?", { root });
    await bob.says(general, `The logo, <@${bob.user.id}> checked, ask <@U0UNKNOWN>.`, { root });
    await ann.says(general, `${bot} any idea, ask <@${bob.user.id}>?`, { root });
    await scene.answered(1);
    expect(scene.ended[0]?.prompt).toMatchObject({
      text: "any idea, ask @Bob the builder?",
      quoted: "The image is too wide.\n\nThe logo, @Bob the builder checked, ask @somebody.",
      author: { name: "ann" },
    });
  });

  test("and holds no words is said to hold none", async () => {
    const { slack } = scene;
    const root = slack.world.add({
      ts: slack.world.ts(),
      channel: general.id,
      user: bob.user.id,
      text: "",
      blocks: [],
    });
    await ann.callsShortcut(root, SHORTCUT);
    await scene.answered(1);
    expect(ann.screen(general)).toContain("I can read no words in the message that you point at. Ask me anything");
    expect(scene.ended[0]?.outcome).toBe("talk");
  });
});

test("what is shared says whose words it is about", async () => {
  bob.user.displayName = "Bob *the* builder";
  const message = await bob.says(general, QUESTION);
  await ann.callsShortcut(message, SHORTCUT);
  await scene.answered(1);
  const answer = ann.sees(general).findLast(({ visibleTo }) => visibleTo) ?? expect.fail("no answer");
  await ann.presses(answer, "docent:share");
  await vi.waitFor(() =>
    expect(bob.screen(general, message)).toContain(
      "_ann asked me about what Bob the builder wrote and shares my answer:_",
    ),
  );
});

test("after forget-me the buttons say that nothing is kept", async () => {
  const root = await ann.says(general, `${bot} ${QUESTION}`);
  await scene.answered(1);
  await ann.types(general, "/docent-forget-me");
  await scene.answered(2);
  const answer = ann.sees(general, root).at(-1) ?? expect.fail("no answer");
  for (const button of ["docent:helpful", "docent:again"])
    expect(await ann.presses(answer, button)).toContain("deleted at its asker's wish");
});

test("where the thread cannot be opened, the asker is told", async () => {
  scene.slack.fault("chat.postMessage", { error: "restricted_action" });
  await ann.types(general, `/ask ${QUESTION}`);
  await scene.answered(1);
  await vi.waitFor(() => expect(ann.screen(general)).toContain("I could not answer where you asked me"));
});

describe("an admin", () => {
  const offered = async (person: Person) => {
    const count = scene.ended.length;
    await person.types(general, "/docent-help");
    await scene.answered(count + 1);
    return person
      .sees(general)
      .findLast(({ visibleTo }) => visibleTo === person.user.id)
      ?.text.includes("sync");
  };

  test("is told of commands as Slack has them", async () => {
    await ann.types(general, "/docent-help");
    await scene.answered(1);
    const help = ann.sees(general).findLast(({ visibleTo }) => visibleTo === ann.user.id);
    const text = JSON.stringify(help?.blocks);
    expect(text).toContain("`/docent-search [words]`: Find");
    expect(text).toContain("`/docent-forget-me` deletes yours at once");
  });

  test("of the workspace may sync, everybody else is neither offered it nor let", async () => {
    ann.user.isAdmin = true;
    expect([await offered(ann), await offered(bob)]).toEqual([true, false]);
    await bob.opens("home");
    await ann.opens("home");
    await vi.waitFor(() =>
      expect([ann.home(), bob.home()].map((home) => home.includes("sync"))).toEqual([true, false]),
    );
    await bob.types(general, "/docent-sync");
    await ann.types(general, "/docent-sync");
    await scene.answered(4);
    expect(bob.screen(general)).toContain("Only admins may start that");
    expect(ann.screen(general)).toContain("Reading the documentation anew");
  });

  test("may be of a user group, or be named by id; where Slack does not tell, nobody else is one", async () => {
    await scene.close();
    await set({ settings: { SLACK_ADMIN_GROUP: "S0DOCS", ADMINS: "U0CLEO,U0DAN" } });
    scene.slack.world.userGroups.set("S0DOCS", [ann.user.id]);
    scene.slack.fault("users.info", { error: "missing_scope" }, 9);
    expect(await Promise.all([ann, bob, scene.slack.person("cleo")].map(async (one) => await offeredTo(one)))).toEqual([
      true,
      false,
      true,
    ]);
  });

  async function offeredTo(person: Person): Promise<boolean> {
    await person.types(general, "/docent-help");
    return vi.waitFor(() => {
      const help = person.sees(general).find(({ visibleTo }) => visibleTo === person.user.id);
      if (!help) throw new Error("no help yet");
      return help.text.includes("sync");
    });
  }
});

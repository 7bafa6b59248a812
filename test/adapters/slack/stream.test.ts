import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { messagePrompt } from "../../../src/adapters/slack/prompt.ts";
import type { Content } from "../../../src/core/adapter.ts";
import type { Source } from "../../../src/core/answer.ts";
import { ask, called } from "../../support/slack/asked.ts";
import { tokensIn } from "../../support/slack/view.ts";
import { STREAM_MS } from "../../support/slack/world.ts";

const SOURCES: readonly Source[] = [{ n: 1, title: "Images", url: "https://docs.example.com/images/" }];
const WHOLE = "Resize with `width`. Choose a `format`. Done. [1]";
const END: Content = { text: WHOLE, done: true, sources: SOURCES, actions: ["helpful", "unhelpful", "again"] };
const SHOWN = `${WHOLE}\n[1] Images <https://docs.example.com/images/>\n[Ask again]\n[👍 Helpful] [👎 Not helpful]`;

const growing = (text: string): Content => ({ text, done: false, actions: ["stop"] });

test("a text grows as a native stream and ends with sources and buttons", async () => {
  const asked = await ask();
  const message = await asked.thread.post(growing("Resize with "));
  expect(asked.shown()).toEqual(["Resize with \n…"]);
  await message.update(growing("Resize with `width`."));
  await called(asked, "chat.appendStream");
  await message.update(END);
  expect(asked.shown()).toEqual([SHOWN]);
  expect(asked.count("chat.postMessage") + asked.count("chat.update")).toBe(0);
});

test.each([
  [{ user_team: "T0PARTNER", team: "T0OTHER" }, "T0PARTNER"],
  [{ team: "T0PARTNER" }, "T0PARTNER"],
  [{}, "T0HOME"],
])("a stream goes to the asker's own team, also in a channel shared with it: %j", async (teams, expected) => {
  const asked = await ask();
  const event = {
    type: "app_mention",
    channel: asked.slack.general.id,
    ts: asked.root.ts,
    user: asked.ann.user.id,
    text: "<@U0BOT> How?",
  };
  const heard = messagePrompt({ ...event, ...teams }, { team: "T0HOME", bot: "U0BOT", answerChannels: [] });
  if (!heard) throw new Error("no prompt");
  await (await asked.adapter.open(heard)).post(growing("Resize with "));
  await called(asked, "chat.startStream");
  const call = asked.slack.calls.find(({ method }) => method === "chat.startStream");
  expect(call?.args).toMatchObject({ recipient_team_id: expected, recipient_user_id: asked.ann.user.id });
});

test("one call is under way at a time, and each piece is sent once", async () => {
  const asked = await ask();
  const message = await asked.thread.post(growing("0"));
  asked.slack.fault("chat.appendStream", { late: 40 }, 20);
  let text = "0";
  for (let n = 1; n <= 30; n++) {
    text += ` ${n}`;
    await message.update(growing(text));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  await message.update({ text, done: true });
  expect(asked.shown()).toEqual([text]);
  expect(asked.count("chat.appendStream")).toBeGreaterThan(1);
  expect(asked.count("chat.appendStream")).toBeLessThan(10);
});

test("a mention that is cut in two by a piece's end is none", async () => {
  const asked = await ask();
  const text = "Type <!channel> or `<@U0ANN>` or <!subteam^S0TEAM>.";
  const message = await asked.thread.post(growing("Type <"));
  // A beginning that may yet become a mention is held back until it is clear what it is.
  const cuts = [
    "Type <!",
    "Type <!chan",
    "Type <!channel> or `<",
    text.slice(0, 27),
    text.slice(0, 34),
    text.slice(0, 40),
  ];
  const appended = [0, 0, 1, 1, 2, 2];
  for (const [index, cut] of cuts.entries()) {
    await message.update(growing(cut));
    await called(asked, "chat.appendStream", appended[index]);
  }
  await message.update({ text, done: true });
  expect(asked.slack.world.pings).toEqual([]);
  expect(asked.slack.world.messages.flatMap(tokensIn)).toEqual([`<@${asked.slack.world.bot.id}>`]);
  expect(asked.shown()).toEqual([text]);
});

test("a stream that died is made whole by an update", async () => {
  const asked = await ask();
  const message = await asked.thread.post(growing("Resize with "));
  asked.slack.world.advance(STREAM_MS);
  await message.update(growing("Resize with `width`."));
  await called(asked, "chat.appendStream");
  await message.update(growing("Resize with `width`. Choose"));
  await called(asked, "chat.update");
  await message.update(END);
  expect(asked.shown()).toEqual([SHOWN]);
});

test("a stream that died unnoticed is made whole at its end", async () => {
  const asked = await ask();
  const message = await asked.thread.post(growing("Resize with "));
  asked.slack.world.advance(STREAM_MS);
  await message.update(END);
  expect(asked.shown()).toEqual([SHOWN]);
});

test("a stream that a person stopped ends with what the bot has to say", async () => {
  const asked = await ask();
  const message = await asked.thread.post(growing("Resize with "));
  const [streaming] = asked.slack.world.messages.slice(-1);
  if (!streaming) throw new Error("nothing streams");
  await asked.ann.stops(streaming);
  expect(asked.bot.stops).toEqual([{ place: asked.thread.place, by: asked.ann.user.id }]);
  await message.update({ text: "Resize with\n\n_Stopped._", done: true });
  expect(asked.shown()).toEqual(["Resize with\n\n_Stopped._"]);
});

test("a stream is closed before it dies, and the message goes on growing", async () => {
  const asked = await ask({ times: { streamMs: 30 } });
  const message = await asked.thread.post(growing("Resize with "));
  await called(asked, "chat.stopStream");
  await message.update(growing("Resize with `width`."));
  await called(asked, "chat.update");
  expect(asked.shown()[0]).toContain("Resize with `width`.");
  await message.update(END);
  expect(asked.shown()).toEqual([SHOWN]);
});

test("a workspace without streams is asked once", async () => {
  const asked = await ask({ streams: false });
  for (const part of ["One", "Two"]) {
    const message = await asked.thread.post(growing(part));
    await message.update({ text: `${part} and done.`, done: true });
  }
  expect(asked.shown()).toEqual(["One and done.", "Two and done."]);
  expect(asked.count("chat.startStream")).toBe(1);
});

test("a change of a growing message that Slack makes late does not undo the end", async () => {
  const asked = await ask({ streams: false, times: { cosmeticMs: 30 } });
  const message = await asked.thread.post(growing("Resize "));
  asked.slack.fault("chat.update", { late: 120 });
  await message.update(growing("Resize with "));
  await vi.waitFor(() => expect(asked.count("chat.update")).toBe(1));
  await message.update(END);
  // Long enough for the late one to have been done.
  await pause(150);
  expect(asked.shown()).toEqual([SHOWN]);
});

test("streamed and not streamed look the same", async () => {
  const streamed = await ask();
  const plain = await ask({ streams: false });
  for (const { thread } of [streamed, plain]) await (await thread.post(growing("Resize "))).update(END);
  expect(streamed.shown()).toEqual(plain.shown());
  expect(streamed.count("chat.stopStream")).toBe(1);
});

test("where the tier for streams is used up, answers are posted", async () => {
  const asked = await ask({ minuteMs: 60_000, times: { minuteMs: 60_000 } });
  const messages = [];
  for (let n = 1; n <= 24; n++) messages.push(await asked.thread.post(growing(`Answer ${n}`)));
  for (const [index, message] of messages.entries()) await message.update({ text: `Answer ${index + 1}.`, done: true });
  expect(asked.shown().toSorted()).toEqual(messages.map((_, index) => `Answer ${index + 1}.`).toSorted());
  expect(
    asked.slack.calls.filter(({ method, outcome }) => method === "chat.startStream" && outcome === "ok"),
  ).toHaveLength(20);
});

test("a limit on streams that Slack names itself is kept to", async () => {
  const asked = await ask();
  asked.slack.fault("chat.startStream", { retryAfter: 30 });
  const first = await asked.thread.post(growing("One"));
  await asked.thread.post(growing("Two"));
  await first.update({ text: "One.", done: true });
  expect(asked.count("chat.startStream")).toBe(1);
  expect(asked.shown()).toContain("One.");
});

test("a limit on pieces delays them and loses none", async () => {
  const asked = await ask();
  asked.slack.fault("chat.appendStream", { retryAfter: 5 });
  const message = await asked.thread.post(growing("Resize"));
  await message.update(growing("Resize with"));
  await called(asked, "chat.appendStream");
  await message.update(growing("Resize with `width`."));
  await vi.waitFor(async () => {
    await message.update(growing("Resize with `width`."));
    expect(asked.shown()).toEqual(["Resize with `width`.\n…"]);
  });
  await message.update(END);
  expect(asked.shown()).toEqual([SHOWN]);
});

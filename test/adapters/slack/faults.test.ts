import { describe, expect, test, vi } from "vitest";
import type { Content } from "../../../src/core/adapter.ts";
import { memoryNotes } from "../../support/memory-notes.ts";
import { ask } from "../../support/slack/asked.ts";
import { stageSlack } from "../../support/slack/stage.ts";
import { bodyOf } from "../../support/slack/view.ts";

const END: Content = { text: "Resize with `width`.", done: true };
const REPEATED = "You may have seen this answer before: whether it arrived could not be found out.";

describe("trouble with the post of an answer", () => {
  test("a rate limit is waited out", async () => {
    const asked = await ask();
    asked.slack.fault("chat.postMessage", { retryAfter: 2 }, 2);
    await asked.thread.post(END);
    expect(asked.shown()).toEqual([END.text]);
    expect(asked.count("chat.postMessage")).toBe(3);
  });

  test("a post that arrived although its answer was lost is found, not repeated", async () => {
    const asked = await ask();
    asked.slack.fault("chat.postMessage", "lost after");
    await asked.thread.post(END);
    expect(asked.shown()).toEqual([END.text]);
    expect(asked.count("chat.postMessage")).toBe(1);
    expect(asked.count("conversations.replies")).toBe(1);
  });

  test("a post that took too long is found, not repeated", async () => {
    const asked = await ask({ times: { answerMs: 60 } });
    asked.slack.fault("chat.postMessage", { late: 90 });
    const posted = asked.thread.post(END);
    // Slack is slow to show it to those who look for it, too.
    asked.slack.fault("conversations.replies", { late: 50 });
    await posted;
    expect(asked.shown()).toEqual([END.text]);
    expect(asked.count("chat.postMessage")).toBe(1);
  });

  test.for(["lost before", { status: 503 }] as const)(
    "a post that did not arrive is made again: %o",
    async (trouble) => {
      const asked = await ask();
      asked.slack.fault("chat.postMessage", trouble);
      await asked.thread.post(END);
      expect(asked.shown()).toEqual([END.text]);
      expect(asked.count("chat.postMessage")).toBe(2);
    },
  );

  test("where Slack lets nobody look, it is repeated once and says so", async () => {
    const asked = await ask({ mentionsOnly: true });
    asked.slack.fault("chat.postMessage", "lost after", 2);
    await expect(asked.thread.post(END)).rejects.toThrow();
    expect(asked.shown()).toEqual([END.text, `${END.text}\n${REPEATED}`]);
  });

  test.for(["invalid_blocks", "msg_blocks_too_long"])("what Slack dislikes goes as plain text: %s", async (error) => {
    const asked = await ask();
    asked.slack.fault("chat.postMessage", { error });
    const text = `${"A long answer. ".repeat(240)}The end.`;
    await asked.thread.post({ text, done: true });
    expect(asked.shown()).toEqual([
      expect.stringMatching(/^A long answer\..*…$/),
      `📎 answer.md (${text.length} characters)`,
    ]);
  });

  test.for([
    ["is_archived", "gone"],
    ["channel_not_found", "gone"],
    ["not_in_channel", "denied"],
    ["restricted_action_thread_locked", "denied"],
    ["token_revoked", "expired"],
  ])("%s is for good: %s", async ([error = "", failure]) => {
    const asked = await ask();
    asked.slack.fault("chat.postMessage", { error });
    await expect(asked.thread.post(END)).rejects.toMatchObject({ name: "DeliveryError", failure });
    expect(asked.count("chat.postMessage")).toBe(1);
  });
});

describe("trouble with the end of an answer", () => {
  test.for([{ retryAfter: 1 }, { status: 500 }, "lost before", "lost after"] as const)(
    "an update is made until it holds: %o",
    async (trouble) => {
      const asked = await ask({ streams: false });
      const message = await asked.thread.post({ text: "Resize", done: false });
      asked.slack.fault("chat.update", trouble, 2);
      await message.update(END);
      expect(asked.shown()).toEqual([END.text]);
    },
  );

  test.for([{ retryAfter: 1 }, { status: 500 }, "lost before", "lost after", { error: "internal_error" }] as const)(
    "a stream comes to its end, said once: %o",
    async (trouble) => {
      const asked = await ask();
      const message = await asked.thread.post({ text: "Resize", done: false });
      asked.slack.fault("chat.stopStream", trouble);
      await message.update(END);
      expect(asked.shown()).toEqual([END.text]);
    },
  );

  test("an update that is too long goes as plain text with the whole attached", async () => {
    const asked = await ask({ streams: false });
    const message = await asked.thread.post({ text: "Resize", done: false });
    const text = `${"A long answer. ".repeat(240)}The end.`;
    asked.slack.fault("chat.update", { error: "msg_too_long" });
    await message.update({ text, done: true });
    expect(asked.shown()).toEqual([
      expect.stringContaining("A long answer."),
      `📎 answer.md (${text.length} characters)`,
    ]);
  });

  test("a stream whose start was lost is found and made whole", async () => {
    const asked = await ask();
    asked.slack.fault("chat.startStream", "lost after");
    const message = await asked.thread.post({ text: "Resize", done: false });
    await message.update(END);
    expect(asked.shown()).toEqual([END.text]);
  });

  test("a file that is not taken is told", async () => {
    const asked = await ask();
    asked.slack.fault("files.getUploadURLExternal", { error: "missing_scope" });
    await asked.thread.post({ ...END, attachment: { name: "answer.md", text: "rest" } });
    expect(asked.shown()).toEqual([`${END.text}\n\n_The rest, answer.md, could not be attached (missing_scope)._`]);
  });
});

describe("calls that only please", () => {
  test("a limit on them holds back no answer", async () => {
    const asked = await ask({ times: { secondMs: 1000 } });
    asked.slack.fault("assistant.threads.setStatus", { retryAfter: 30 }, 9);
    const began = performance.now();
    await asked.thread.progress("searching");
    await asked.thread.post(END);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(asked.shown()).toEqual([END.text]);
  });

  test("a call that hangs holds back no answer for long", async () => {
    const asked = await ask({ times: { cosmeticMs: 60 } });
    asked.slack.fault("assistant.threads.setStatus", { late: 3000 });
    const began = performance.now();
    await asked.thread.progress("searching");
    await asked.thread.post(END);
    expect(performance.now() - began).toBeLessThan(1500);
  });

  test("a status is renewed while it is worked on, and no longer", async () => {
    const asked = await ask({ times: { statusMs: 20 } });
    await asked.thread.progress("waiting");
    await vi.waitFor(() => expect(asked.count("assistant.threads.setStatus")).toBeGreaterThanOrEqual(3));
    await asked.thread.post(END);
    const count = asked.count("assistant.threads.setStatus");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked.count("assistant.threads.setStatus")).toBe(count);
  });

  test("what is over soon needs no status of its own; what lasts is told", async () => {
    const asked = await ask({ times: { stepMs: 100_000 } });
    await asked.thread.progress("searching");
    await asked.thread.progress("writing");
    await asked.thread.post(END);
    expect(asked.slack.world.statuses.map(({ status }) => status)).toEqual(["is searching the documentation…"]);
    const slow = await ask({ times: { stepMs: 1 } });
    await slow.thread.progress("searching");
    await slow.thread.progress("writing");
    const statuses = () => slow.slack.world.statuses.map(({ status }) => status);
    await vi.waitFor(() => expect(statuses()).toEqual(["is searching the documentation…", "is writing…"]));
  });
});

describe("after a restart", () => {
  test("what was posted is found by what it carries, and made whole", async () => {
    const asked = await ask();
    const first = await asked.adapter.open(asked.prompt);
    await first.post({ text: "Part one.", done: true });
    await first.post({ text: "Part tw", done: false });
    const again = await asked.adapter.open(asked.prompt);
    await (await again.post({ text: "Part", done: false })).update({ text: "Part one, again.", done: true });
    await again.post({ text: "Part two.", done: true });
    await again.post({ text: "Part three.", done: true });
    expect(asked.shown()).toEqual(["Part one, again.", "Part two.", "Part three."]);
  });

  test("another question's answer in the thread is left alone", async () => {
    const asked = await ask();
    await asked.thread.post({ text: "The other answer.", done: true });
    const other = { ...asked.prompt, id: `${asked.prompt.id}~2` };
    await (await asked.adapter.open(other)).post(END);
    expect(asked.shown()).toEqual(["The other answer.", END.text]);
  });

  test("the question that /ask posted is found", async () => {
    const asked = await ask();
    await asked.ann.types(asked.slack.general, "/ask How do I resize images?");
    const prompt = await vi.waitFor(() => {
      const found = asked.bot.prompts.find(({ id }) => id.includes("trigger"));
      if (!found) throw new Error("not yet");
      return found;
    });
    const first = await asked.adapter.open(prompt);
    const again = await asked.adapter.open(prompt);
    expect(again.place).toEqual(first.place);
    expect(asked.count("chat.postMessage")).toBe(1);
  });

  test("a private answer, which nobody can look for, says that it may be there twice", async () => {
    const asked = await ask();
    const { world, general, responseUrl } = asked.slack;
    const { id: user } = asked.ann.user;
    const address = { user, channel: general.id, responseUrl: responseUrl(general.id, user), at: Date.now() - 60_000 };
    const unseen = { ...asked.prompt, id: "of an earlier process", private: true, address };
    await (await asked.adapter.open(unseen)).post(END);
    const shown = asked.ann.sees(general).filter(({ visibleTo }) => visibleTo);
    expect(shown.map((message) => bodyOf(world, message))).toEqual([`${END.text}\n${REPEATED}`]);
  });

  test.for([
    ["before it was sent", false, [END.text]],
    ["when it was sent whole", true, [END.text]],
  ] as const)("a private answer whose process died %s is there once", async ([, isSent, expected]) => {
    const notes = memoryNotes();
    const asked = await ask({ notes });
    const { world, general } = asked.slack;
    await asked.ann.types(general, "/docent-search images");
    const prompt = await asked.bot.prompt(asked.bot.prompts.length - 1);
    expect(prompt.private).toBe(true);
    const thread = await asked.adapter.open(prompt);
    if (isSent) await thread.post(END);
    const next = await stageSlack({ notes, slack: asked.slack });
    await next.adapter.start(asked.bot);
    const again = await next.adapter.open(prompt, true);
    await again.post(END);
    const shown = asked.ann.sees(general).filter(({ visibleTo }) => visibleTo);
    expect(shown.map((message) => bodyOf(world, message))).toEqual(expected);
    // Another text than the one that was sent says so.
    await again.post({ ...END, text: "Another one." });
    const last = asked.ann
      .sees(general)
      .filter(({ visibleTo }) => visibleTo)
      .at(-1);
    expect(last && bodyOf(world, last)).toBe(isSent ? `Another one.\n${REPEATED}` : "Another one.");
    await next.close();
  });
});

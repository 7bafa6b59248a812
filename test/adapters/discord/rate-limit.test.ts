import { afterEach, expect, test } from "vitest";
import { recordingBot } from "../../support/adapter-contract.ts";
import { type Stage, startStage } from "../../support/discord/stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

test("what grows quickly stays within the channel's pace, and its end arrives without waiting", async () => {
  const bot = recordingBot();
  stage = await startStage(bot);
  const { discord, adapter } = stage;
  const alice = discord.person("alice");
  alice.whisper("How?");
  const thread = await adapter.open(await bot.prompt(0));
  const message = await thread.post({ text: "word 0", done: false });
  const started = performance.now();
  for (let count = 1; count <= 40; count++) await message.update({ text: `word ${count}`, done: false });
  await message.update({ text: "word 41, and the end.", done: true });
  expect(performance.now() - started).toBeLessThan(3_000);
  const dm = discord.world.dmWith(alice.user);
  const writes = discord.calls.filter(
    ({ path, method }) => path.startsWith(`/channels/${dm.id}/messages`) && method !== "GET",
  );
  expect(writes.length).toBeGreaterThan(2);
  expect(writes.length).toBeLessThanOrEqual(5);
  expect(discord.world.messagesIn(dm.id).at(-1)?.message.content).toBe("word 41, and the end.");
  expect(discord.violations).toEqual([]);
});

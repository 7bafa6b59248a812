import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { Leaders } from "../../../src/adapters/discord/leaders.ts";

/** An election that a test decides. */
function election() {
  const led = new Map<string, { isMine: boolean; began: () => void }>();
  const left: string[] = [];
  const lead = (key: string, began: () => void) => {
    const leadership = { isMine: false, began, leave: async () => void left.push(key) };
    led.set(key, leadership);
    return leadership;
  };
  const decide = (key: string, isMine: boolean) => {
    const leadership = led.get(key);
    if (!leadership) throw new Error(`nobody stands for ${key}`);
    leadership.isMine = isMine;
    if (isMine) leadership.began();
  };
  return { lead, decide, left };
}

it("who leads takes what happens in the shard; who does not takes it when it leads, in order and once", () => {
  const { lead, decide } = election();
  const leaders = new Leaders(lead, 10_000);
  leaders.stand("app", 0);
  leaders.stand("app", 1);
  const taken: string[] = [];
  const happens = (shard: number, what: string) => leaders.take(shard, () => void taken.push(what));
  decide("discord:app:1", true);
  happens(0, "first");
  happens(1, "of another shard");
  happens(0, "second");
  expect(taken).toEqual(["of another shard"]);
  decide("discord:app:0", true);
  happens(0, "third");
  expect(taken).toEqual(["of another shard", "first", "second", "third"]);
  decide("discord:app:0", false);
  decide("discord:app:0", true);
  expect(taken).toHaveLength(4);
});

it("what happened too long ago is not taken any more", async () => {
  const { lead, decide } = election();
  const leaders = new Leaders(lead, 20);
  leaders.stand("app", 0);
  const taken: string[] = [];
  leaders.take(0, () => void taken.push("old"));
  await delay(30);
  leaders.take(0, () => void taken.push("new"));
  decide("discord:app:0", true);
  expect(taken).toEqual(["new"]);
});

it("every shard is left to others at once", async () => {
  const { lead, left } = election();
  const leaders = new Leaders(lead, 20);
  leaders.stand("app", 0);
  leaders.stand("app", 1);
  await leaders.leave();
  expect(left).toEqual(["discord:app:0", "discord:app:1"]);
});

import { expect, onTestFinished, test } from "vitest";
import { startDiscordTarget } from "../support/payloads/discord-target.ts";
import { findWrong } from "../support/payloads/run.ts";
import { startSlackTarget } from "../support/payloads/slack-target.ts";
import { tempDir } from "../support/temp-dir.ts";

/** More are sent by `node test/support/payloads.ts`. */
const COUNT = 60;

test.each([
  ["Slack", startSlackTarget],
  ["Discord", startDiscordTarget],
])(
  `${COUNT} odd messages on %s: one reply to what concerns Docent, none to the rest, nothing goes wrong`,
  async (_, start) => {
    const target = await start(tempDir());
    onTestFinished(target.close);
    const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);
    expect(await findWrong(target, seeds)).toEqual([]);
  },
);

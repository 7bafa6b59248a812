/**
 * `node test/support/payloads.ts [--count 2000] [--seed N]`: messages as Slack and Discord deliver them, with parts that
 * are missing, null, of another type, nested, very long or of another team, to the whole bot on both local platforms.
 * What concerns it gets one reply, what does not gets none, and nothing goes wrong that nobody waits for; else it prints
 * which seed it was and exits with 1. Recorded messages of `../shared/specs` are among them where they are there.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { shared } from "./needs.ts";
import { startDiscordTarget } from "./payloads/discord-target.ts";
import type { Value } from "./payloads/mutate.ts";
import { findWrong } from "./payloads/run.ts";
import { startSlackTarget } from "./payloads/slack-target.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "2000" }, seed: { type: "string", default: String(Date.now() % 1e6) } },
});
const [count, first] = [Number(values.count), Number(values.seed)];
const dataDir = mkdtempSync(join(tmpdir(), "docent-payloads-"));

/** What was recorded of a platform's messages, Docent in the place of the bot that they were sent to. */
function recorded(platform: "slack" | "discord", bot: string): Value[] {
  const path = shared(`specs/${platform}/recorded-payloads.json`);
  if (!path) return [];
  const groups = Object.values(JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, unknown>>);
  return groups.flatMap((group) => {
    const own = String(
      group.botUserId ?? (group.metadata as { botId?: string } | undefined)?.botId ?? "1457469483726668048",
    );
    return Object.values(group).flatMap((payload) => {
      const { event, type, data } = (payload ?? {}) as { event?: { type?: string }; type?: string; data?: Value };
      const message = platform === "slack" ? event : type === "GATEWAY_MESSAGE_CREATE" ? data : undefined;
      return message ? [JSON.parse(JSON.stringify(message).replaceAll(own, bot)) as Value] : [];
    });
  });
}

const targets = {
  slack: await startSlackTarget(join(dataDir, "slack"), recorded("slack", "U0DOCENT")),
  discord: await startDiscordTarget(join(dataDir, "discord"), recorded("discord", "900000000000000001")),
};
process.stdout.write(`${count} messages, seed ${first}\n`);
let trouble = 0;
for (const [name, target] of Object.entries(targets)) {
  const seeds = Array.from({ length: count / 2 }, (_, index) => first + index);
  const wrong = await findWrong(target, seeds);
  for (const one of wrong.slice(0, 10)) {
    const told =
      one instanceof Error
        ? one.stack
        : `seed ${one.seed}, due ${one.due}, got ${one.replies}: ${JSON.stringify(one.payload).slice(0, 700)}`;
    process.stdout.write(`${name}: ${told}\n`);
  }
  process.stdout.write(`${name}: ${seeds.length} messages, ${wrong.length} wrong\n`);
  trouble += wrong.length;
  await target.close();
}
rmSync(dataDir, { recursive: true });
process.exitCode = trouble > 0 ? 1 : 0;

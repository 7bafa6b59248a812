import { afterEach, describe, expect, test, vi } from "vitest";
import { type House, type HouseOptions, startHouse } from "../../support/discord/house.ts";
import { screen, seenBy } from "../../support/discord/view.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 5_000, interval: 10 };
const SOURCES = [{ n: 1, title: "Spooler", url: "https://docs.example.com/spooler/" }];
let house: House;

async function start(options: Partial<HouseOptions> = {}): Promise<House> {
  house = await startHouse({
    dataDir: tempDir(),
    reply: ({ text, quoted }) => ({ pieces: [`Answer to ${text || quoted}`], sources: SOURCES }),
    ...options,
  });
  return house;
}

afterEach(async () => {
  const { violations, platform } = house.discord;
  await house.close();
  expect(violations).toEqual([]);
  expect(platform.pings).toEqual([]);
});

const mention = () => `<@${house.discord.world.bot.id}>`;

/** What somebody sees in a channel once it holds the text. */
function sees(name: string, channel: string, text: string): Promise<string> {
  const { discord } = house;
  return vi.waitFor(() => {
    const seen = screen(discord.world, channel, discord.person(name));
    expect(seen).toContain(text);
    return seen;
  }, PATIENCE);
}

describe("a private command that is said in a channel", () => {
  test.each(["help!", "*help*", "Help?"])("%s is answered in a DM, and nothing stands in the channel", async (text) => {
    const { discord } = await start();
    const alice = discord.person("alice");
    const said = alice.say(discord.general, `${mention()} ${text}`);
    await sees("alice", discord.world.dmWith(alice.user).id, "say one of these");
    expect(said.thread).toBeUndefined();
    expect(seenBy(discord.world, discord.general.id, discord.person("bob"))).toHaveLength(1);
  });

  test("where they take no DMs the channel says how to have the reply", async () => {
    const { discord } = await start();
    const alice = discord.person("alice");
    const dm = discord.world.dmWith(alice.user);
    discord.fault({ matches: ({ path }) => path === `/channels/${dm.id}/messages`, status: 403, code: 50007 });
    alice.say(discord.general, `${mention()} reset`);
    expect(await sees("bob", discord.general.id, "Use the slash command")).not.toContain("nothing to forget");
  });
});

describe("a thread that Discord refuses", () => {
  test.each([
    [400, 50035, "Invalid Form Body"],
    [400, 160006, "Maximum number of active threads reached"],
    [403, 50013, "Missing Permissions"],
  ])("with %i and code %i still leaves nobody without an answer", async (status, code, message) => {
    const { discord } = await start();
    discord.fault({ matches: ({ route }) => route.endsWith("/threads"), status, code, message });
    discord.person("alice").say(discord.general, `${mention()} How do I purge the spool?`);
    await sees("alice", discord.general.id, "Answer to How do I purge the spool?");
  });
});

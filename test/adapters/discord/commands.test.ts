import { ApplicationCommandType } from "discord.js";
import { expect, onTestFinished, test, vi } from "vitest";
import { commands } from "../../../commands/index.ts";
import { describeCommands } from "../../../src/adapters/discord/commands.ts";
import { recordingBot } from "../../support/adapter-contract.ts";
import type { Call } from "../../support/discord/api.ts";
import { startHouse } from "../../support/discord/house.ts";
import { startLocalDiscord } from "../../support/discord/local-discord.ts";
import { replyTo } from "../../support/discord/person.ts";
import { startStage } from "../../support/discord/stage.ts";
import { tempDir } from "../../support/temp-dir.ts";

const reply = () => ({ pieces: ["So."] });
const PATIENCE = { timeout: 10_000, interval: 10 };
const put = ({ method, path }: { method: string; path: string }) => method === "PUT" && path.endsWith("/commands");
const namesIn = (known: readonly { name: string; type: number }[] = []) =>
  known.filter(({ type }) => type === ApplicationCommandType.ChatInput).map(({ name }) => name);

test("commands that Discord refuses leave the rest on, and are registered later", async () => {
  const discord = await startLocalDiscord();
  discord.fault({ matches: put, status: 400, code: 30034, message: "Max number of daily commands reached", times: 2 });
  const bot = recordingBot();
  const stage = await startStage(bot, { discord });
  onTestFinished(stage.close);
  expect(discord.world.commands.get("global")).toBeUndefined();
  discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> How?`);
  await vi.waitFor(() => expect(bot.prompts).toHaveLength(1), PATIENCE);
  await vi.waitFor(() => expect(namesIn(discord.world.commands.get("global"))).toContain("ask"), PATIENCE);
  expect(stage.logged.some(({ msg }) => `${msg}`.includes("did not take the commands"))).toBe(true);
});

test("names stand behind the prefix, which is no part of the command, and help names them to be clicked", async () => {
  const house = await startHouse({ dataDir: tempDir(), reply, config: { commandPrefix: "docs-" } });
  onTestFinished(house.close);
  const { discord } = house;
  const known = discord.world.commands.get("global") ?? [];
  expect(namesIn(known)).toEqual(commands.map(({ name }) => `docs-${name}`));
  const help = await replyTo(discord.platform, discord.person("alice").slash(discord.general, "docs-help"));
  const id = known.find(({ name }) => name === "docs-search")?.id;
  expect(help.content).toContain(`- </docs-search:${id}> \`words\`: Find`);
  expect(help.content).toContain("</docs-forget-me:");
});

test("who added Docent to their own account finds the commands everywhere, if the application lets them", () => {
  const contextsOf = (types: Parameters<typeof describeCommands>[2]) =>
    describeCommands(commands, "", types).find(({ name }) => name === "ask")?.contexts;
  expect(contextsOf({})).toEqual([0, 1]);
  expect(contextsOf({ integration_types_config: { 0: {}, 1: {} } })).toEqual([0, 1, 2]);
});

test("where Docent is no member, a command is answered by its response, for everybody to see", async () => {
  const house = await startHouse({ dataDir: tempDir(), reply });
  onTestFinished(house.close);
  const { discord } = house;
  const elsewhere = { ...discord.general, id: "999999999999999901", guild_id: "999999999999999902" };
  discord.world.channels.set(elsewhere.id, elsewhere);
  const reads = ({ method, path }: Call) => method === "GET" && path === `/channels/${elsewhere.id}`;
  discord.fault({ matches: reads, status: 403, code: 50001, message: "Missing Access", times: 9 });
  const asked = discord.person("alice").slash(elsewhere, "ask", { question: "How do I deploy?" });
  const answer = async () => (await replyTo(discord.platform, asked)).content;
  await vi.waitFor(async () => expect(await answer()).toBe("> How do I deploy?\n\nSo."), PATIENCE);
});

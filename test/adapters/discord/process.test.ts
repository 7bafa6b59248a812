import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CHILD_ENVIRONMENT } from "../../support/child-environment.ts";
import { type LocalDiscord, startLocalDiscord } from "../../support/discord/local-discord.ts";
import { screen } from "../../support/discord/view.ts";
import { type DocentProcess, startDocent } from "../../support/docent-process.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 25_000, interval: 20 };

let discord: LocalDiscord;
let model: ModelServer;
let docent: DocentProcess | undefined;
let settings: Record<string, string>;
let dataDir: string;

beforeEach(async () => {
  discord = await startLocalDiscord();
  model = await startModelServer();
  dataDir = tempDir();
  const docs = join(dataDir, "docs");
  mkdirSync(docs);
  writeFileSync(
    join(docs, "images.md"),
    "# Images\n\nAn image is resized with the width attribute of the image component.\n",
  );
  settings = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    DOCS: docs,
  };
});

afterEach(async () => {
  const { violations } = discord;
  await docent?.end("SIGKILL");
  await Promise.all([discord.close(), model.close()]);
  expect(violations).toEqual([]);
});

test("killed while an answer is shown: after the restart the whole one stands in the same message", async () => {
  docent = await startDocent(dataDir, settings);
  await docent.ready();
  model.delay(150);
  const question = discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> How is an image resized?`);
  const seen = () => screen(discord.world, question.id, discord.person("alice"));
  const shows = (text: string) => vi.waitFor(() => expect(seen()).toContain(text), PATIENCE);
  await shows("[Stop]");
  await docent.end("SIGKILL");
  model.delay(0);
  docent = await startDocent(dataDir, settings);
  await shows("[Helpful]");
  expect(seen().match(/Docent\n/g)).toHaveLength(1);
  expect(seen()).toContain("Sources");
}, 60_000);

test("npm run register: once where the commands differ, in one server with DISCORD_GUILD_ID", async () => {
  const run = async (more: Record<string, string> = {}) => {
    const env = { ...CHILD_ENVIRONMENT, ...settings, ...more };
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../../src/cli/register.ts")], {
      env,
      cwd: dataDir,
    });
    let printed = "";
    child.stdout.on("data", (piece: Buffer) => {
      printed += String(piece);
    });
    await once(child, "exit");
    return printed;
  };
  expect(await run()).toBe("Registered the commands in every server.\n");
  expect(await run()).toBe("The commands in every server are up to date.\n");
  const names = () => discord.world.commands.get("global")?.map(({ name }) => name);
  const typed = ["ask", "search", "docs", "sync", "gaps", "reset", "privacy", "forget-me", "help"];
  const commands = [...typed, "Ask Docent about this", "Add to Docent's tests"];
  expect(names()).toEqual(commands);
  expect(await run({ DISCORD_GUILD_ID: discord.guild.id })).toContain(`in the server ${discord.guild.id}`);
  expect(names()).toEqual([]);
  expect(discord.world.commands.get(discord.guild.id)).toHaveLength(commands.length);
}, 60_000);

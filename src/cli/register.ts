import { Command } from "commander";
import { commands } from "../../commands/index.ts";
import { registerCommands } from "../adapters/discord/commands.ts";
import { createRest, readApplication } from "../adapters/discord/connect.ts";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { failWith } from "./terminal.ts";

const program = new Command(commandLine("register"))
  .description(
    "Tells Discord of Docent's commands without starting Docent; with DISCORD_GUILD_ID in that server alone.",
  )
  .action(async () => {
    const { discord } = readConfig();
    // No failure: a platform that runs this before each deployment would refuse one that is on Slack alone.
    if (!discord) {
      process.stdout.write("DISCORD_TOKEN is not set: there is no Discord to tell of the commands.\n");
      return;
    }
    const rest = createRest(discord);
    const application = await readApplication(rest);
    const { changed } = await registerCommands(rest, application, commands, discord);
    const where = discord.guildId ? `in the server ${discord.guildId}` : "in every server";
    process.stdout.write(changed ? `Registered the commands ${where}.\n` : `The commands ${where} are up to date.\n`);
  });

program.parseAsync().catch(failWith);

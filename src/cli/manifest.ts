import { Command, Option } from "commander";
import { commands } from "../../commands/index.ts";
import { createManifest } from "../adapters/slack/manifest.ts";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { failWith } from "./terminal.ts";

const program = new Command(commandLine("manifest"))
  .description(
    "Prints the manifest of the Slack app. Paste it into https://api.slack.com/apps, “Create New App”, “From a manifest”.",
  )
  .addOption(
    new Option("--http <url>", "for HTTP instead of Socket Mode: the public https address of Docent").argParser(
      publicUrl,
    ),
  )
  .option("--mentions-only", "leave out the scopes that deliver every message of a channel")
  .action(({ http, mentionsOnly }: { http?: string; mentionsOnly?: boolean }) => {
    const commandPrefix = readConfig().slackCommandPrefix;
    const manifest = createManifest({ commands, commandPrefix, http, mentionsOnly });
    process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  });

function publicUrl(value: string): string {
  if (!URL.canParse(value) || new URL(value).protocol !== "https:")
    throw new UserError(
      `--http needs the address at which Slack reaches Docent, for example https://docent.example.com (was: ${value})`,
    );
  return value;
}

program.parseAsync().catch(failWith);

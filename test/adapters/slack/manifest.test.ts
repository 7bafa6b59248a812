import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { commands } from "../../../commands/index.ts";
import { createManifest, slashName } from "../../../src/adapters/slack/manifest.ts";
import { ifShared, shared } from "../../support/needs.ts";

const PREFIX = { commands, commandPrefix: "docent-" };
const VARIANTS = {
  "Socket Mode": createManifest(PREFIX),
  HTTP: createManifest({ ...PREFIX, http: "https://docent.example.com" }),
  "mentions only": createManifest({ ...PREFIX, mentionsOnly: true }),
};

const schemaPath = shared("specs/slack/manifest-schema-2.json");

describe("Slack's own schema", ifShared(schemaPath), () => {
  test.for(Object.entries(VARIANTS))("takes the manifest for %s", ([, manifest]) => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const valid = ajv.compile(JSON.parse(readFileSync(schemaPath ?? "", "utf8")));
    valid(manifest);
    expect(valid.errors ?? []).toEqual([]);
  });
});

test("there is a slash command for each command, under a name that is free on Slack", () => {
  const names = VARIANTS["Socket Mode"].features.slash_commands.map(({ command }) => command);
  expect(names).toEqual(commands.map(({ name }) => slashName(name, "docent-")));
  expect(names).toContain("/ask");
  expect(names).not.toContain("/search");
  expect(names).not.toContain("/help");
  expect(slashName("search", "acme_")).toBe("/acme_search");
});

test("only over HTTP there are addresses, all of them Docent's one door", () => {
  expect(JSON.stringify(VARIANTS["Socket Mode"])).not.toContain("http");
  expect(VARIANTS["Socket Mode"].settings.socket_mode_enabled).toBe(true);
  const { settings, features } = VARIANTS.HTTP;
  const door = "https://docent.example.com/slack/events";
  expect(settings.socket_mode_enabled).toBe(false);
  expect(settings.event_subscriptions).toMatchObject({ request_url: door });
  expect(settings.interactivity).toMatchObject({ request_url: door });
  expect(features.slash_commands.every((command) => "url" in command && command.url === door)).toBe(true);
});

test("for mentions only, no message of a channel is delivered", () => {
  const { oauth_config, settings } = VARIANTS["mentions only"];
  expect(oauth_config.scopes.bot.filter((scope) => scope.endsWith(":history"))).toEqual(["im:history"]);
  expect(settings.event_subscriptions.bot_events.filter((event) => event.startsWith("message."))).toEqual([
    "message.im",
  ]);
});

test("the program prints it, and says what is wrong with an address", () => {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ["src/cli/manifest.ts", ...args], { encoding: "utf8", stdio: "pipe" });
  expect(JSON.parse(run("--http", "https://docent.example.com"))).toEqual(VARIANTS.HTTP);
  expect(() => run("--http", "docent")).toThrow(/needs the address at which Slack reaches Docent/);
});

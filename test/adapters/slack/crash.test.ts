import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { CHILD_ENVIRONMENT } from "../../support/child-environment.ts";
import { docsFolder } from "../../support/library.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { type LocalSlack, startLocalSlack } from "../../support/slack/local-slack.ts";
import { QUICK_RETRIES_MS } from "../../support/slack/stage.ts";
import { bodyOf } from "../../support/slack/view.ts";
import type { Message } from "../../support/slack/world.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 15_000, interval: 10 };
const DOCS = { "images.md": "# Images\n\nResize images with the `width` attribute of the Image component.\n" };
const ANSWER = `${"Resize images with the `width` attribute of the Image component. ".repeat(12)}[1]`;
const QUESTION = "How do I resize images?";

interface Setting {
  readonly slack: LocalSlack;
  readonly model: ModelServer;
  readonly environment: NodeJS.ProcessEnv;
}

async function set(mentionsOnly = false): Promise<Setting> {
  const slack = await startLocalSlack({ retriesMs: QUICK_RETRIES_MS, mentionsOnly });
  const model = await startModelServer();
  onTestFinished(async () => {
    await model.close();
    await slack.close();
  });
  model.respond(() => ANSWER);
  const environment = {
    ...CHILD_ENVIRONMENT,
    DATA_DIR: tempDir(),
    DOCS: docsFolder(DOCS),
    PORT: "0",
    LOG_LEVEL: "info",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
  return { slack, model, environment };
}

/** The whole program, as people run it. Resolves once it has read the docs. */
async function run({ slack, environment }: Setting): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["src/index.ts"], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log += chunk;
  });
  await vi.waitFor(() => expect(log).toContain("documentation synced"), PATIENCE);
  await vi.waitFor(() => expect(slack.sockets.sockets.size).toBe(1), PATIENCE);
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, "exit");
  return code;
}

function answersTo(slack: LocalSlack, root: Message): string[] {
  const { world } = slack;
  return world
    .thread(root.channel, root.ts)
    .filter(({ user }) => user === world.bot.id)
    .map((message) => bodyOf(world, message));
}

test("killed between acknowledgement and answer, each question is answered once", async () => {
  const setting = await set();
  const { slack, model } = setting;
  const first = await run(setting);
  const ann = slack.person("ann");
  const bob = slack.person("bob");
  model.delay(20);
  const streaming = await ann.says(slack.general, `<@${slack.world.bot.id}> ${QUESTION}`);
  await vi.waitFor(() => expect(answersTo(slack, streaming)[0]).toMatch(/^Resize[\s\S]*…$/), PATIENCE);
  const acknowledged = await bob.says(slack.general, `<@${slack.world.bot.id}> ${QUESTION}`);
  await kill(first, "SIGKILL");
  model.delay(0);
  const second = await run(setting);
  for (const root of [streaming, acknowledged])
    await vi.waitFor(() => {
      expect(answersTo(slack, root)).toEqual([expect.stringContaining("[1] Images")]);
      expect(answersTo(slack, root)[0]).toContain(ANSWER.slice(-100));
    }, PATIENCE);
  expect(await kill(second, "SIGTERM")).toBe(0);
  expect(slack.sockets.sockets.size).toBe(0);
  expect(slack.violations).toEqual([]);
});

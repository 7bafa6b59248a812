import { expect, vi } from "vitest";
import { createSlackAdapter } from "../../../src/adapters/slack/index.ts";
import { createDocent, type Docent } from "../../../src/app.ts";
import type { Ended } from "../../../src/bot/endings.ts";
import { readConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { docsFolder } from "../library.ts";
import { type ModelServer, startModelServer } from "../model-server.ts";
import { tempDir } from "../temp-dir.ts";
import { type LocalSlack, startLocalSlack } from "./local-slack.ts";
import { QUICK, QUICK_RETRIES_MS, type Setup } from "./stage.ts";

/** Two pages, enough to ask about. */
const DOCS = {
  "images.md":
    "# Images\n\nResize images with the `width` attribute of the Image component. Formats are chosen by `format`.\n",
  "deploy.md":
    "# Deploying a site\n\nDeploy to production with `npm run deploy`. In production images are resized at build time.\n",
};

/** The whole of Docent on a local Slack, its model and its documents included. */
export interface Scene {
  readonly slack: LocalSlack;
  readonly docent: Docent;
  readonly model: ModelServer;
  /** Questions that came to an end, oldest first. */
  readonly ended: readonly Ended[];
  /** Resolves once so many questions have come to an end. */
  answered(count: number): Promise<void>;
  /** Stops Docent, as SIGTERM does; Slack stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** What a test may set up otherwise. `settings`: as in the environment. */
export interface SceneSetup extends Omit<Setup, "http" | "config" | "commands" | "about"> {
  readonly settings?: Readonly<Record<string, string>>;
  /** How long answers under way may take once Docent is stopped. */
  readonly drainMs?: number;
}

/** Starts Docent by Socket Mode, with the real bot, index and answers, against a model server that reads its prompt. */
export async function startScene(setup: SceneSetup = {}): Promise<Scene> {
  const model = await startModelServer();
  const slack = await startLocalSlack({ retriesMs: QUICK_RETRIES_MS, ...setup });
  const config = readConfig(
    {
      DATA_DIR: tempDir(),
      DOCS: docsFolder(DOCS),
      DOCS_BASE_URL: "https://docs.example.com/",
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: "local",
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ...setup.settings,
    },
    "no-such-file",
  );
  const ended: Ended[] = [];
  const docent = await createDocent(config, {
    log: createLog("silent"),
    drainMs: setup.drainMs ?? 5000,
    onEnd: (one) => void ended.push(one),
    adapters: (core) =>
      config.slack ? [createSlackAdapter({ ...core, config: config.slack, times: { ...QUICK, ...setup.times } })] : [],
  });
  await docent.sync();
  await docent.start();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= docent.stop();
    return stopping;
  };
  return {
    slack,
    docent,
    model,
    ended,
    answered: (count) =>
      vi.waitFor(() => expect(ended.length).toBeGreaterThanOrEqual(count), { timeout: 10_000, interval: 5 }),
    stop,
    async close() {
      await stop();
      await model.close();
      await slack.close();
    },
  };
}

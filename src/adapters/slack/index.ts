import type { Adapter, AdapterNotes } from "../../core/adapter.ts";
import type { About, Command } from "../../core/command.ts";
import { UserError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Prompt } from "../../core/prompt.ts";
import { clientOptions, createSlackApp, type Installation, type Reconnection } from "./app.ts";
import { Calls, type CallTimeouts } from "./calls.ts";
import type { SlackConfig } from "./config.ts";
import { type EventDeps, listen } from "./events.ts";
import { slashName, slashUsage } from "./manifest.ts";
import { People } from "./people.ts";
import { SlackRateLimit } from "./rate-limit.ts";
import { rereadSlackMessage } from "./read-prompt.ts";
import { reviseSlackMessage } from "./revise.ts";
import { SeenPrompts } from "./seen-events.ts";
import type { StreamIntervals } from "./stream.ts";
import { openThread } from "./thread.ts";

/** Every interval and time-out, in milliseconds. */
export interface SlackTimes extends StreamIntervals, Reconnection, CallTimeouts {
  /** Between two renewals of a status. */
  readonly statusMs: number;
  /** Between two different statuses. */
  readonly stepMs: number;
  /** Slack delivers a question again for a little longer than five minutes. */
  readonly tellAgainMs: number;
  /** How long names and admins are believed to be what they were. */
  readonly peopleMs: number;
  /** How long a minute of Slack's rate limits is. */
  readonly minuteMs: number;
}

const TIMES: SlackTimes = {
  appendMs: 1000,
  updateMs: 3000,
  streamMs: 240_000,
  statusMs: 90_000,
  stepMs: 1000,
  tellAgainMs: 600_000,
  peopleMs: 600_000,
  minuteMs: 60_000,
  reconnectMs: 5000,
  closeMs: 5000,
  attempts: 6,
  answerMs: 30_000,
  cosmeticMs: 2500,
  backoffMs: 1000,
  secondMs: 1000,
};

/** What the Slack adapter is made of. */
export interface SlackDeps {
  readonly config: SlackConfig;
  readonly commands: readonly Command[];
  readonly about: About;
  readonly log: Logger;
  readonly notes: AdapterNotes;
  readonly times?: Partial<SlackTimes>;
}

/** Docent on Slack, in one workspace: by Socket Mode where there is an app-level token, else by HTTP. */
export function createSlackAdapter({ config, commands, about, log, notes, times: given }: SlackDeps): Adapter {
  const times: SlackTimes = { ...TIMES, ...given };
  const slack = createSlackApp(config, log, times);
  const calls = new Calls(config.botToken, clientOptions(config, log), times, log);
  const rateLimit = new SlackRateLimit(times.minuteMs);
  const fresh = new SeenPrompts();
  const since = Date.now();
  const people = new People({ calls, log, adminGroup: config.adminGroup, keepMs: times.peopleMs });
  const home = { about, commands, slash: (name: string) => slashName(name, config.commandPrefix) };
  let installed: Installation | undefined;
  const installation = () => {
    if (!installed) throw new Error("The Slack adapter was used before it was started");
    return installed;
  };
  let hall: EventDeps | undefined;
  const told = new Set<string>();
  /** Tells the asker alone, once however often Slack delivers the question again. */
  const tell = ({ id, cause, author, place: { channel, thread } }: Prompt, text: string) => {
    if (cause !== "asked" || told.has(id)) return;
    told.add(id);
    setTimeout(() => told.delete(id), times.tellAgainMs).unref();
    void calls.please("chat.postEphemeral", { channel, user: author.id, text, ...(thread && { thread_ts: thread }) });
  };
  return {
    platform: "slack",
    async start(bot) {
      const run = async (prompt: Prompt) => {
        fresh.add(prompt.id);
        await bot.run(prompt).catch((error: unknown) => {
          if (error instanceof UserError) tell(prompt, error.message);
          throw error;
        });
      };
      // Tried again after Slack could not be reached, the listeners are there.
      const isHeard = hall !== undefined;
      hall = { ...home, bot, run, calls, people, installation, answerChannels: config.answerChannels, log };
      if (!isHeard) listen(slack.app, hall);
      await slack.connect((here) => {
        installed = here;
      });
    },
    open(prompt, resumed = false) {
      const isKnown = fresh.mayBePosted(prompt);
      return openThread(prompt, resumed || isKnown, {
        calls,
        rateLimit,
        intervals: times,
        log,
        notes,
        statusMs: times.statusMs,
        stepMs: times.stepMs,
        bot: installation(),
        home,
        since,
      });
    },
    reread: async (prompt) => hall && rereadSlackMessage(prompt, hall),
    revise: (promptId, message, content) => reviseSlackMessage(calls, promptId, message, content),
    tell: async (prompt, sentence) => tell(prompt, sentence),
    spell: (command) => slashUsage(command, home.slash),
    stop: slack.disconnect,
    ...(slack.handle && { routes: { prefix: "/slack/", handle: slack.handle } }),
  };
}

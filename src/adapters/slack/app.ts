import type { IncomingMessage, ServerResponse } from "node:http";
import {
  App,
  type AuthorizeResult,
  type Logger as BoltLogger,
  HTTPReceiver,
  LogLevel,
  type ReceiverEvent,
  SocketModeReceiver,
  type webApi,
} from "@slack/bolt";
import { RefusedError, UserError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { isAmbiguous, reasonOf } from "./calls.ts";
import { checkRequest } from "./check-request.ts";
import type { SlackConfig } from "./config.ts";
import { EVENTS_PATH } from "./manifest.ts";

/** How soon a lost connection is made anew; Slack holds back nothing meanwhile, but delivers it again later. */
export interface Reconnection {
  readonly reconnectMs: number;
  /** How long closing the socket may take. */
  readonly closeMs: number;
}

/**
 * Bolt, but an event is acknowledged after its listeners have run and not before: they record the question, and
 * what was not recorded Slack delivers again. An event whose listener fails is not acknowledged at all.
 */
class RecordingApp extends App {
  /** Filled in by `install`. */
  authorization: AuthorizeResult = {};
  readonly #running = new Set<Promise<void>>();
  #stopping = false;

  override async processEvent(event: ReceiverEvent): Promise<void> {
    if (this.#stopping) throw new Error("Docent is stopping; Slack delivers this again");
    // Only events are acknowledged by Bolt itself; the listeners of all else do it when they are ready.
    const running = event.body.type === "event_callback" ? this.#recordFirst(event) : super.processEvent(event);
    this.#running.add(running);
    await running.finally(() => this.#running.delete(running));
  }

  /** Takes nothing more; resolves when what was taken has been recorded. */
  async drain(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#running);
  }

  async #recordFirst(event: ReceiverEvent): Promise<void> {
    const acknowledged: unknown[] = [];
    const ack = async (response?: unknown) => void acknowledged.push(response);
    await super.processEvent({ ...event, ack });
    if (acknowledged.length > 0) await event.ack(acknowledged[0]);
  }
}

/** Who Docent is in the workspace that its token belongs to. */
export interface Installation {
  readonly team: string;
  readonly botId: string;
  readonly user: string;
  readonly name: string;
}

/** The real Bolt app on one of its two transports. */
export interface SlackApp {
  readonly app: App;
  /** Checks the tokens and connects; events may come before it resolves. Rejects with a `UserError`. */
  connect(installed: (installation: Installation) => void): Promise<void>;
  /** Takes no more events; resolves when those taken are recorded and the socket is closed. */
  disconnect(): Promise<void>;
  /** Events over HTTP; absent with Socket Mode. */
  readonly handle?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Makes the app; nothing is connected yet. */
export function createSlackApp(config: SlackConfig, log: Logger, times: Reconnection): SlackApp {
  return config.appToken ? socketApp(config, config.appToken, log, times) : httpApp(config, log);
}

function socketApp(config: SlackConfig, appToken: string, log: Logger, times: Reconnection): SlackApp {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    clientPingTimeout: times.reconnectMs,
    // The receiver writes into these options, so they are not shared with the app.
    installerOptions: { clientOptions: { ...clientOptions(config, log), retryConfig: { retries: 100, factor: 1.3 } } },
  });
  const app = boltApp(config, receiver, log);
  return {
    app,
    async connect(installed) {
      installed(await install(app, config));
      await receiver.start().catch((error: unknown) => {
        throw refused(
          error,
          "SLACK_APP_TOKEN",
          "an app-level token with the scope connections:write (Basic Information)",
        );
      });
      surviveRefusals(receiver.client, log);
    },
    async disconnect() {
      await app.drain();
      await Promise.race([receiver.client.disconnect(), pause(times.closeMs)]);
    },
  };
}

/**
 * Slack's client connects anew by itself, and nobody listens there for a refusal: unheard, it would end the process.
 */
function surviveRefusals(client: SocketModeReceiver["client"], log: Logger): void {
  const start = client.start.bind(client);
  client.start = () =>
    start().catch((error: unknown) => {
      log.error(
        { reason: reasonOf(error) },
        "slack: the connection was lost and refused; mend SLACK_APP_TOKEN and restart",
      );
      return { ok: false };
    });
}

function httpApp(config: SlackConfig, log: Logger): SlackApp {
  const receiver = new HTTPReceiver({
    signingSecret: config.signingSecret ?? "",
    endpoints: EVENTS_PATH,
    logger: boltLogger(log),
  });
  const app = boltApp(config, receiver, log);
  return {
    app,
    connect: async (installed) => installed(await install(app, config)),
    disconnect: () => app.drain(),
    handle(request, response) {
      const take = () => {
        try {
          receiver.requestListener(request, response);
        } catch {
          // Bolt throws for a path or method that is not its own.
          response.writeHead(404).end();
        }
      };
      checkRequest(request, response, take).catch(() => response.destroy());
    },
  };
}

/** Errors of listeners are thrown on, so that the event is not acknowledged. */
function boltApp(config: SlackConfig, receiver: SocketModeReceiver | HTTPReceiver, log: Logger): RecordingApp {
  const app = new RecordingApp({
    authorize: async () => app.authorization,
    receiver,
    logger: boltLogger(log),
    logLevel: LogLevel.WARN,
    clientOptions: { ...clientOptions(config, log), retryConfig: { retries: 2, minTimeout: 500 } },
    deferInitialization: true,
    convoStore: false,
  });
  app.error(async (error) => {
    log.error({ err: error }, "slack: an event was not taken; Slack delivers it again");
    throw error;
  });
  return app;
}

/** Never `headers`: the client would write its token into them, for others to send. */
export function clientOptions({ apiUrl }: SlackConfig, log: Logger): webApi.WebClientOptions {
  return { logger: boltLogger(log), ...(apiUrl && { slackApiUrl: apiUrl }) };
}

/** Asks Slack whose token this is: once, so that a wrong one is a sentence and not a crash. */
async function install(app: RecordingApp, { botToken }: SlackConfig): Promise<Installation> {
  await app.init();
  const { team_id, user_id, user, bot_id } = await app.client.auth.test({ token: botToken }).catch((error: unknown) => {
    throw refused(error, "SLACK_BOT_TOKEN", "the Bot User OAuth Token (OAuth & Permissions)");
  });
  app.authorization = { botToken, botId: bot_id, botUserId: user_id, teamId: team_id };
  return { team: team_id ?? "", botId: bot_id ?? "", user: user_id ?? "", name: user ?? "Docent" };
}

function refused(error: unknown, setting: string, what: string): UserError {
  const reason = reasonOf(error);
  if (isAmbiguous(error))
    return new UserError(`Slack cannot be reached (${reason}). Docent tries again by itself; check the network.`);
  return new RefusedError(
    `Slack refused ${setting} (${reason}). Copy ${what} from your app's page on https://api.slack.com/apps and set it.`,
    { cause: error },
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Bolt's warnings in our log; its debug lines hold whole messages and are left out. */
function boltLogger(log: Logger): BoltLogger {
  const write =
    (level: "warn" | "error") =>
    (...parts: unknown[]) =>
      log[level](`slack: ${parts.map(String).join(" ")}`);
  return {
    debug() {},
    info() {},
    warn: write("warn"),
    error: write("error"),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

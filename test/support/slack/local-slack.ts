import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { type Args, METHODS, Refusal, takeUpload, type Workspace, write } from "./methods.ts";
import { createPerson, type Person } from "./person.ts";
import { RateLimits } from "./rate-limits.ts";
import { readSpecification, type Specification } from "./specification.ts";
import { type Delivery, HttpTransport, type Kind, SocketTransport, type Transport } from "./transport.ts";
import { json, readArgs, readBody, uploaded } from "./wire.ts";
import { type Block, type Channel, type Identity, type Message, World } from "./world.ts";

/** How a local Slack differs from the real one. */
export interface Options {
  /** Whether events go over HTTP, to the address given with `sendTo`; else by Socket Mode. */
  readonly http?: boolean;
  /** Whether the app hears mentions, DMs and commands alone, as with `--mentions-only`. */
  readonly mentionsOnly?: boolean;
  /** Whether the workspace has native streams. */
  readonly streams?: boolean;
  /** What the app has to acknowledge in; Slack gives it 3 s. */
  readonly ackMs?: number;
  /** When an event is delivered again; Slack does at once, after one minute and after five. */
  readonly retriesMs?: readonly number[];
  /** How long a minute of its rate limits is; without it there are none. */
  readonly minuteMs?: number;
  readonly identity?: Identity;
}

/** A call of the Web API. `at`: milliseconds since the server started. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  readonly token: string;
  readonly at: number;
  outcome: string;
}

/**
 * What goes wrong with calls of a method: an error that Slack answers, a rate limit in seconds, an HTTP status, an
 * answer that comes late, one that is lost after the work was done, or a line that breaks before.
 */
export type Trouble =
  | { readonly error: string }
  | { readonly retryAfter: number }
  | { readonly status: number }
  | { readonly late: number }
  | "lost after"
  | "lost before";

interface Fault {
  readonly method: string;
  readonly trouble: Trouble;
  times: number;
}

/** A Slack on this machine, with what tests do to it and see in it. */
export interface LocalSlack {
  readonly world: World;
  readonly general: Channel;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** For the setting `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly calls: readonly Call[];
  /** When it was started, milliseconds since 1970. */
  readonly since: number;
  readonly deliveries: readonly Delivery[];
  /** Rules that were broken, by the app or by this server's own answers. Empty when all is well. */
  readonly violations: readonly string[];
  readonly sockets: SocketTransport;
  /** Sets the app's request URL. */
  sendTo(url: string): void;
  person(name: string): Person;
  fault(method: string, trouble: Trouble, times?: number): void;
  /** Delivers an event, with Slack's retries until it is acknowledged. */
  event(event: object, id?: string): Promise<Delivery>;
  /** Delivers a command, press or shortcut once. */
  deliver(kind: Kind, payload: object): Promise<Delivery>;
  /** Delivers the last event once more, under another event id where `twin`. */
  redeliver(): Promise<Delivery>;
  /** An address that takes five messages for one person. */
  responseUrl(channel: string, user: string, thread?: string): string;
  close(): Promise<void>;
}

const SCOPES = [
  ...["app_mentions:read", "assistant:write", "chat:write", "commands", "files:write", "im:history"],
  ...["usergroups:read", "users:read"],
];
const ACK_MS = 3000;
const RETRIES_MS = [0, 60_000, 300_000];
const BOT_TOKEN = "xoxb-local-0123456789";
const APP_TOKEN = "xapp-local-0123456789";
const SIGNING_SECRET = "local-signing-secret";

/** Reading the reference takes a moment: once for each process. */
let specification: Specification | undefined | null = null;

interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  readonly thread?: string;
  readonly since: number;
  left: number;
}

/** Starts a workspace with one channel that the app is a member of. */
export async function startLocalSlack(options: Options = {}): Promise<LocalSlack> {
  specification ??= readSpecification();
  const server = new SlackServer(options, specification);
  await server.listen();
  return server.local();
}

class SlackServer {
  readonly #options: Options;
  readonly #specification: Specification | undefined;
  readonly #world: World;
  readonly #workspace: Workspace;
  readonly #limits?: RateLimits;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets: SocketTransport;
  readonly #transport: Transport;
  readonly #calls: Call[] = [];
  readonly #deliveries: Delivery[] = [];
  readonly #violations: string[] = [];
  readonly #faults: Fault[] = [];
  readonly #targets = new Map<string, ResponseTarget>();
  readonly #people = new Map<string, Person>();
  readonly #since = Date.now();
  readonly #closing = new AbortController();
  #door = "";
  #last: { event: object; id: string } | undefined;

  constructor(options: Options, specification: Specification | undefined) {
    this.#options = options;
    this.#world = new World(options.identity);
    this.#specification = specification;
    const { mentionsOnly, minuteMs, http, ackMs = ACK_MS } = options;
    const scopes = new Set(mentionsOnly ? SCOPES : [...SCOPES, "channels:history"]);
    this.#workspace = {
      world: this.#world,
      scopes,
      streams: options.streams ?? true,
      violations: this.#violations,
      origin: () => this.#origin,
    };
    if (minuteMs) this.#limits = new RateLimits(minuteMs, (method) => specification?.tier(method));
    this.#sockets = new SocketTransport(ackMs);
    this.#transport = http ? new HttpTransport(() => this.#door, SIGNING_SECRET, ackMs) : this.#sockets;
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    const webSockets = new WebSocketServer({ server: this.#server });
    webSockets.on("connection", (socket) => this.#sockets.connect(socket));
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  local(): LocalSlack {
    const general = this.#world.addChannel("general");
    return {
      world: this.#world,
      general,
      botToken: BOT_TOKEN,
      appToken: APP_TOKEN,
      signingSecret: SIGNING_SECRET,
      apiUrl: `${this.#origin}/api/`,
      calls: this.#calls,
      since: this.#since,
      deliveries: this.#deliveries,
      violations: this.#violations,
      sockets: this.#sockets,
      sendTo: (url) => {
        this.#door = url;
      },
      person: (name) => this.#person(name),
      fault: (method, trouble, times = 1) => void this.#faults.push({ method, trouble, times }),
      event: (event, id) => this.#event(event, id),
      deliver: (kind, payload) => this.#deliver(kind, payload, 0),
      redeliver: () => this.#event(this.#last?.event ?? {}, this.#last?.id),
      responseUrl: (channel, user, thread) => this.#responseUrl({ channel, user, thread }),
      close: () => this.#close(),
    };
  }

  #person(name: string): Person {
    const known = this.#people.get(name);
    if (known) return known;
    const person = createPerson(this.#world.addUser(name), {
      world: this.#world,
      hearsChannels: !this.#options.mentionsOnly,
      event: (event) => this.#event(event),
      deliver: (kind, payload) => this.#deliver(kind, payload, 0),
      responseUrl: (channel, user, thread) => this.#responseUrl({ channel, user, thread }),
    });
    this.#people.set(name, person);
    return person;
  }

  async #event(event: object, id = `Ev0${this.#world.next()}`): Promise<Delivery> {
    this.#last = { event, id };
    const payload = {
      token: "verification",
      team_id: this.#world.team,
      api_app_id: "A0LOCAL",
      type: "event_callback",
      event_id: id,
      event_time: Math.floor(this.#world.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: this.#world.team,
          user_id: this.#world.bot.id,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      event,
    };
    let delivery = await this.#deliver("events_api", payload, 0);
    for (const [index, wait] of (this.#options.retriesMs ?? RETRIES_MS).entries()) {
      if (delivery.acknowledged) break;
      await delay(wait, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      if (this.#closing.signal.aborted) break;
      delivery = await this.#deliver("events_api", payload, index + 1);
    }
    return delivery;
  }

  async #deliver(kind: Kind, payload: object, attempt: number): Promise<Delivery> {
    const began = performance.now();
    const retry = attempt > 0 ? { number: attempt, reason: "timeout" } : undefined;
    const { acknowledged, reply } = await this.#transport.send(kind, payload, retry);
    const delivery = { kind, attempt, acknowledged, ms: performance.now() - began, reply };
    this.#deliveries.push(delivery);
    return delivery;
  }

  #responseUrl(where: { channel: string; user: string; thread?: string }): string {
    const id = randomUUID();
    this.#targets.set(id, { ...where, since: this.#world.now(), left: 5 });
    return `${this.#origin}/response/${id}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, area, name = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    const raw = await readBody(request);
    if (area === "api") await this.#call(name, request, raw, response);
    else if (area === "response") json(response, this.#respond(name, JSON.parse(raw)), { ok: true });
    else if (area === "upload") {
      takeUpload(name, uploaded(raw));
      json(response, 200, { ok: true });
    } else json(response, 404, {});
  }

  async #call(method: string, request: IncomingMessage, raw: string, response: ServerResponse): Promise<void> {
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const call: Call = { method, args: readArgs(raw), token, at: Date.now() - this.#since, outcome: "ok" };
    this.#calls.push(call);
    const trouble = this.#troubleFor(method);
    if (trouble && trouble !== "lost after") {
      if (await this.#misbehave(trouble, call, response)) return;
    }
    const wait = this.#limits?.retryAfter(method, call.args.channel);
    if (wait !== undefined) return this.#tooMany(wait, call, response);
    const answer = this.#answer(call);
    if (trouble === "lost after") {
      call.outcome = "done, answer lost";
      response.destroy();
    } else json(response, 200, answer, { "x-oauth-scopes": [...this.#workspace.scopes].join(",") });
  }

  #troubleFor(method: string): Trouble | undefined {
    const fault = this.#faults.find((candidate) => candidate.method === method && candidate.times > 0);
    if (fault) fault.times -= 1;
    return fault?.trouble;
  }

  /** Whether the call is over with that. */
  async #misbehave(trouble: Exclude<Trouble, "lost after">, call: Call, response: ServerResponse): Promise<boolean> {
    if (trouble === "lost before") {
      call.outcome = "line broke";
      response.destroy();
    } else if ("late" in trouble) {
      await delay(trouble.late);
      return false;
    } else if ("retryAfter" in trouble) this.#tooMany(trouble.retryAfter, call, response);
    else if ("status" in trouble) {
      call.outcome = `http ${trouble.status}`;
      json(response, trouble.status, {});
    } else {
      call.outcome = trouble.error;
      json(response, 200, { ok: false, error: trouble.error });
    }
    return true;
  }

  #tooMany(seconds: number, call: Call, response: ServerResponse): void {
    call.outcome = `429, ${seconds} s`;
    json(response, 429, { ok: false, error: "ratelimited" }, { "retry-after": String(seconds) });
  }

  #answer(call: Call): object {
    const { method, args, token } = call;
    try {
      if (method === "apps.connections.open") return this.#openConnection(token);
      if (token !== BOT_TOKEN) throw new Refusal("invalid_auth");
      const work = METHODS[method];
      if (!work) throw new Refusal("unknown_method");
      this.#violations.push(...(this.#specification?.request(method, args) ?? []));
      return { ok: true, ...work(args, this.#workspace) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      call.outcome = error.error;
      this.#violations.push(...(this.#specification?.error(method, error.error) ?? []));
      return { ok: false, error: error.error };
    }
  }

  #openConnection(token: string): object {
    if (token !== APP_TOKEN) throw new Refusal("invalid_auth");
    return { ok: true, url: `${this.#origin.replace("http", "ws")}/link/?ticket=${randomUUID()}` };
  }

  /** Takes a message for one person; the status to answer with. */
  #respond(id: string, body: { text?: string; blocks?: Block[]; thread_ts?: string; response_type?: string }): number {
    const target = this.#targets.get(id);
    const call: Call = { method: "response_url", args: body, token: "", at: Date.now() - this.#since, outcome: "ok" };
    this.#calls.push(call);
    if (!target || target.left === 0 || this.#world.now() - target.since > 30 * 60_000) {
      call.outcome = "expired";
      return 404;
    }
    target.left -= 1;
    const ephemeral = body.response_type !== "in_channel";
    const message: Message = {
      ts: this.#world.ts(),
      channel: target.channel,
      user: this.#world.bot.id,
      text: body.text ?? "",
      blocks: body.blocks ?? [],
      ...(ephemeral && { visibleTo: target.user }),
      ...(body.thread_ts && { thread_ts: body.thread_ts }),
    };
    write(message, this.#workspace);
    return 200;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    for (const socket of this.#sockets.sockets) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

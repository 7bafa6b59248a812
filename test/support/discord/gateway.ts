import type { Server } from "node:http";
import { GatewayIntentBits, GatewayOpcodes } from "discord.js";
import { type WebSocket, WebSocketServer } from "ws";

/** Something that happened; `guild` is left out for DMs. */
export interface Event {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly guild?: string;
}

interface Payload {
  readonly op: number;
  readonly t?: string;
  readonly s?: number;
  readonly d: unknown;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  readonly log: Payload[];
  sequence: number;
  socket?: WebSocket;
}

/** What somebody who connects says of themselves. */
export interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard?: readonly [number, number];
}

/** What the gateway asks of the platform. */
export interface Gatehouse {
  readonly token: string;
  readonly shards: number;
  /** Intents that this application may not ask for. */
  readonly forbidden: number;
  /** The first words to a new session: READY and the servers of a shard. */
  greeting(session: { id: string; shard: readonly [number, number] }): readonly Event[];
  /** An event as a session with these intents gets it, or undefined where it gets none. */
  seen(event: Event, intents: number): Event | undefined;
}

/**
 * Close codes. https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
const CLOSE = { unknown: 4000, authenticationFailed: 4004, disallowedIntents: 4014 } as const;

/** Events that a session can be replayed after a lost connection. */
const LOG = 1_000;

/** The gateway: sessions, their events in order, RESUME with replay. */
export class Gateway {
  /** Every IDENTIFY, in order. */
  readonly identifies: Identify[] = [];
  /** How often a session was resumed. */
  resumes = 0;
  readonly #sessions = new Map<string, Session>();
  readonly #gatehouse: Gatehouse;
  readonly #server: WebSocketServer;
  /** While true, sockets are taken away before they have said hello. */
  #down = false;
  /** While true, nobody who identifies hears anything. */
  #hushed = false;

  constructor(server: Server, gatehouse: Gatehouse) {
    this.#gatehouse = gatehouse;
    this.#server = new WebSocketServer({ server });
    this.#server.on("connection", (socket) => this.#welcome(socket));
  }

  /** How many shards a client is advised to use. */
  get shards(): number {
    return this.#gatehouse.shards;
  }

  /** How many sessions are connected now. */
  get connected(): number {
    return [...this.#sessions.values()].filter(({ socket }) => socket?.readyState === 1).length;
  }

  /** Sends an event to every session that may see it; who is away gets it on RESUME. */
  emit(event: Event): void {
    for (const session of this.#sessions.values()) {
      const belongs = event.guild
        ? shardOf(event.guild, session.shard[1]) === session.shard[0]
        : session.shard[0] === 0;
      const seen = belongs ? this.#gatehouse.seen(event, session.intents) : undefined;
      if (seen) send(session, seen);
    }
  }

  /** Drops every connection, as a network does; clients resume. */
  drop(): void {
    for (const { socket } of this.#sessions.values()) socket?.close(CLOSE.unknown);
  }

  /** Nobody can connect until `restore`. */
  takeDown(): void {
    this.#down = true;
    this.drop();
  }

  /** Takes connections and never gets them ready, until `restore`. */
  hush(): void {
    this.#hushed = true;
  }

  restore(): void {
    this.#down = false;
    this.#hushed = false;
  }

  /** Tells every connection that its session is over: clients identify again and miss what happened between. */
  invalidate(): void {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const { socket } of sessions) if (socket) put(socket, { op: GatewayOpcodes.InvalidSession, d: false });
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    if (this.#down) {
      socket.terminate();
      return;
    }
    put(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: 41_250 } });
    socket.on("message", (data) => this.#hear(socket, JSON.parse(String(data)) as Payload));
  }

  #hear(socket: WebSocket, { op, d }: Payload): void {
    if (op === GatewayOpcodes.Heartbeat) put(socket, { op: GatewayOpcodes.HeartbeatAck, d: null });
    if (op === GatewayOpcodes.Identify) this.#identify(socket, d as Identify);
    if (op === GatewayOpcodes.Resume) this.#resume(socket, d as { session_id: string; seq: number });
  }

  #identify(socket: WebSocket, identify: Identify): void {
    this.identifies.push(identify);
    if (this.#hushed) return;
    const { token, forbidden } = this.#gatehouse;
    const code = identify.intents & forbidden ? CLOSE.disallowedIntents : undefined;
    const refused = identify.token === token ? code : CLOSE.authenticationFailed;
    if (refused) {
      socket.close(refused);
      return;
    }
    const id = `session-${this.identifies.length}`;
    const session: Session = {
      id,
      intents: identify.intents,
      shard: identify.shard ?? [0, 1],
      log: [],
      sequence: 0,
      socket,
    };
    this.#sessions.set(id, session);
    for (const event of this.#gatehouse.greeting(session)) send(session, event);
  }

  #resume(socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }): void {
    const session = this.#sessions.get(session_id);
    if (!session) {
      put(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return;
    }
    this.resumes++;
    session.socket = socket;
    for (const payload of session.log.filter(({ s = 0 }) => s > seq)) put(socket, payload);
    send(session, { type: "RESUMED", data: {} });
  }
}

/** https://discord.com/developers/docs/topics/gateway#sharding-sharding-formula */
export function shardOf(guild: string, shards: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(shards));
}

/** The intents that an application needs leave for. */
export const PRIVILEGED =
  GatewayIntentBits.MessageContent | GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences;

function send(session: Session, event: Event): void {
  const payload: Payload = { op: GatewayOpcodes.Dispatch, t: event.type, s: ++session.sequence, d: event.data };
  session.log.push(payload);
  if (session.log.length > LOG) session.log.shift();
  if (session.socket) put(session.socket, payload);
}

function put(socket: WebSocket, payload: Payload): void {
  if (socket.readyState === 1) socket.send(JSON.stringify(payload));
}

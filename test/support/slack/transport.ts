import { createHmac, randomUUID } from "node:crypto";
import type { WebSocket } from "ws";

/** What Slack sends: an event, a slash command, or a press or shortcut. */
export type Kind = "events_api" | "slash_commands" | "interactive";

/** One delivery of something, and how the app took it. `ms`: until it was acknowledged. */
export interface Delivery {
  readonly kind: Kind;
  readonly attempt: number;
  readonly acknowledged: boolean;
  readonly ms: number;
  readonly reply?: unknown;
}

/** Brings a payload to the app once. Resolves to whether it was acknowledged in time, and with what. */
export interface Transport {
  send(kind: Kind, payload: object, retry: Retry | undefined): Promise<{ acknowledged: boolean; reply?: unknown }>;
}

/** The number of a repeated delivery, from 1, and why. */
export interface Retry {
  readonly number: number;
  readonly reason: string;
}

/** Socket Mode: envelopes to the connected sockets in turn, acknowledged by their id. */
export class SocketTransport implements Transport {
  readonly sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, (reply: unknown) => void>();
  readonly #ackMs: number;
  #sent = 0;

  constructor(ackMs: number) {
    this.#ackMs = ackMs;
  }

  connect(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("message", (data) => this.#acknowledge(JSON.parse(String(data))));
    socket.send(
      JSON.stringify({ type: "hello", num_connections: this.sockets.size, connection_info: { app_id: "A0LOCAL" } }),
    );
  }

  /** Slack recycles its connections now and then. */
  recycle(): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
  }

  async send(kind: Kind, payload: object, retry?: Retry) {
    const open = [...this.sockets].filter(({ readyState, OPEN }) => readyState === OPEN);
    // Slack spreads what it sends over an app's connections.
    const socket = open[this.#sent++ % open.length];
    if (!socket) return { acknowledged: false };
    const envelope_id = randomUUID();
    const envelope = {
      envelope_id,
      type: kind,
      payload,
      accepts_response_payload: kind !== "events_api",
      ...(kind === "events_api" && { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? "" }),
    };
    return await new Promise<{ acknowledged: boolean; reply?: unknown }>((resolve) => {
      const timer = setTimeout(() => resolve({ acknowledged: false }), this.#ackMs);
      this.#waiting.set(envelope_id, (reply) => {
        clearTimeout(timer);
        resolve({ acknowledged: true, reply });
      });
      socket.send(JSON.stringify(envelope));
    });
  }

  #acknowledge({ envelope_id, payload }: { envelope_id?: string; payload?: unknown }): void {
    const waiting = this.#waiting.get(envelope_id ?? "");
    this.#waiting.delete(envelope_id ?? "");
    waiting?.(payload);
  }
}

/** HTTP: signed requests to one address. */
export class HttpTransport implements Transport {
  readonly #url: () => string;
  readonly #secret: string;
  readonly #ackMs: number;

  constructor(url: () => string, secret: string, ackMs: number) {
    this.#url = url;
    this.#secret = secret;
    this.#ackMs = ackMs;
  }

  async send(kind: Kind, payload: object, retry?: Retry) {
    const body = kind === "events_api" ? JSON.stringify(payload) : form(kind, payload);
    const type = kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded";
    const headers: Record<string, string> = { "content-type": type, ...sign(body, this.#secret) };
    if (retry)
      Object.assign(headers, { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason });
    try {
      const response = await fetch(this.#url(), {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(this.#ackMs),
      });
      const text = await response.text();
      return { acknowledged: response.ok, reply: text.startsWith("{") ? JSON.parse(text) : text };
    } catch {
      return { acknowledged: false };
    }
  }
}

/**
 * The headers that show that a request is from Slack.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function sign(body: string, secret: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(seconds), "x-slack-signature": `v0=${signature}` };
}

function form(kind: Kind, payload: object): string {
  const fields = kind === "interactive" ? { payload: JSON.stringify(payload) } : payload;
  return new URLSearchParams(fields as Record<string, string>).toString();
}

import { request } from "undici";
import type { ShownExchange } from "../../src/adapters/web/render.ts";

/** What a server answered. `cookies`: what it set, ready to be sent back. */
export interface Visit {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies: string;
}

/** A request as a browser or an attacker would send it; unlike `fetch` it may set `Host` and `Origin`. */
export async function visit(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Visit> {
  const answer = await request(url, { method: method as "GET", headers, body });
  const set = [answer.headers["set-cookie"] ?? []].flat();
  return {
    status: answer.statusCode,
    text: await answer.body.text(),
    headers: answer.headers,
    cookies: set.map((cookie) => cookie.split(";")[0]).join("; "),
  };
}

/** Sends JSON the way the page does. */
export function sendJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Visit> {
  return visit(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** What a page that connects now is shown: the exchanges in the first event of its stream. */
export async function readSnapshot(url: string, cookie: string): Promise<ShownExchange[]> {
  const response = await fetch(url, { headers: { cookie } });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
  let text = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const found = /^event: snapshot\ndata: (.*)\n/m.exec(text)?.[1];
    if (found) return JSON.parse(found);
  }
  throw new Error(`The stream ended without a snapshot: ${text}`);
}

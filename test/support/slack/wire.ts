import type { IncomingMessage, ServerResponse } from "node:http";
import type { Args } from "./methods.ts";

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** The whole body of a request as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Arguments come as a form; what is no text is JSON in it. */
export function readArgs(raw: string): Args {
  return Object.fromEntries([...new URLSearchParams(raw)].map(([name, value]) => [name, readValue(name, value)]));
}

const TEXTS = new Set([
  "text",
  "markdown_text",
  "status",
  "title",
  "ts",
  "thread_ts",
  "oldest",
  "channel",
  "user",
  "filename",
]);

function readValue(name: string, value: string): unknown {
  if (TEXTS.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The one file in a multipart body: between the first empty line and the next boundary. */
export function uploaded(raw: string): string {
  const boundary = raw.slice(0, raw.indexOf("\r\n"));
  const begin = raw.indexOf("\r\n\r\n") + 4;
  return raw.slice(begin, raw.indexOf(`\r\n${boundary}`, begin));
}

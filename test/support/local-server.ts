import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on this machine that counts what it is asked for. */
export interface Site {
  readonly url: string;
  /** As in ALLOW_PRIVATE_HOSTS. */
  readonly host: string;
  /** The path of every request, in order. */
  readonly asked: string[];
}

/** Answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves on a free port until it is closed. */
export async function startSite(answer: Answer): Promise<Site & { close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://${host}`, host, asked, close };
}

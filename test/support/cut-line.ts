import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What a connection meets: nothing there, silence, a connection that breaks, or answers that come late. */
export type Fault = "refused" | "hung" | "reset" | "slow";

/** A line to a server of this machine that can be cut and given back. */
export interface CutLine {
  readonly port: number;
  /** How many connections it has taken so far. */
  readonly taken: number;
  cut(fault: Fault): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a line to a port of this machine. `slowMs`: by how much a slow answer is late. */
export async function startCutLine(target: number, slowMs = 10_000): Promise<CutLine> {
  const sockets = new Set<Socket>();
  let fault: Fault | undefined;
  let taken = 0;
  const forward = (from: Socket, to: Socket, late: boolean) =>
    from.on("data", (bytes) => {
      if (fault === "hung") return;
      if (fault === "slow" && late) void delay(slowMs, undefined, { ref: false }).then(() => to.write(bytes));
      else to.write(bytes);
    });
  const take = (socket: Socket) => {
    taken++;
    if (fault === "reset") {
      socket.resetAndDestroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      forward(one, other, one === upstream);
    }
  };
  let server = createServer(take);
  const port = await listen(server, 0);
  const drop = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const stop = async () => {
    drop();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port,
    get taken() {
      return taken;
    },
    async cut(next) {
      fault = next;
      if (next === "refused") await stop();
      if (next === "reset") drop();
    },
    async restore() {
      const before = fault;
      fault = undefined;
      if (before === "hung" || before === "slow") drop();
      if (before !== "refused") return;
      server = createServer(take);
      await listen(server, port);
    },
    close: stop,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The line has no port");
  return address.port;
}

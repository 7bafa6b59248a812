import net from "node:net";

/** Tests talk to this machine alone: any other connection fails at once and names where it wanted to go. */
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
const { prototype } = net.Socket;
const { connect } = prototype;

function connectHere(this: net.Socket, ...args: unknown[]): net.Socket {
  const target = Array.isArray(args[0]) ? args[0][0] : args[0];
  const { host, path } =
    typeof target === "object" && target !== null
      ? (target as { host?: string; path?: string })
      : { host: args[1] as string | undefined, path: undefined };
  if (!path && host && !LOOPBACK.has(host)) throw new Error(`Tests may not connect to ${host}`);
  return Reflect.apply(connect, this, args);
}

// Every test file runs this, some of them in one process: one guard is enough.
if (connect.name !== connectHere.name) prototype.connect = connectHere as typeof connect;

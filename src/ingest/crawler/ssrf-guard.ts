import { lookup } from "node:dns/promises";
import { BlockList, isIP, type Socket } from "node:net";
import { buildConnector } from "undici";

/**
 * An address of this machine, of a private network or of no network at all; `UnsafeAddressError` says which host was
 * meant.
 */
export class UnsafeAddressError extends Error {
  override readonly name = "UnsafeAddressError";
}

/** Every IPv4 block that is not the public internet (IANA's special-purpose registry). */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** What of 2000::/3, the only public part of IPv6, carries IPv4 addresses inside (Teredo, 6to4) or is for examples. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const special = new BlockList();
for (const [net, bits] of SPECIAL_V4) special.addSubnet(net, bits, "ipv4");
for (const [net, bits] of SPECIAL_V6) special.addSubnet(net, bits, "ipv6");
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address belongs to the public internet. An IPv4 address inside an IPv6 one never does. */
export function isPublicAddress(ip: string): boolean {
  const family = isIP(ip);
  if (family === 4) return !special.check(ip, "ipv4");
  return family === 6 && global.check(ip, "ipv6") && !special.check(ip, "ipv6");
}

/** Host names with a port that may lead to private addresses, such as `127.0.0.1:8080`; without a port: 80 and 443. */
export function isAllowed(url: URL, allowed: readonly string[]): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const names = [`${url.hostname}:${port}`, ...(port === "80" || port === "443" ? [url.hostname] : [])];
  return allowed.some((entry) => names.includes(entry.toLowerCase()));
}

/** Host name to its IP addresses. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** As the system resolves names, IPv4 first: many machines have no way out by IPv6. */
export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: "ipv4first" })).map(({ address }) => address);

/**
 * The addresses that a URL may be fetched from, looked up now. Rejects with `UnsafeAddressError` where the scheme is
 * not
 * HTTP, or where any address of the host is not public and the host is not allowed by name and port.
 */
export async function safeAddresses(
  url: URL,
  allowed: readonly string[],
  resolve: Resolve = resolveBySystem,
): Promise<readonly string[]> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UnsafeAddressError(`${url.protocol} addresses are not fetched, only http: and https:`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) ? [host] : await resolve(host);
  if (isAllowed(url, allowed) || addresses.every(isPublicAddress)) return addresses;
  throw new UnsafeAddressError(
    `${url.host} is not on the public internet; ALLOW_PRIVATE_HOSTS=${url.host} would allow it`,
  );
}

/**
 * Connects to the very addresses that were checked: no second lookup, so a name cannot change its mind between the
 * check and the
 * connection. Certificates are still checked against the name.
 */
export function safeConnector(
  allowed: readonly string[],
  resolve: Resolve = resolveBySystem,
  timeout = 10_000,
): buildConnector.connector {
  const connect = buildConnector({ timeout });
  return (options, done) => {
    const { protocol, hostname, port } = options;
    const url = new URL(
      `${protocol}//${hostname.includes(":") ? `[${hostname.replace(/^\[|\]$/g, "")}]` : hostname}:${port}`,
    );
    const connectTo = (address: string) =>
      new Promise<Socket>((resolve, reject) => {
        connect({ ...options, hostname: address }, (error, socket) => (error ? reject(error) : resolve(socket)));
      });
    openFirst(safeAddresses(url, allowed, resolve), connectTo).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    );
  };
}

/** One address after the other, until one answers. */
async function openFirst(
  addresses: Promise<readonly string[]>,
  connectTo: (address: string) => Promise<Socket>,
): Promise<Socket> {
  let last: unknown = new Error("the host has no address");
  for (const address of await addresses) {
    try {
      return await connectTo(address);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

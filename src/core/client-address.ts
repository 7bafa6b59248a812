import { BlockList, isIP } from "node:net";

/** Addresses and networks, such as `10.0.0.0/8`, of proxies that are believed when they say whom they speak for. */
export class TrustedProxies {
  readonly #addresses = new BlockList();

  constructor(proxies: readonly string[] = []) {
    for (const proxy of proxies) {
      const [address = "", bits] = proxy.split("/");
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) this.#addresses.addAddress(address, family);
      else this.#addresses.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * The address that a request comes from: `peer`, and behind trusted proxies the nearest one that is none of them.
   * `forwardedFor`: the header `X-Forwarded-For`, which anybody can write.
   */
  clientOf(peer: string | undefined, forwardedFor: string | undefined): string {
    const said = forwardedFor?.split(",").map((address) => plain(address.trim())) ?? [];
    let client = plain(peer ?? "");
    while (said.length > 0 && this.#trusts(client)) client = said.pop() ?? client;
    return isIP(client) > 0 ? client : plain(peer ?? "unknown");
  }

  #trusts(address: string): boolean {
    const family = isIP(address);
    return family > 0 && this.#addresses.check(address, family === 6 ? "ipv6" : "ipv4");
  }
}

/** Whether this is an address, or a network of at most so many bits, as `TrustedProxies` takes it. */
export function isNetwork(value: string): boolean {
  const [address = "", bits, ...rest] = value.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most));
}

/** An IPv4 address that came by IPv6 as itself. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

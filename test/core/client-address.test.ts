import { expect, it } from "vitest";
import { isNetwork, TrustedProxies } from "../../src/core/client-address.ts";

it("nobody is believed who is not said to be a proxy", () => {
  expect(new TrustedProxies().clientOf("127.0.0.1", "203.0.113.7")).toBe("127.0.0.1");
  expect(new TrustedProxies(["10.0.0.0/8"]).clientOf("192.0.2.1", "203.0.113.7")).toBe("192.0.2.1");
});

it("behind trusted proxies the nearest address that is none of them counts, whatever a client wrote before it", () => {
  const proxies = new TrustedProxies(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
  expect(proxies.clientOf("127.0.0.1", "203.0.113.7")).toBe("203.0.113.7");
  expect(proxies.clientOf("::ffff:127.0.0.1", "1.2.3.4, 203.0.113.7, 10.1.1.1")).toBe("203.0.113.7");
  expect(proxies.clientOf("fd00::5", "2001:db8::1")).toBe("2001:db8::1");
  expect(proxies.clientOf("127.0.0.1", "10.0.0.1, 10.0.0.2")).toBe("10.0.0.1");
});

it("what is no address is not taken for one", () => {
  const proxies = new TrustedProxies(["127.0.0.1"]);
  expect(proxies.clientOf("127.0.0.1", "<script>, unknown")).toBe("127.0.0.1");
  expect(proxies.clientOf("127.0.0.1", "")).toBe("127.0.0.1");
  expect(proxies.clientOf(undefined, undefined)).toBe("unknown");
});

it("networks are told from what is none", () => {
  const good = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/128"];
  const bad = ["localhost", "10.0.0.0/33", "10.0.0.0/8/8", "1.2.3", "::1/129", "10.0.0.0/x", ""];
  expect([...good, ...bad].filter(isNetwork)).toEqual(good);
});

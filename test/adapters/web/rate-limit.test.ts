import { describe, expect, test } from "vitest";
import { SignInLimit } from "../../../src/adapters/web/rate-limit.ts";
import { isLocalHost, isLoopback, isSameOrigin } from "../../../src/core/request-origin.ts";

describe("the gate", () => {
  test("knows the addresses that only this machine reaches", () => {
    expect(["127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]"].filter(isLoopback)).toHaveLength(5);
    expect(["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "localhost.example.com"].some(isLoopback)).toBe(
      false,
    );
  });

  test("reads the name in a Host header, with and without a port", () => {
    expect(["localhost:3000", "127.0.0.1", "[::1]:3000", "LOCALHOST"].every(isLocalHost)).toBe(true);
    const others = [undefined, "", "evil.example", "localhost.evil.example:3000", "evil.example#localhost", "a b"];
    expect(others.some(isLocalHost)).toBe(false);
  });

  test("takes a request from its own pages and from programs, not from another site", () => {
    const from = (headers: Record<string, string>) =>
      isSameOrigin(new Headers({ host: "docs.example:3000", ...headers }));
    expect(from({})).toBe(true);
    expect(from({ origin: "http://docs.example:3000", "sec-fetch-site": "same-origin" })).toBe(true);
    expect(from({ origin: "https://docs.example:3000" })).toBe(true);
    expect(from({ origin: "http://docs.example:4000" })).toBe(false);
    expect(from({ origin: "https://evil.example" })).toBe(false);
    expect(from({ origin: "null" })).toBe(false);
    expect(from({ "sec-fetch-site": "cross-site" })).toBe(false);
    expect(from({ "sec-fetch-site": "same-site" })).toBe(false);
  });

  test("lets an address be wrong ten times a minute, and nobody who knows the token suffers for it", () => {
    let now = 0;
    const gate = new SignInLimit("a-long-token", () => now);
    for (let count = 0; count < 10; count++) expect(gate.signIn(`guess ${count}`, "10.0.0.9")).toBe("wrong");
    expect(gate.signIn("guess 11", "10.0.0.9")).toBe("wait");
    expect(gate.signIn("guess 11", "10.0.0.1")).toBe("wrong");
    expect(gate.signIn("a-long-token", "10.0.0.9")).toBe("welcome");
    now = 60_000;
    expect(gate.signIn("guess 12", "10.0.0.9")).toBe("wrong");
  });

  test("binds a session to one browser and one token", () => {
    const gate = new SignInLimit("a-long-token");
    const session = gate.session("browser-1");
    expect(gate.knows("browser-1", session)).toBe(true);
    expect(gate.knows("browser-2", session)).toBe(false);
    expect(gate.knows("browser-1", "")).toBe(false);
    expect(new SignInLimit("another-token").knows("browser-1", session)).toBe(false);
  });
});

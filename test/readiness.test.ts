import { expect, it, vi } from "vitest";
import { RefusedError, UserError } from "../src/core/errors.ts";
import { createLog } from "../src/core/log.ts";
import { Readiness } from "../src/readiness.ts";

const ONCE = AbortSignal.abort();

const readiness = () => new Readiness(["web", "slack", "discord"], createLog("silent"), 1);

it("waits for every platform that is set up, and no longer once each has come to an end of its start", async () => {
  const ready = readiness();
  const { promise, resolve } = Promise.withResolvers<void>();
  const started = Promise.all([
    ready.follow("web", async () => undefined, ONCE),
    ready.follow("slack", () => Promise.reject(new RefusedError("The token is wrong. Copy it anew.")), ONCE),
    ready.follow("discord", () => promise, ONCE),
  ]);
  await ready.follow("web", async () => undefined, ONCE);
  expect(ready.connecting()).toContain("discord: not connected yet.");
  resolve();
  await started;
  expect(ready.connecting()).toEqual([]);
  expect(ready.reasons()).toEqual([]);
  expect(ready.refusals()).toEqual(["slack is off: The token is wrong. Copy it anew."]);
  expect(ready.failures.get("slack")).toBe("The token is wrong. Copy it anew.");
  expect([...ready.platforms]).toEqual([
    ["web", "on"],
    ["slack", "refused"],
    ["discord", "on"],
  ]);
});

it("is not ready where a platform failed in a way that may pass", async () => {
  const ready = readiness();
  await ready.follow("slack", () => Promise.reject(new UserError("Slack cannot be reached.")), ONCE);
  await ready.follow("discord", () => Promise.reject(new Error("secret detail")), ONCE);
  expect(ready.reasons()).toEqual(["slack: Slack cannot be reached.", "discord: see the log"]);
  expect(ready.refusals()).toEqual([]);
});

it("tries a platform again that could not be reached, until it is there or refuses for good", async () => {
  const ready = readiness();
  const [stopping, starts] = [new AbortController(), { slack: 0, discord: 0 }];
  const slack = async () => {
    if (++starts.slack < 3) throw new UserError("Slack cannot be reached.");
  };
  const discord = async () => {
    throw ++starts.discord < 3 ? new Error("away") : new RefusedError("The token is wrong.");
  };
  await Promise.all([ready.follow("slack", slack, stopping.signal), ready.follow("discord", discord, stopping.signal)]);
  expect(ready.isOn("slack")).toBe(false);
  await vi.waitFor(() => expect([ready.isOn("slack"), ready.refusals().length]).toEqual([true, 1]));
  expect([ready.reasons(), starts]).toEqual([[], { slack: 3, discord: 3 }]);
});

it("counts documentation that could not be read until the next sync begins", () => {
  const ready = readiness();
  ready.syncFailed(new UserError("The folder is gone."));
  expect([ready.documentationFailed, ...ready.reasons()]).toEqual([true, "documentation: The folder is gone."]);
  ready.syncBegins();
  expect([ready.documentationFailed, ...ready.reasons()]).toEqual([false]);
});

import { expect, it } from "vitest";
import { RefusedError, UserError } from "../src/core/errors.ts";
import { createLog } from "../src/core/log.ts";
import { Readiness } from "../src/readiness.ts";

const readiness = () => new Readiness(["web", "slack", "discord"], createLog("silent"));

it("waits for every platform that is set up, and no longer once each has come to an end of its start", async () => {
  const ready = readiness();
  const { promise, resolve } = Promise.withResolvers<void>();
  const started = Promise.all([
    ready.follow("web", Promise.resolve()),
    ready.follow("slack", Promise.reject(new RefusedError("The token is wrong. Copy it anew."))),
    ready.follow("discord", promise),
  ]);
  await ready.follow("web", Promise.resolve());
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
  await ready.follow("slack", Promise.reject(new UserError("Slack cannot be reached.")));
  await ready.follow("discord", Promise.reject(new Error("secret detail")));
  expect(ready.reasons()).toEqual(["slack: Slack cannot be reached.", "discord: see the log"]);
  expect(ready.refusals()).toEqual([]);
});

it("counts documentation that could not be read until the next sync begins", () => {
  const ready = readiness();
  ready.syncFailed(new UserError("The folder is gone."));
  expect([ready.documentationFailed, ...ready.reasons()]).toEqual([true, "documentation: The folder is gone."]);
  ready.syncBegins();
  expect([ready.documentationFailed, ...ready.reasons()]).toEqual([false]);
});

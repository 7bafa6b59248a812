import { expect, test } from "vitest";
import { releaseAbove, releaseOf } from "../../src/text/releases.ts";

test.each([
  ["[4.2.0] - 2026-02-01", "4.2.0"],
  ["4.2.0 (2026-02-01)", "4.2.0"],
  ["v4.2.0", "4.2.0"],
  ["Version 4.2.0 (May 2026)", "4.2.0"],
  ["Release 4.2", "4.2"],
  ["4.2.0 / 2026-01-02", "4.2.0"],
  ["@birds/owl@1.2.3", "1.2.3"],
  ["owl@1.2.3", "1.2.3"],
  ["What's new in 4.2", "4.2"],
  ["Changes in version 3.1.0", "3.1.0"],
  ["Owl Nest 4.2 release notes", "4.2"],
  ["1.2.0rc1", "1.2.0rc1"],
  ["🚀 3.0.0-beta.2 — Oct 3, 2026", "3.0.0-beta.2"],
  ['v17 – "Tawny"', "17"],
  ["2026-03-26", "2026-03-26"],
  ["1.21.0 [LTS]", "1.21.0"],
  ["3.1.4, 2026-02-02", "3.1.4"],
  ["Patch Release 2.3.1", "2.3.1"],
])("%s is the release of %s", (heading, version) => expect(releaseOf(heading)).toBe(version));

test.each([
  "Changelog",
  "Unreleased",
  "Install Python 3.11 on Windows",
  "Upgrade from 1.x to 2.0",
  "HTTP 404 errors",
  "Step 1.2",
  "1.2 Installing",
  "Section 3.1: Networking",
  "Supported in 4.2 and later",
  "owl-core (2.4.0)",
  "Added",
])("%s is no release", (heading) => expect(releaseOf(heading)).toBeUndefined());

test("the release of a section is the outermost", () => {
  expect(releaseAbove(["Owl", "[2.0.0]", "1.5.0"])).toBe("2.0.0");
});

test("a heading of nothing but marks is looked at in time in proportion to its length", () => {
  const started = performance.now();
  releaseOf(`${"@./-".repeat(50_000)} 1.2.3 ${"(".repeat(50_000)}`);
  expect(performance.now() - started).toBeLessThan(1000);
});

import { describe, expect, test } from "vitest";
import { isVisibleIn, scopeOf, withinScope } from "../../src/search/scope.ts";
import { withoutVersion } from "../../src/search/versions.ts";
import { emptyLibrary } from "../support/library.ts";
import { page } from "../support/search-index-contract.ts";

const SERVER = { platform: "discord", workspace: "1", channel: "10" };

const source = (name: string, more: object = {}) => ({ name, location: `/${name}`, ...more });

describe("an audience", () => {
  test.each([
    [undefined, SERVER, true],
    [undefined, undefined, true],
    [["discord"], SERVER, true],
    [["discord:1"], SERVER, true],
    [["discord:1/10"], SERVER, true],
    [["discord:1/10"], { ...SERVER, thread: "99" }, true],
    [["discord:1/11"], SERVER, false],
    [["discord:11"], SERVER, false],
    [["slack:1/10"], SERVER, false],
    [["slack", "web"], SERVER, false],
    [[], SERVER, false],
    [["discord"], undefined, false],
  ])("%j in %j: %s", (audience, place, expected) => expect(isVisibleIn(audience, place)).toBe(expected));
});

describe("a version", () => {
  const sources = [
    source("old", { version: "3" }),
    source("new", { version: "v4" }),
    source("next", { version: "next" }),
    source("minor", { version: "4.2" }),
    source("blog"),
  ];
  const asked = (text: string, versions = {}, earlier: string[] = []) =>
    scopeOf(sources, { place: SERVER, texts: [text, ...earlier], versions });

  test.each([
    ["How do I log in with v3?", "3"],
    ["In V4, how do I log in?", "v4"],
    ["what changed in version 3", "3"],
    ["does it work in v4.1.2?", "v4"],
    ["does it work in v3.x?", "3"],
    ["is that still so in 4.2?", "4.2"],
    ["is that so in v4.2.1", "4.2"],
    ["is it in the next version?", "next"],
    ["how do I add 3 items?", undefined],
    ["what comes next?", undefined],
    ["does v5 have this?", undefined],
    ["the rev3 board, v31 and v3beta", undefined],
    ["listen on 14.2 or 4.25", undefined],
  ])("%s → %s", (text, version) => expect(asked(text).version).toBe(version));

  test("leaves out the sources of other versions, not those of none", () => {
    expect(asked("in v3?").sources).toEqual(["old", "blog"]);
    expect(asked("how?").sources).toEqual(["old", "new", "next", "minor", "blog"]);
  });

  test("is that of the place, narrowest first, where the question names none; what was asked before comes between", () => {
    const versions = { discord: "3", "discord:1/10": "v4" };
    expect(asked("how?", versions).version).toBe("v4");
    expect(asked("how?", { discord: "3" }).version).toBe("3");
    expect(asked("how in v3?", versions).version).toBe("3");
    expect(asked("and how back?", versions, ["how in v3?"]).version).toBe("3");
    expect(asked("how?", { discord: "7" })).toEqual(asked("how?"));
  });

  test("of a source that people may not see does not count for them", () => {
    const secret = [...sources, source("secret", { version: "9", audience: ["slack"] })];
    const scope = scopeOf(secret, { place: SERVER, texts: ["in v9?"], versions: {} });
    expect(scope).toEqual({ sources: ["old", "new", "next", "minor", "blog"], without: [], version: undefined });
  });
});

test("nothing slips through, even where an engine does not know about sources", async () => {
  const { engine } = emptyLibrary();
  await engine.put({ ...page("plan", "Plan", [["Launch", "The secret launch is on Monday."]]), source: "secret" });
  const careless = {
    ...engine,
    search: ({ sources: _, ...query }: Parameters<typeof engine.search>[0]) => engine.search(query),
  };
  expect((await careless.search({ text: "secret launch", limit: 5 })).passages).toHaveLength(1);
  expect(
    (await withinScope(careless, { sources: ["docs"], without: [] }).search({ text: "secret launch", limit: 5 }))
      .passages,
  ).toEqual([]);
});

describe("the versions that a source holds", () => {
  const folder = (name: string) => ({ folder: name, version: name });
  const docs = source("docs", {
    versions: [{ folders: ["1.x", "2.3", "2.10", "2025-03-26"].map(folder), usual: "2.10", beside: ["guide"] }],
  });
  const left = (text: string) => scopeOf([docs], { texts: [text], versions: {} });

  test.each([
    ["in version 1.x", "1.x"],
    ["in v1", "1.x"],
    ["in 1.x", "1.x"],
    ["in v1.4.2?", "1.x"],
    ["in v2", "2.10"],
    ["in 2.3", "2.3"],
    ["since 2025-03-26", "2025-03-26"],
    ["in v3", undefined],
  ])("%s → %s", (text, version) => expect(left(text).version).toBe(version));

  test("are left out but for the one that is meant, and so is what stands beside them", () => {
    expect(left("how?").without).toEqual(["docs\n1.x", "docs\n2.3", "docs\n2025-03-26", "docs\nguide"]);
    expect(left("in v1?").without).toEqual(["docs\n2.3", "docs\n2.10", "docs\n2025-03-26", "docs\nguide"]);
  });

  test.each([
    ["What is the limit in version 1.x?", "1.x", "What is the limit ?"],
    ["limit of 2 jobs in v2", "2", "limit of 2 jobs"],
    ["in 2.3, what is the limit?", "2.3", ", what is the limit?"],
    ["What is the limit in v2?", "2.3", "What is the limit ?"],
    ["What is the limit in v2.3.1?", "2.3", "What is the limit in v2.3.1?"],
    ["What changed in version 2.3?", "2.3", "What changed in version 2.3?"],
    ["v2", "2", "v2"],
  ])("%s is searched without %s", (text, version, words) => expect(withoutVersion(text, version)).toBe(words));
});

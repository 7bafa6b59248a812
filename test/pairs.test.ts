import { describe, expect, it } from "vitest";
import { gradeReport, type Key, pairLines } from "./support/pairs/grades.ts";
import { forbiddenKinds } from "./support/pairs/leads.ts";
import { type Asked, isPage, takeQuestions } from "./support/pairs/questions.ts";

const asked = (id: number): Asked => ({ id: String(id), turns: [id % 2 ? `what is ${id}?` : `page ${id}`], right: [] });
const all = Array.from({ length: 200 }, (_, id) => asked(id));

describe("questions for pairs", () => {
  it("takes the same questions for the same seed, those that read like one first, and none that are reserved", () => {
    const taken = takeQuestions(all, { count: 30, seed: 7 });
    expect(takeQuestions(all, { count: 30, seed: 7 })).toEqual(taken);
    expect(taken.every(({ turns }) => turns[0]?.endsWith("?"))).toBe(true);
    const reserved = new Set(takeQuestions(all, { count: 60, seed: 9 }));
    const others = takeQuestions(all, { count: 200, seed: 7, reserved: 9 });
    expect(others).toHaveLength(140);
    expect(others.some((each) => reserved.has(each))).toBe(false);
  });

  it("knows a page by its address", () => {
    expect(isPage("https://docs.example.org/guides/images/#sizes", "guides/images")).toBe(true);
    expect(isPage("https://docs.example.org/guides/", "guides/index")).toBe(true);
    expect(isPage("https://docs.example.org/guides/images/", "guides/fonts")).toBe(false);
  });
});

describe("grades of pairs", () => {
  it("opens the key, and tells gain, zeros, agreement and differences of two", () => {
    const key: Key[] = [
      { pair: "p01", set: "a", first: "before", right: { before: false, after: true } },
      { pair: "p02", set: "a", first: "after", right: { before: true, after: true } },
    ];
    const one = new Map([
      ["p01", [0, 3]],
      ["p02", [2, 1]],
    ] as const);
    const two = new Map([
      ["p01", [0, 1]],
      ["p02", [2, 1]],
    ] as const);
    const lines = gradeReport(key, [one, two]);
    expect(lines).toContain("graded 0: 1 before, 0 after");
    expect(lines.join("\n")).toMatch(/all: before 0\.50, after 2\.00, paired gain 1\.50 .*2 better, 0 worse/);
    expect(lines.join("\n")).toMatch(
      /same grade: 3 of 4[\s\S]*differences of 2 and more: 1\n {2}p01 answer 2: 3 and 1/,
    );
    expect(lines).toContain("right page among the first three sources, before: 1.00 +-0.00 (n 1)");
  });
});

describe("pairs in a line each", () => {
  it("show the question, and which side began how and got what", () => {
    const fenced = (text: string) => `~~~~~markdown\n${text}\n~~~~~`;
    const blind = `## p01 (a)\n\nAsked:\n\n~~~~~text\nHow | why?\n~~~~~\n\n### Answer 1\n\n${fenced("### A\n\n**This is the lead, whole.** More.")}\n\n### Answer 2\n\n${fenced("Plain words.")}\n`;
    const key: Key[] = [{ pair: "p01", set: "a", first: "after" }];
    const grades = new Map([["p01", [3, 1]]] as const);
    expect(pairLines(blind, key, [grades, grades])).toEqual([
      "p01 a: How / why? | before 1/1 Plain words. | after 3/3 This is the lead, whole.",
    ]);
  });
});

describe("leads that never may be", () => {
  const kinds = (lead: string, rest = "") =>
    forbiddenKinds("Where is the port set?", `**${lead}** [1]${rest}`, new Set(["all about ports"]));
  it.each([
    ["The port is set.", "echo"],
    ["ports (\\[\\]ServicePort)", "bare parameter"],
    ["The port of the", "fragment"],
    ["All about ports.", "description"],
    ["Then open the port in your firewall.", "opening"],
    ["Follow the instructions below for your port.", "points away"],
  ])("finds %s", (lead, kind) => expect(kinds(lead)).toContain(kind));

  it("lets an answer be, and what shows the steps that it announces", () => {
    expect(kinds("The port is set in a file called port.toml.")).toEqual([]);
    expect(kinds("To open it, follow the steps below:", "\n\n1. Open the file.")).toEqual([]);
  });
});

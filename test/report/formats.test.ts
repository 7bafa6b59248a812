import { describe, expect, it } from "vitest";
import type { Gap, Report } from "../../src/core/report.ts";
import { reportCsv, reportMarkdown } from "../../src/report/formats.ts";
import { headingFor } from "../../src/report/headings.ts";

const GAP: Gap = {
  id: "0a1b2c3d",
  title: "How do I rotate certificates?",
  heading: "Rotate certificates",
  questions: 3,
  people: 2,
  signals: { refused: 2, "voted-down": 1 },
  firstAt: Date.UTC(2026, 10, 1),
  lastAt: Date.UTC(2026, 10, 20),
  quotes: ["How do I rotate certificates?", "rotate <img src=x> [certs](https://evil.example)\n# heading"],
  complaints: [{ reason: "Outdated", note: "It is `renew` now" }],
  nearest: { title: "Security: TLS", url: "https://docs.example.com/tls/#keys", confidence: 0.4 },
  missing: ["rotate"],
  state: "open",
};
const REPORT: Report = {
  since: Date.UTC(2026, 10, 1),
  questions: 9,
  people: 4,
  answered: 6,
  uncertain: 1,
  refused: 2,
  helpful: 3,
  unhelpful: 1,
  outdated: [
    { question: "How wide is it?", at: 0, page: { title: "Images", url: "https://docs.example.com/images/" } },
  ],
  gaps: [GAP, { ...GAP, id: "1b2c3d4e", state: "done" }],
};

describe("a report as Markdown", () => {
  const text = reportMarkdown(REPORT);

  it("is a task: what to change, by which questions, with which heading", () => {
    expect(text).toContain(
      "Since 2026-11-01: 9 questions by 4 people (6 answered, 1 not sure, 2 not in the docs; votes: 3 helpful, 1 not).",
    );
    expect(text).toContain("## 1. How do I rotate certificates?");
    expect(text).toContain(
      "- Gap `0a1b2c3d`: 3 questions by 2 people (2 not answered, 1 not helpful), last on 2026-11-20",
    );
    expect(text).toContain("- Change: [Security: TLS](<https://docs.example.com/tls/#keys>)");
    expect(text).toContain("- Proposed heading: Rotate certificates");
    expect(text).toContain("- Asked for and not said there: `rotate`");
    expect(text).toContain("- Voted not helpful: Outdated, “It is `renew` now”");
    expect(text).not.toContain("1b2c3d4e");
  });

  it("lists answers that cite what has changed", () => {
    expect(text).toMatch(/changed since\n\n- 1970-01-01: How wide is it\?; changed: \[Images\]\(<https:/);
  });

  it("lets nothing that was typed be a link, a picture, HTML or a heading", () => {
    expect(text).not.toMatch(/^# heading|(?<!\\)<img|certs\]\(/m);
    expect(text).toContain("> rotate \\<img src=x> [certs\\](https://evil.example) # heading");
  });

  it("asks for a new page where nothing is near", () => {
    const far = { ...GAP, nearest: { title: "Start", url: "https://docs.example.com/", confidence: 0.1 } };
    expect(reportMarkdown({ ...REPORT, gaps: [far] })).toContain("- Change: a new page; the nearest is [Start]");
  });
});

it("a report as a table has no cell that a spreadsheet takes for a formula", () => {
  const table = reportCsv({ ...REPORT, gaps: [{ ...GAP, title: '=cmd("x")' }] });
  expect(table.split("\r\n")[1]).toMatch(
    /^0a1b2c3d,open,"'=cmd\(""x""\)",3,2,2,0,1,0,2026-11-01,2026-11-20,Security: TLS,/,
  );
});

it.each([
  ["How do I rotate certificates?", "Rotate certificates"],
  ["hi, can I use two databases? thanks", "Use two databases"],
  ["what is the best way to deploy?", "The best way to deploy"],
  ["How I can update the image ?", "Update the image"],
  ["I wanna deploy to kubernetes", "Deploy to kubernetes"],
  ["ERR_FOO when I start", "ERR_FOO when I start"],
  ["???", "???"],
])("a heading is the subject of %j", (question, heading) => {
  expect(headingFor(question, undefined)).toBe(heading);
});

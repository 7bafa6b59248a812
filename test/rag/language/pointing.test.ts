import { describe, expect, it } from "vitest";
import { nothingAsked, pointedQuestion, questionIn } from "../../../src/rag/language/pointing.ts";

const ALERT = "Disk alert: the spool is full\nHow do I purge the spool?\nHost: node-4";

describe("words that only point at a text", () => {
  it.each(["can you answer this?", "what should they do?", "can you explain this?", "why?"])(
    "%s asks what it asks",
    (text) => {
      expect(pointedQuestion(text, ALERT, false)).toBe("How do I purge the spool?");
    },
  );

  it("ask about a short text that asks nothing as a whole, unless they may go on from the talk", () => {
    const text = "The spool is full and nobody can print";
    expect(pointedQuestion("can you explain this?", text, false)).toBe(text);
    expect(pointedQuestion("can you explain this?", text, true)).toBeUndefined();
    expect(pointedQuestion("can you explain this?", "x ".repeat(200), false)).toBeUndefined();
  });

  it("are none where they ask something themselves", () => {
    expect(pointedQuestion("Which port does the spooler use?", ALERT, false)).toBeUndefined();
  });

  it("takes no courtesy for the question", () => {
    expect(questionIn("Hi! How do I purge the spool? Can you help me? Thanks!")).toBe("How do I purge the spool?");
    expect(questionIn("The spool is full.")).toBeUndefined();
    expect(questionIn("队列满了。如何清空队列？谢谢")).toBe("队列满了。如何清空队列？");
  });
});

describe("a message that asks nothing", () => {
  const history: { question: string }[] = [];

  it.each(["", " ", "_ _", "* *", "> >", "...", "???"])("%j is told what can be asked", (text) => {
    expect(nothingAsked({ text, history })).toMatch(/^Ask me anything.*`help`/);
  });

  it("is told so in the language that was spoken before", () => {
    const before = [{ question: "Wie leere ich die Warteschlange?" }];
    expect(nothingAsked({ text: "", history: before })).toMatch(/^Frag mich/);
  });

  it("and points at what holds no words is told that", () => {
    expect(nothingAsked({ text: "", quoted: "", history })).toMatch(/^I can read no words in the message/);
    expect(nothingAsked({ text: "can you answer this?", quoted: "", history })).toMatch(/^I can read no words/);
    expect(nothingAsked({ text: "", quoted: "", unread: ["shot.png"], history })).toMatch(/^Ask me anything/);
  });

  it("is none where it asks, or points at words", () => {
    expect(nothingAsked({ text: "", quoted: "How?", history })).toBeUndefined();
    expect(nothingAsked({ text: "How do I purge the spool?", quoted: "", history })).toBeUndefined();
  });

  it.each(["?", "???"])("%s goes on with a talk", (text) => {
    expect(nothingAsked({ text, history: [{ question: "How do I purge the spool?" }] })).toBeUndefined();
  });
});

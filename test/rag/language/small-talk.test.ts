import { describe, expect, it } from "vitest";
import { smallTalk } from "../../../src/rag/language/small-talk.ts";

describe("small talk", () => {
  it.each([
    ["hello", /Ask me anything/],
    ["Hi there!", /Ask me anything/],
    ["thanks a lot, docent 🙏", /welcome/],
    ["ok great, thank you so much!", /welcome/],
    ["What can you do?", /answer questions from the documentation/],
    ["hi! who are you?", /answer questions from the documentation/],
    ["bye", /Goodbye/],
    ["Danke schön!", /Gern geschehen/],
    ["que peux-tu faire ?", /documentation/],
    ["¡Muchas gracias!", /De nada/],
    ["谢谢！", /不客气/],
    ["ありがとうございます", /どういたしまして/],
    ["спасибо", /Пожалуйста/],
  ])("answers %s", (text, reply) => {
    expect(smallTalk(text)).toMatch(reply);
  });

  it.each([
    "hello world example",
    "How do I say hello in a template?",
    "thanks, and how do I deploy?",
    "what can you do with middleware",
    "what can middleware do?",
    "help with routing",
    "hi, the build fails with ERR_MODULE_NOT_FOUND",
    "ok but why does it fail",
    "nice urls",
    "the",
    "test",
    "good morning job scheduler",
    "who are you users of the API",
    "",
    "???",
  ])("leaves the question %j alone", (text) => {
    expect(smallTalk(text)).toBeUndefined();
  });
});

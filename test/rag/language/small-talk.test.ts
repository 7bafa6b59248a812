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
    ["that worked, thank you!", /welcome/],
    ["great, that did it", /welcome/],
    ["thanks :pray:", /welcome/],
    ["lol thanks!!", /welcome/],
    ["hat geklappt, danke!", /Gern geschehen/],
    ["ça marche, merci", /plaisir/],
    ["解决了，谢谢", /不客气/],
    ["заработало, спасибо!", /Пожалуйста/],
    ["no", /^All right/],
    ["Yes please", /^All right/],
    ["haha", /^All right/],
    ["👍", /^All right/],
    ["🎉🎉 ❤️", /^All right/],
    [":+1::skin-tone-3:", /^All right/],
    ["+1", /^All right/],
    [":-)", /^All right/],
    ["哈哈哈", /^好的/],
    ["ㅋㅋㅋ", /^알겠습니다/],
    ["jajaja", /^De acuerdo/],
    ["нет, спасибо", /^Хорошо/],
    ["help me please", /answer questions from the documentation/],
    ["Ayuda, por favor", /documentación/],
  ])("answers %s", (text, reply) => {
    expect(smallTalk(text)?.reply).toMatch(reply);
  });

  it.each([
    "hello world example",
    "How do I say hello in a template?",
    "thanks, and how do I deploy?",
    "thanks, but it does not start",
    "no, the other queue",
    "yes but which port?",
    "it works on my machine but not in CI",
    "👍 and in production?",
    "🤔?",
    "solved by what?",
    "no such file or directory",
    "host:port:tcp",
    "+12",
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

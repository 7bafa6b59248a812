import { describe, expect, it } from "vitest";
import { indexTerms, isEnglish, queryTokens } from "../../src/text/tokenizer.ts";

const questionTerms = (text: string) => queryTokens(text).flatMap(({ terms }) => terms);

describe("indexTerms", () => {
  it.each([
    ["client.login()", ["clientlogin", "client", "login"]],
    ["useState", ["usest", "us", "state"]],
    ["--no-cache", ["nocach", "no", "cach"]],
    ["ERR_MODULE_NOT_FOUND", ["errmodulenotfound", "err", "modul", "not", "found"]],
    ["HTTPServer", ["httpserver", "http", "server"]],
    ["v1.2.3", ["1.2.3", "1.2"]],
    ["Node.js 22", ["nodej", "node", "js", "22"]],
    ["10,000 rows", ["10000", "row"]],
    ["the server's don't", ["the", "server", "don"]],
    ["Größe café Ångström", ["gross", "cafe", "angstrom"]],
    ["ﬁle ＡＢＣ", ["file", "abc"]],
    ["黑豹队", ["黑豹", "豹队"]],
    ["用React写", ["用", "react", "写"]],
    ["ภาษา", ["ภา", "าษ", "ษา"]],
    ["한국어로", ["한국", "국어", "어로"]],
    ["🙂 — …", []],
  ])("reads %s", (text, terms) => {
    expect(indexTerms(text)).toEqual(terms);
  });

  it("finds one identifier by every way of writing it", () => {
    const whole = ["use-state", "useState", "use_state", "UseState", "usestate"].map((word) => indexTerms(word)[0]);
    expect(new Set(whole).size).toBe(1);
  });

  it("leaves out encoded data", () => {
    expect(indexTerms(`a ${"x".repeat(65)} b`)).toEqual(["a", "b"]);
  });
});

describe("questionWords", () => {
  it("drops what questions are made of", () => {
    expect(questionTerms("How do I connect to the server, please?")).toEqual(["connect", "server"]);
  });

  it("keeps them where there is nothing else", () => {
    expect(questionTerms("What is it?")).toEqual(["what", "is", "it"]);
  });

  it("keeps the word as typed for putting spellings right", () => {
    expect(queryTokens("Konfigurations Übersicht").map(({ surface }) => surface)).toEqual([
      "konfigurations",
      "ubersicht",
    ]);
  });
});

it.each([
  ["How do I install it?", true],
  ["astro add netlify", true],
  ["Wie richte ich das ein?", false],
  ["Comment configurer le serveur ?", false],
  ["如何安装 Docent", false],
])("%s is English: %s", (question, expected) => {
  expect(isEnglish(question)).toBe(expected);
});

import { describe, expect, it } from "vitest";
import { detectLocale, isEnglish, localeOf } from "../../src/text/language.ts";
import { indexTerms, queryTokens } from "../../src/text/tokenizer.ts";

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
    ["настройки Настройка", ["настроик", "настроик"]],
    ["ο διακομιστής διακομιστή", ["ο", "διακομ", "διακομ"]],
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

  it("reads a sentence without spaces whole, however long", () => {
    expect(indexTerms("ภาษา".repeat(20))).toHaveLength(79);
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

describe("the language of a text", () => {
  it.each([
    ["¿Qué ciudad fundó Alejandro?", "es"],
    ["qué tradujo Ana", "es"],
    ["Que dit le manuel de la traduction ?", "fr"],
    ["How do I install it?", "en"],
    ["astro add netlify", "en"],
    ["What does Ошибка mean in the log?", "en"],
    ["Wie richte ich das ein?", "de"],
    ["Comment configurer le serveur ?", "fr"],
    ["Hoe installeer ik het op een server?", "nl"],
    ["Jak zainstalować to na serwerze?", "pl"],
    ["Gdzie zmienić język interfejsu?", "pl"],
    ["Bunu sunucuya nasıl kurabilirim?", "tr"],
    ["Làm thế nào để cài đặt trên máy chủ?", "vi"],
    ["Как установить это на сервер?", "ru"],
    ["Πώς το εγκαθιστώ στον διακομιστή;", "el"],
    ["كيف أثبت هذا على الخادم؟", "ar"],
    ["मैं इसे सर्वर पर कैसे स्थापित करूँ?", "hi"],
    ["จะติดตั้งบนเซิร์ฟเวอร์ได้อย่างไร", "th"],
    ["서버에 어떻게 설치하나요?", "ko"],
    ["サーバーにどうやってインストールしますか", "ja"],
    ["如何安装 Docent", "zh"],
  ])("is told: %s", (text, code) => {
    expect(detectLocale(text)?.code).toBe(code);
    expect(isEnglish(text)).toBe(code === "en");
  });

  it("is not told by a lone letter, such as that behind an apostrophe", () => {
    expect(localeOf("install Hono's JSX renderer").code).toBe("en");
    expect(localeOf("mount volume Y").code).toBe("en");
  });

  it.each([
    "Miten asennan tämän palvelimelle?",
    "Ninawezaje kusakinisha hii kwenye seva yangu",
    "Як встановити це на сервер, і чому?",
    "Hvordan installerer jeg den på serveren",
  ])("is not English where none of ours is told: %s", (text) => {
    expect(detectLocale(text)).toBeUndefined();
    expect(isEnglish(text)).toBe(false);
    expect(localeOf(text).code).toBe("en");
  });
});

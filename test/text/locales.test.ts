import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { refusal } from "../../src/rag/language/refusal.ts";
import { smallTalk } from "../../src/rag/language/small-talk.ts";
import { phrasesOf } from "../../src/text/language.ts";
import { LOCALES } from "../../src/text/locales/index.ts";

describe("the languages", () => {
  it("are all that have a file, each once", () => {
    const files = readdirSync("src/text/locales").map((file) => file.replace(".ts", ""));
    const codes = LOCALES.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(files.filter((file) => file !== "index" && file !== "locale").toSorted());
  });

  it.each(LOCALES.map((locale) => [locale.name, locale] as const))("%s says all of Docent's sentences", (_, locale) => {
    const { sentences, smallTalk: talk } = locale;
    for (const said of [...Object.values(sentences), ...Object.values(talk).map(({ reply }) => reply)])
      expect(said.trim()).toMatch(/\p{L}/u);
    expect(sentences.unread).toContain("{names}");
    expect(sentences.version).toContain("{version}");
    expect(talk.ability.reply).toContain("`help`");
  });

  it.each(LOCALES.map((locale) => [locale.name, locale] as const))("%s is small talk in its own words", (_, locale) => {
    const replies = Object.values(locale.smallTalk).map(({ reply }) => reply);
    const [first = ""] = phrasesOf(locale.smallTalk.thanks.phrases);
    expect(replies).toContain(smallTalk(first)?.reply);
    const [poem = ""] = phrasesOf(locale.smallTalk.play.begins ?? "");
    expect(smallTalk(`${poem} Docent`)?.reply).toBe(locale.smallTalk.play.reply);
  });

  it("refuse in the language of the question", () => {
    expect(refusal("Jak zainstalować wtyczkę do Kafki?", true)).toMatch(/^Dokumentacja na to nie odpowiada/);
    expect(refusal("Hoe lees ik een bericht uit de wachtrij?", true)).toMatch(/^De documentatie geeft/);
  });
});

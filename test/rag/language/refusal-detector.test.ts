import { describe, expect, it } from "vitest";
import { refusal } from "../../../src/rag/language/refusal.ts";
import { detectRefusal } from "../../../src/rag/language/refusal-detector.ts";

/**
 * What is known when the draft has ended, and whether it was known earlier, for a draft that comes letter by letter.
 */
function read(draft: string) {
  for (let length = 1; length < draft.length; length++) {
    const verdict = detectRefusal(draft.slice(0, length), false);
    if (verdict !== "open") return { verdict, shownAfter: length };
  }
  return { verdict: detectRefusal(draft, true), shownAfter: draft.length };
}

describe("a draft that refuses", () => {
  it.each([
    "NOT_IN_DOCS",
    "**NOT_IN_DOCS**",
    "Not in docs.",
    "not-in-docs",
    "`NOT IN DOCS`\nbecause nothing fits",
    "The documentation does not mention Kafka.",
    "I'm sorry, but the passages do not contain information about pricing. You could ask the vendor.",
    "Unfortunately, the docs don't say how to do that.",
    "I couldn't find anything about this in the provided passages.",
    "There is no information about Helm charts in the documentation.",
    "Based on the provided passages, I cannot answer this.",
    "Die Dokumentation enthält dazu keine Informationen.",
    "Leider beantworten die Passagen diese Frage nicht.",
    "La documentation ne mentionne pas Kafka.",
    "Lo siento, la documentación no contiene información sobre eso.",
    "文档没有提到 Kafka。",
    "申し訳ありませんが、ドキュメントには記載がありません。",
    "К сожалению, документация не содержит ответа.",
  ])("is known: %s", (draft) => {
    expect(read(draft).verdict).toBe("refuses");
  });
});

describe("a draft that answers", () => {
  it.each([
    "NOT_INCLUDED is a flag [1].",
    "Not in docs but in src is where it lives [1].",
    "Set `server.port` [1].",
    "The documentation says that the port is 4321 [1].",
    "The docs do not say how to deploy to Acme, but Netlify works like this: add the adapter [1].",
    "There is no need to restart the server [2].",
    "I don't think so: the cache is on by default [1].",
    "Die Dokumentation nennt Port 4321 [1].",
    "Leider geht das nicht ohne Adapter [1].",
    "This is not available in static mode.",
    "No. It is off by default.",
    "The port is 4321.",
  ])("is shown: %s", (draft) => {
    expect(read(draft).verdict).toBe("answers");
  });

  it("is shown from its first words where these leave no doubt", () => {
    expect(read("Set `server.port` to change it [1].").shownAfter).toBeLessThan(5);
    expect(read("The documentation says that the port is 4321. It can be changed [1].").shownAfter).toBeLessThan(50);
  });
});

describe("the words of a refusal", () => {
  it.each([
    ["How do I consume a topic?", /^The docs do not answer this.*The nearest pages/],
    ["Wie kann ich ein Thema abonnieren und ist das nicht teuer?", /^Soweit ich sehe.*Die nächstliegenden Seiten/],
    ["Comment est-ce que je peux lire les messages avec Kafka ?", /^La documentation ne répond pas/],
    ["¿Cómo puedo leer los mensajes y hay una cola?", /^La documentación no responde/],
    ["Como posso ler uma mensagem e não perder os dados?", /^A documentação não responde/],
    ["Perché gli eventi sono persi e come posso evitarlo?", /^La documentazione non risponde/],
    ["如何使用 Kafka？", /^据我所见/],
    ["Kafka の使い方は？", /^見つけた範囲では/],
    ["Как подписаться на тему?", /^Насколько я вижу/],
    ["kafka topics", /^The docs do not answer this/],
  ])("are in the language of %s", (question, words) => {
    expect(refusal(question, true)).toMatch(words);
  });

  it("name no pages where there are none", () => {
    expect(refusal("How?", false)).not.toContain("listed below");
  });
});

import { describe, expect, test } from "vitest";
import { createStarters } from "../../src/rag/starters.ts";
import { engineWith, type TestPage } from "../support/rag.ts";

const BODY = "The program is fetched and unpacked into a folder of its own, which takes a minute.";

async function starters(...pages: TestPage[]) {
  const engine = await engineWith(pages);
  return createStarters(() => engine)();
}

const page = (path: string, title: string, ...headings: string[]): TestPage => ({
  path,
  title,
  sections: Object.fromEntries([
    ["", BODY],
    ...headings.map((heading) => [heading, `${heading} as this says. ${BODY}`]),
  ]),
});

describe("questions to begin with", () => {
  test("are made of what headings say is done, what somebody new needs first", async () => {
    const found = await starters(
      page("reference/flags.md", "Flags", "Disabling the quiet flag", "Exit codes"),
      page("guides/herons.md", "Herons", "Configuring the wingspan", "Feathers"),
      page("install.md", "Installing Heron", "Requirements"),
    );
    expect(found).toEqual([
      "How do I install Heron?",
      "How do I configure the wingspan?",
      "How do I disable the quiet flag?",
    ]);
  });

  test("are the questions that headings ask, in any language", async () => {
    expect(await starters(page("faq.md", "FAQ", "Wie oft wird ein Reiher gezählt?", "Sonstiges"))).toEqual([
      "Wie oft wird ein Reiher gezählt?",
    ]);
    expect(await starters(page("faq.md", "常见问题", "如何安装苍鹭？"))).toEqual(["如何安装苍鹭？"]);
  });

  test("are of different pages, and not three times of the same kind", async () => {
    const found = await starters(
      page("a.md", "Herons", "Install the command", "Deploy to a server"),
      page("b.md", "Cranes", "Install the library"),
    );
    expect(found).toEqual(["How do I install the command?"]);
  });

  test("are none where the search finds another page first, or is not sure", async () => {
    const twice = page("old.md", "Installing Heron");
    const found = await starters(
      { path: "z/install.md", title: "Install Heron and cranes on ponds", sections: { "": "See elsewhere." } },
      { ...twice, sections: { "": "Heron and cranes on ponds: install Heron and cranes on ponds like this." } },
    );
    expect(found).toEqual(["How do I install Heron?"]);
    expect(await starters(page("a.md", "Herons", "Feathers", "Wings"))).toEqual([]);
    expect(await starters()).toEqual([]);
  });

  test("are found anew when a source was synced", async () => {
    const engine = await engineWith([page("a.md", "Herons", "Install the command")]);
    const find = createStarters(() => engine);
    expect(await find()).toEqual(["How do I install the command?"]);
    await engine.drop("docs");
    expect(await find()).toEqual([]);
  });
});

import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import type { Unsupported } from "../../../src/core/answer.ts";
import { createCiter } from "../../../src/rag/output/citations.ts";
import { ANSWER_RULES } from "../../../src/rag/prompts.ts";
import { section } from "../../support/rag.ts";

const sections = [
  section(
    1,
    "Images live in `src/`. Version 5.2 has 12 fonts. See https://site.example/ok for more.\n\n```js\nconst a = 1;\nrun(a);\n```",
  ),
  section(2, "The port is 4321. Set `server.port` to change it."),
  section(3, "More on the port.", { title: "Page 2", url: "https://docs.example.org/2" }),
];

function cite(draft: string, unsupported: Unsupported = "mark") {
  const citer = createCiter(sections, unsupported);
  const text = citer.write(draft) + citer.end();
  return { text, ...citer.citations() };
}

const shown = (draft: string) => cite(draft).text;

describe("citations", () => {
  it("numbers sources in order of first mention and lists only these", () => {
    const { text, sources, cited } = cite("The port is 4321 [2]. Images live in src [1]. The port [2].");
    expect(text).toBe("The port is 4321 [1]. Images live in src [2]. The port [1].");
    expect(sources).toEqual([
      { n: 1, title: "Page 2", url: "https://docs.example.org/2", excerpt: sections[1]?.text },
      {
        n: 2,
        title: "Page 1",
        url: "https://docs.example.org/1",
        excerpt: expect.stringMatching(/^Images live in `src/),
      },
    ]);
    expect(cited).toEqual(["chunk-2", "chunk-1"]);
  });

  it("gives several chunks of one section one line", () => {
    expect(cite("The port is here [2][3].").sources).toHaveLength(1);
    expect(shown("The port is here [2][3].")).toBe("The port is here [1].");
  });

  it.each([
    ["The port [2, 1].", "The port [1][2]."],
    ["The port [1-3].", "The port [1][2]."],
    ["The port [2] [2].", "The port [1]."],
    ["The port [^2].", "The port [1]."],
    ["The port 【2†source】.", "The port [1]."],
    ["The port [9].", "The port."],
    ["The port [9] is.", "The port is."],
    ["The port [0].", "The port."],
    ["The port [2](https://evil.example).", "The port [1]."],
    ["Fine.\n\n[1]: https://evil.example\n[2]: x", "Fine.\n\n\n"],
    ["Do this for the port [2]:", "Do this for the port [1]:"],
    ["[2][9]: the port", "[1] : the port"],
    ["Use `arr[2]` here.", "Use `arr[2]` here. _(not from the docs)_"],
    ["a \\[2\\] b", "a \\[2\\] b"],
    ["- [ ] open", "- [ ] open"],
  ])("%j becomes %j", (draft, text) => {
    expect(shown(draft)).toBe(text);
  });

  it("leaves code blocks alone", () => {
    const code = "```js\nconst a = 1;\nrun(a[9]);\n```\n";
    expect(shown("```js\nconst a = 1;\nrun(a);\n```\n")).toBe("```js\nconst a = 1;\nrun(a);\n```\n");
    expect(shown(code)).toContain("run(a[9]);");
  });

  it("closes a code block that was not closed", () => {
    expect(shown("```js\nrun(a);")).toBe("```js\nrun(a);\n```");
  });
});

describe("links and markup", () => {
  it.each([
    ["See [docs](https://site.example/ok).", "See [docs](https://site.example/ok)."],
    ["See [docs](https://evil.example/x).", "See docs."],
    ["See [docs](javascript:alert(1)).", "See docs."],
    ["See [docs](/relative).", "See docs."],
    ["![pixel](https://evil.example/p.png) ok", "pixel ok"],
    ["![pixel](https://site.example/ok) ok", "pixel ok"],
    ["See https://site.example/ok.", "See https://site.example/ok."],
    ["See https://site.example/ok?leak=1.", "See (link removed)."],
    ["See <https://evil.example> now", "See (link removed) now"],
    ["See www.evil.example/a now", "See (link removed) now"],
    ["See evil.com/a now", "See `evil.com/a` now"],
    ["Mail a@evil.com now", "Mail `a@evil.com` now"],
    ["Open http://localhost:4321/ now", "Open http://localhost:4321/ now"],
    ["See [docs][1].", "See [docs][1]."],
    ["[docs]: https://evil.example", "\\[docs]: (link removed)"],
    ["See `curl https://evil.example/x` now", "See `curl (link removed)` now _(not from the docs)_"],
    ["<script>alert(1)</script>", "`<script>`alert(1)`</script>`"],
    ["a<br>b < c", "a b < c"],
    ["<b><i>", "`<b>` `<i>`"],
    ["<@123> @everyone hi", "`<@123>` `@everyone` hi"],
    ["h&#116;tps://evil.example", "h\\&#116;(link removed)"],
    ["e\u202evil \u200bx", "evil x"],
    ["a [b", "a \\[b"],
    ["a `b", "a \\`b"],
    ["a <b", "a \\<b"],
  ])("%j becomes %j", (draft, text) => {
    expect(shown(draft)).toBe(text);
  });

  it("shows no link but known ones, however a draft is put together", () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    const random = sequence(11);
    for (let round = 0; round < 1500; round++) {
      const draft = randomDraft(random);
      const text = shown(draft);
      const html = markdown.render(text);
      const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url);
      expect(
        links.filter((url) => url !== "https://site.example/ok"),
        text,
      ).toEqual([]);
      expect(html, JSON.stringify([draft, text])).not.toMatch(/<(?:script|img|iframe|b)\b/);
    }
  });
});

describe("streaming", () => {
  it("shows the same however the draft is parted", () => {
    const random = sequence(5);
    for (let round = 0; round < 400; round++) {
      const draft = randomDraft(random);
      const unsupported = round % 2 ? "drop" : "mark";
      const whole = cite(draft, unsupported);
      const citer = createCiter(sections, unsupported);
      let text = "";
      for (let at = 0; at < draft.length; ) {
        const size = 1 + Math.floor(random() * 9);
        text += citer.write(draft.slice(at, at + size));
        at += size;
      }
      text += citer.end();
      expect({ draft, text, ...citer.citations() }).toEqual({ draft, ...whole });
    }
  });

  it.each(["See [do", "See [docs](https://evil", "See https://evil.exa", "See <scr", "See `co", "x [1", "```j", "![a"])(
    "holds back %j until it is decided",
    (draft) => {
      const citer = createCiter(sections);
      expect(citer.write(draft)).not.toMatch(/[[<`]|http|evil/);
    },
  );

  it("shows words as they come", () => {
    const citer = createCiter(sections);
    expect(citer.write("The port is 4321, ")).toBe("The port is 4321,");
  });
});

describe("grounding", () => {
  const mark = "_(not confirmed by the source)_";

  it("marks a cited sentence whose facts are not in its source, and counts the rest", () => {
    const { text, support } = cite("The port is 4321 [2]. The port is 8080 [2]. Set `server.port` [2].");
    expect(text).toBe(`The port is 4321 [1]. The port is 8080 [1]. ${mark} Set \`server.port\` [1].`);
    expect(support).toBeCloseTo(2 / 3);
  });

  it("marks after a mark that follows the full stop", () => {
    expect(shown("The port is 8080. [2] Images live in src. [1]")).toBe(
      `The port is 8080. [1] ${mark} Images live in src. [2]`,
    );
  });

  it.each([
    [
      "**注意：**ビルドは**「8080」**です[2]。*強調*です。",
      `**注意：**ビルドは**「8080」**です[1]。 ${mark} *強調*です。`,
    ],
    ["The port is 8080 [2]. *Note* this.", `The port is 8080 [1]. ${mark} *Note* this.`],
    ['The port is 8080 [2]. "Note" this.', `The port is 8080 [1]. ${mark} "Note" this.`],
    ["* The port is 8080 [2]. *Note* this.", `* The port is 8080 [1]. ${mark} *Note* this.`],
    ["*The port is 8080 [2].* Note this.", `*The port is 8080 [1].* ${mark} Note this.`],
    ["**The my_port is *8080 [2].*** Note.", `**The my_port is *8080 [1].*** ${mark} Note.`],
    ['It said "the port is 8080 [2]." Note this.', `It said "the port is 8080 [1]." ${mark} Note this.`],
  ])("marks before what opens the next sentence, and behind what closes this one: %s", (text, expected) =>
    expect(shown(text)).toBe(expected),
  );

  it("drops it where that is set", () => {
    const { text, sources } = cite("Images live in src [1]. The port is 8080 [2]. Fine.", "drop");
    expect(text).toBe("Images live in src [1]. Fine.");
    expect(sources).toHaveLength(1);
  });

  it("says nothing of support where nothing is cited", () => {
    expect(cite("Hello.").support).toBeUndefined();
  });

  it("says of code in a sentence that cites nothing where it is not from the docs, nor from the question", () => {
    expect(shown("Set `server.port` first. Then run `acme up`.")).toBe(
      "Set `server.port` first. Then run `acme up`. _(not from the docs)_",
    );
    const citer = createCiter(sections, "mark", "What does `acme up` do?");
    expect(citer.write("You ask about `acme up`.") + citer.end()).toBe("You ask about `acme up`.");
  });

  it("labels code that the docs do not have, and no other", () => {
    expect(shown("```js\nrun(a);\n```\n")).not.toContain("not from the docs");
    expect(shown("```js\nevil();\n```\nMore.")).toBe("```js\nevil();\n```\n\n_This code is not from the docs._\nMore.");
  });
});

describe("the model's rules", () => {
  it("are not shown when the model repeats them", () => {
    expect(shown(`Sure: ${ANSWER_RULES}`).length).toBeLessThan(80);
    expect(shown(`**${ANSWER_RULES.replaceAll(" ", "  ").toUpperCase()}**`).length).toBeLessThan(80);
  });

  it("may share words with an answer", () => {
    const text = "You answer questions about the port: the passages do not answer.";
    expect(shown(text)).toBe(text);
  });
});

/** Numbers in 0..1 that are the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const PARTS =
  "word|The port is 8080|[1]|[2]|[7]|[1, 2]|[|]|(|)|(https://evil.example)|](https://evil.example)|[x](https://evil.example)|[y](https://site.example/ok)|![z](https://evil.example/i.png)|https://evil.example/p|https://site.example/ok|www.evil.example|<|>|<b>|<script>|</b>|<https://evil.example>|`|``|```|```js|~~~|\n|\n\n|\n> |\n- |\n  |\n    |\n1. | |. |! |\\|*|_|**|: |[x]: https://evil.example|【1】|&#91;|&lt;|evil.com|@everyone|x`y|漢字。|e.g. ".split(
    "|",
  );

function randomDraft(random: () => number): string {
  const length = 2 + Math.floor(random() * 14);
  return Array.from({ length }, () => PARTS[Math.floor(random() * PARTS.length)]).join("");
}

it("doubts nothing that was quoted from the docs", () => {
  const citer = createCiter([section(1, "The port is 4321.")], "quoted");
  const quoted = "### About `other.toml`\n\n**It is 17.** [1] Set `none`.\n\n```sh\nother\n```\n";
  expect(citer.write(quoted) + citer.end()).toBe(quoted);
});

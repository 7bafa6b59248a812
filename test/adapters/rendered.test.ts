import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { randomNumbers } from "../support/answers.ts";
import { ifShared, shared } from "../support/needs.ts";
import { compare, PLATFORMS } from "../support/rendered/compare.ts";
import { readDiscord, readStandard } from "../support/rendered/reading.ts";
import { answerFrom, pagesIn } from "../support/rendered.ts";

const NAMES = Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[];
const SOURCES = [1, 2].map((n) => ({ n, title: "Queues", url: `https://docs.example.com/queues_(${n})/#a__b` }));

/** Every kind of Markdown once, as an answer has it. */
const ALL_KINDS = `# Queues ##

Set up
------

A *queue* keeps **jobs** [1][2], __also__ ~~never~~ \`a[1]\` and \`\`b \` c\`\`; see
[the guide](https://docs.example.com/a__b_(c)) or <https://docs.example.com/x?a=1&b=2>. my__own__name, 2 * 3 * 4, \\*this\\*

1. First
   - [ ] open
   - [x] done
     + nested

   \`\`\`yaml
   queue: {retries: 3}
     # [1] <!DOCTYPE> @everyone
   \`\`\`
2) Second&nbsp;&lt;b&gt;

> [!TIP]
> Quoted \`code\`
>
> > twice

| Key | Default |
|:--|--:|
| \`sep\\|a\` | [here](https://docs.example.com/t) |
| 名前 | 😀 **b** |

---

まず**「準備」**を。**注意：**必須です [2]。[^1]

[^1]: Since 2.0
`;

describe.each(NAMES)("on %s", (platform) => {
  const count = async (folder: string, answers: number) => {
    const random = randomNumbers(7);
    const pages = pagesIn(folder);
    for (let n = 0; n < answers; n++) {
      const path = pages[Math.floor(random() * pages.length)] ?? "";
      const { text, sources } = answerFrom(readFileSync(path, "utf8"), `https://docs.example.com/${n}`, random);
      expect((await compare(text, sources, platform)).faults, `${n} ${path}`).toEqual([]);
    }
  };

  test("every kind of Markdown says what it said", async () => {
    const { faults, linked, marked } = await compare(ALL_KINDS, SOURCES, platform);
    expect(faults).toEqual([]);
    expect(linked).toBe(marked);
  });

  test("answers made of the project's own pages say what they said", () => count("docs", 40));

  const corpus = shared("corpora/astro-docs-en/guides");

  test("so do answers made of others' pages", ifShared(corpus), () => count(corpus ?? "", 40));
});

test("the reading itself sees what is lost, changed or alive", () => {
  expect(readDiscord("a <@100000000000000001> `b` [c](<https://e.org/>)")).toMatchObject({
    words: "auserbc",
    codes: ["b"],
    links: ["c https://e.org/"],
    mentions: [expect.stringContaining("user")],
  });
  expect(readStandard("1. a\n\n   `b`").words).toBe("ab");
});

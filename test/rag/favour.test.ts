import { describe, expect, it } from "vitest";
import type { Exchange, Source } from "../../src/core/answer.ts";
import { createRag } from "../../src/rag/answer.ts";
import { favour, stillCited, type Talk } from "../../src/rag/favour.ts";
import type { Passage } from "../../src/search/search-index.ts";
import { ask, engineWith, question, silent, type TestPage, turn } from "../support/rag.ts";

const pages: readonly TestPage[] = [
  {
    path: "guides/hosts/hostia",
    title: "Deploy to Hostia",
    sections: {
      "": "Hostia serves sites from the edge.",
      "Custom domains": "Point the domain of your site at Hostia in its dashboard.",
      "Roll back": "Choose an earlier deployment of the site in the dashboard, then press Restore.",
    },
  },
  {
    path: "guides/hosts/cloudel",
    title: "Deploy to Cloudel",
    sections: {
      "": "Cloudel is a host for sites that are small. Cloudel has no dashboard.",
      "Custom domains": "Name the domain of your site in the file `cloudel.toml` and push it.",
    },
  },
  {
    path: "guides/routing",
    title: "Routing",
    sections: {
      Redirects: [
        "Map an old path to a new one under `redirects` in the configuration. It is also possible to redirect to an external address.",
      ],
    },
  },
  {
    path: "reference/errors/external-address",
    title: "External address refused",
    sections: { "": "What was given does not begin with https, or is no valid address at all." },
  },
  {
    path: "other/domains",
    title: "Domains",
    sections: { "": "A domain is a name. Custom names of a domain cost more to restore." },
  },
];

const rag = createRag({ engine: await engineWith(pages), log: silent });

/** The sources of the answers, each question asked after those before it. */
async function converse(...questions: readonly string[]): Promise<readonly (readonly Source[])[]> {
  const history: Exchange[] = [];
  for (const text of questions) {
    const { text: answer, end } = await ask(rag, question(text, { history: [...history] }));
    history.push({ ...turn(text, answer), sources: end.sources });
  }
  return history.map(({ sources }) => sources);
}

/** The page and section that each answer leads with. */
async function leads(...questions: readonly string[]): Promise<readonly (string | undefined)[]> {
  return (await converse(...questions)).map(([source]) => source?.url.replace("https://docs.example.org/", ""));
}

describe("a follow-up", () => {
  it("is answered by what was just cited where that says it, though another page is called so", async () => {
    const asked = "and to an external address?";
    expect(await leads("How do I set up redirects?", asked)).toEqual([
      "guides/routing#redirects",
      "guides/routing#redirects",
    ]);
    expect(await leads(asked)).toEqual(["reference/errors/external-address"]);
  });

  it("is answered so too where it names no subject of its own", async () => {
    const [, second] = await leads("How do I set up redirects?", "can I do that to an external address?");
    expect(second).toBe("guides/routing#redirects");
  });

  it("asks the same of another subject, under the heading that told it of the first", async () => {
    expect(await leads("How do I use custom domains on Hostia?", "and Cloudel?")).toEqual([
      "guides/hosts/hostia#custom-domains",
      "guides/hosts/cloudel#custom-domains",
    ]);
  });

  it("stays with the page that was cited where it is near the best", async () => {
    const [, second] = await leads("How do I use custom domains on Hostia?", "can I restore an earlier one?");
    expect(second).toBe("guides/hosts/hostia#roll-back");
  });

  it("is hedged, not refused, where it says little alone, and refused where the docs know nothing of it", async () => {
    const outcomeOf = async (text: string) => {
      const history = [turn("How do I use custom domains on Hostia?", "So.")].map((each) => ({
        ...each,
        sources: [{ n: 1, title: "Hostia", url: "https://docs.example.org/guides/hosts/hostia" }],
      }));
      return (await ask(rag, question(text, { history }))).verdict;
    };
    expect((await ask(rag, question("and for gadgets with domains?"))).verdict).toBe("refused");
    expect(await outcomeOf("and for gadgets with domains?")).toBe("uncertain");
    expect(await outcomeOf("and who founded the kingdom of Sweden?")).toBe("refused");
  });

  it("leaves the page that was cited where another thing is asked", async () => {
    const [, second] = await leads("How do I use custom domains on Hostia?", "How do I set up redirects?");
    expect(second).toBe("guides/routing#redirects");
  });
});

/** A passage that was found no better and no worse than the others. */
function passage(path: string, title: string, heading = "", text = ""): Passage {
  const url = `https://docs.example.org/${path}`;
  return { id: path, ordinal: 0, source: "docs", path, url, title, headings: heading ? [heading] : [], text, score: 1 };
}

describe("what was found alike for a question in a talk", () => {
  const cited = [{ n: 1, title: "Hostia: Domains", url: "https://docs.example.org/hosts/hostia/#domains" }];
  const order = (found: readonly Passage[], talk: Partial<Talk>) =>
    favour(found, { cited, subject: "domains on Hostia", ...talk }).map(({ path }) => path);
  const [elsewhere, beside, page] = [
    passage("blog/", "Blog"),
    passage("hosts/more/cloudel/", "Cloudel"),
    passage("hosts/hostia/#prices", "Hostia", "Prices"),
  ];

  it("comes from the page that was cited, then from its folder and below", () => {
    expect(order([elsewhere, beside, page], {})).toEqual([page.path, beside.path, elsewhere.path]);
  });

  it("comes from that page, and not from its folder, where the question stands alone", () => {
    expect(order([elsewhere, beside, page], { subject: "" })).toEqual([page.path, elsewhere.path, beside.path]);
  });

  it("is called like the other subject, rather under the same heading, or speaks of it", () => {
    const speaks = passage("news/", "News", "", "Cloudel is a host.");
    const named = passage("cloudel/#prices", "Cloudel", "Prices");
    const parallel = passage("cloudel/#domains", "Cloudel", "Domains");
    const found = [elsewhere, page, speaks, named, parallel];
    expect(order(found, { other: "cloudel" })).toEqual(
      [parallel, named, speaks, elsewhere, page].map(({ path }) => path),
    );
  });

  it("is looked for on the page that was cited where that says what is added and is near the best of all", () => {
    const best = passage("blog/", "Blog");
    const on = (text: string, score: number) => ({ ...passage("hosts/hostia/", "Hostia", "", text), score });
    const first = (text: string, score: number) => {
      const together = [{ ...best, score: 1 }, on(text, score)];
      return stillCited([best], together, { cited, asked: "and with wildcards?" })[0]?.path;
    };
    expect(first("Wildcards are known.", 0.8)).toBe("hosts/hostia/");
    expect(first("Wildcards are known.", 0.6)).toBe("blog/");
    expect(first("Domains are known.", 0.8)).toBe("blog/");
  });
});

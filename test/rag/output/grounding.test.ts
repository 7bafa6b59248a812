import { describe, expect, it } from "vitest";
import type { Unsupported } from "../../../src/core/answer.ts";
import { createCiter } from "../../../src/rag/output/citations.ts";
import { isSupported } from "../../../src/rag/output/grounding.ts";
import { CLAIMS, type ClaimCase } from "../../fixtures/claims.ts";
import { section } from "../../support/rag.ts";

const MARK = "_(not confirmed by the source)_";

/** Takes more than words to see. */
const BEYOND_WORDS = [
  "Cookies never expire.",
  "Images are compressed as well.",
  "Every member can delete a workspace.",
  "Python 3.8 is still supported.",
  "The old loader was already removed.",
];

/** Whether the sentence is let stand, with its mark before the full stop as models set it. */
function isLetStand({ passage, sentence }: ClaimCase): boolean {
  const citer = createCiter([section(1, passage, { title: "Guide" })]);
  citer.write(sentence.replace(/[.。]$/, " [1]$&"));
  citer.end();
  return citer.citations().support === 1;
}

describe("the check of a cited sentence", () => {
  const right = CLAIMS.filter(({ isBorneOut }) => isBorneOut);
  const wrong = CLAIMS.filter(({ isBorneOut }) => !isBorneOut);

  it.each(right)("lets stand what the passage says ($about): $sentence", (claim) => {
    expect(isLetStand(claim)).toBe(true);
  });

  it("objects to nine of ten sentences that the passage does not bear out, and to none that it does", () => {
    const missed = wrong.filter(isLetStand).map(({ sentence }) => sentence);
    const objected = CLAIMS.filter((claim) => !isLetStand(claim));
    const precision = objected.filter(({ isBorneOut }) => !isBorneOut).length / objected.length;
    const recall = 1 - missed.length / wrong.length;
    console.log(
      `${CLAIMS.length} claims, ${wrong.length} of them wrong: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
    );
    expect(wrong.length).toBeGreaterThan(50);
    expect(precision).toBe(1);
    expect(missed.toSorted()).toEqual(BEYOND_WORDS.toSorted());
  });
});

describe("the check of a cited sentence, beside it", () => {
  const supported = (text: string, ...texts: readonly string[]) =>
    isSupported({ text, codes: [], sections: texts.map((each, i) => section(i + 1, each, { title: "" })) });

  it("finds nothing borne out by an empty text, or by none", () => {
    expect(supported("Yes.", "")).toBe(false);
    expect(supported("It works.", " \n")).toBe(false);
    expect(supported("Der Server ist nicht da und wird es auch nie.")).toBe(false);
  });

  it("wants the words near each other", () => {
    const [one, other] = ["Backups run nightly.", "Invoices are archived."];
    const far = [one, ...Array(8).fill("Nothing else matters."), other].join(" ");
    const sentence = "Nightly invoices stop, backups get archived weekly.";
    expect(supported(sentence, far)).toBe(false);
    expect(supported(sentence, `${one} ${other}`)).toBe(true);
  });

  it.each([
    ["It keeps 3 copies of a backup.", "It keeps three copies of a backup."],
    ["Copy 2 of a backup lies elsewhere.", "The second copy of a backup lies elsewhere."],
    ["An 11 year old wrote the backup tool.", "An 11-year-old wrote the backup tool."],
    ["The backup tool is from 1990.", "The backup tool is from the 1990s."],
  ])("reads numbers that are written as words: %s", (sentence, text) => {
    expect(supported(sentence, text)).toBe(true);
    expect(supported(sentence.replace(/\d+/, "7"), text)).toBe(false);
  });

  it("does not take an English sentence for another language's because of a word or two", () => {
    expect(
      supported("Die was cast in Van Gogh style.", "The server is not down. It was up and has been for a day."),
    ).toBe(false);
    expect(
      supported(
        "Serwer jest niedostępny, gdy aktualizacja trwa dłużej niż zwykle.",
        "The server is down while it is updated, and for a while after that.",
      ),
    ).toBe(true);
  });
});

describe("where the citation stands", () => {
  const sections = [section(1, "The port is 4321."), section(2, "The cache keeps pages for 60 seconds.")];
  const cite = (draft: string, unsupported: Unsupported = "mark") => {
    const citer = createCiter(sections, unsupported);
    return { text: citer.write(draft) + citer.end(), support: citer.citations().support };
  };

  it.each([
    ["The port is 8080 [1].", `The port is 8080 [1]. ${MARK}`],
    ["The port is 8080. [1]", `The port is 8080. [1] ${MARK}`],
    ["The port is 8080 [1], and it is free.", `The port is 8080 [1], and it is free. ${MARK}`],
    ["## The port is 8080 [1]\nText.", `## The port is 8080 [1] ${MARK}\nText.`],
    ["- The port is 8080 [1]\n- Text.", `- The port is 8080 [1] ${MARK}\n- Text.`],
    ["| Port | 8080 [1] |\n| --- | --- |\n", `| Port | 8080 [1] ${MARK} |\n| --- | --- |\n`],
    ["| Port | 8080 [1] | \n", `| Port | 8080 [1] ${MARK} | \n`],
    ["| Port | 8080 [1] |", `| Port | 8080 [1] ${MARK} |`],
    ["| Port | 4321 [1] |\n", "| Port | 4321 [1] |\n"],
  ])("is seen: %j", (draft, text) => {
    expect(cite(draft).text).toBe(text);
  });

  it("takes several citations of one sentence together", () => {
    expect(cite("Port 4321 [1] is cached for 60 seconds [2].").support).toBe(1);
    expect(cite("The port is 4321 and the cache keeps pages for 60 seconds [1].").support).toBe(0);
  });

  it("drops a row of a table whole", () => {
    expect(cite("| a | b |\n| --- | --- |\n| Port | 8080 [1] |\n| Port | 4321 [1] |\n", "drop").text).toBe(
      "| a | b |\n| --- | --- |\n\n| Port | 4321 [1] |\n",
    );
  });
});

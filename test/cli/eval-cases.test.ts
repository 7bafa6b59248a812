import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type JudgedAnswer, lossesOf, readCases } from "../../src/cli/eval/cases.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { docsFolder } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const ANSWER: JudgedAnswer = {
  text: "Resize images with the `width` attribute. [1]",
  outcome: "answered",
  sources: [{ n: 1, title: "Images", url: "https://docs.example.com/images/#resize" }],
};
const REFUSED: JudgedAnswer = { text: "The docs do not say.", outcome: "refused", sources: [] };

describe("a case is lost, with the reason, where", () => {
  const question = "How do I resize images?";

  it.each([
    [
      "a page is not among the sources",
      { pages: ["https://docs.example.com/other/"] },
      ANSWER,
      /other\/ is not among the sources: https:\/\/docs/,
    ],
    ["another section is", { pages: ["https://docs.example.com/images/#formats"] }, ANSWER, /#formats is not among/],
    ["words are missing", { mustSay: ["`width`", "`height`"] }, ANSWER, /does not say “`height`”/],
    ["words are there", { mustNotSay: ["WIDTH"] }, ANSWER, /It says “WIDTH”/],
    ["it is answered and must not be", { mustRefuse: true }, ANSWER, /It is answered, and must be refused/],
    ["it is not answered any more", {}, REFUSED, /do not answer it any more/],
    ["it is not sure any more", {}, { ...ANSWER, outcome: "uncertain" } as JudgedAnswer, /is not sure/],
  ])("%s", (_, wanted, answer, reason) => {
    expect(lossesOf({ question, ...wanted }, answer)).toEqual([expect.stringMatching(reason)]);
  });

  it("and not where all is as it must be", () => {
    const pages = ["https://docs.example.com/images/", "https://docs.example.com/images/#resize"];
    expect(lossesOf({ question, pages, mustSay: ["WIDTH"], mustNotSay: ["height"] }, ANSWER)).toEqual([]);
    expect(lossesOf({ question, mustRefuse: true }, REFUSED)).toEqual([]);
    const file = { ...ANSWER, sources: [{ n: 1, title: "Images", url: "file:///srv/images.md", path: "images.md" }] };
    expect(lossesOf({ question, pages: ["images.md"] }, file)).toEqual([]);
  });
});

const CASES = `# kept by hand
- question: How do I resize images?
  pages: [https://docs.example.com/images/]
  mustSay: ["\`width\`"]
- question: Which zeppelin museum opens on sundays?
  mustRefuse: true
`;

describe("npm run eval -- cases.yaml", () => {
  async function run(cases: string, docs: Record<string, string>) {
    const dataDir = tempDir();
    const file = join(dataDir, "cases.yaml");
    writeFileSync(file, cases);
    const settings = { DATA_DIR: dataDir, DOCS: docsFolder(docs), DOCS_BASE_URL: "https://docs.example.com/" };
    const env = { ...CHILD_ENVIRONMENT, ...settings, DOCENT_FILE: "none.yaml" };
    return promisify(execFile)(process.execPath, ["src/start.js", "eval", file], { env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  }

  it("exits with 0 where every case is as it must be, and with 1 and the reasons where a page was changed", async () => {
    const text = "Resize images with the `width` attribute of the Image component.";
    const [kept, lost] = await Promise.all([
      run(CASES, { "images.md": `# Images\n\n${text}\n` }),
      run(CASES, { "images.md": `# Images\n\n${text.replace("width", "size")}\n` }),
    ]);
    expect([kept.code, kept.stdout]).toEqual([0, expect.stringContaining("2 of 2 cases are as they must be.")]);
    expect(lost.code).toBe(1);
    expect(lost.stdout).toMatch(/LOST {2}How do I resize images\?\n {6}It does not say “`width`”\.\nok {4}Which/);
    expect(lost.stdout).toContain("1 of 2 cases are as they must be.");
  }, 60_000);

  it("names the case that is wrong", async () => {
    const wrong = await run("- question: A?\n- question: B?\n  mustsay: [x]\n", { "a.md": "# A\n\nText.\n" });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/cases\.yaml: case 2: .*mustsay/)]);
  }, 60_000);
});

it("a file of cases may be empty, and says what is no list", () => {
  const file = join(tempDir(), "cases.yaml");
  writeFileSync(file, "# none yet\n");
  expect(readCases(file)).toEqual([]);
  writeFileSync(file, "question: A?\n");
  expect(() => readCases(file)).toThrow(/must be a list of cases/);
});

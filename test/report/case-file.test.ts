import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { parse } from "yaml";
import { createDocent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { CaseFile } from "../../src/report/case-file.ts";
import { docsFolder } from "../support/library.ts";
import { MemoryAdapter } from "../support/memory-adapter.ts";
import { promptFor, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const PATIENCE = { timeout: 10_000, interval: 5 };
const DOCS = { "images.md": "# Images\n\nResize images with the `width` attribute of the Image component.\n" };
const ann = { id: "ann", name: "Annsen" };
const admin = { id: "ada", name: "Ada", admin: true };

async function start() {
  const dataDir = tempDir();
  const adapter = new MemoryAdapter();
  const settings = { DATA_DIR: dataDir, DOCS: docsFolder(DOCS), DOCENT_FILE: "none.yaml" };
  const config = readConfig({ ...settings, DOCS_BASE_URL: "https://docs.example.com/" }, "none");
  const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [adapter] });
  onTestFinished(() => docent.stop());
  await docent.start();
  await docent.sync();
  const place = threadIn("general", "t");
  const ask = async (text: string, changes: Partial<Prompt> = {}) => {
    const prompt = promptFor(text, { author: ann, place, ...changes });
    await adapter.bot?.run(prompt);
    await vi.waitFor(
      () => expect([adapter.answers.at(-1)?.prompt.id, docent.open()]).toEqual([prompt.id, 0]),
      PATIENCE,
    );
    return prompt;
  };
  const keep = ({ id: promptId }: Prompt, by: Prompt["author"] = admin) =>
    adapter.bot?.action({ action: "test", promptId, by, place });
  const file = join(dataDir, "cases.yaml");
  return { ask, keep, file, cases: () => parse(readFileSync(file, "utf8")) };
}

it("keeps an answer with what was said before it and its page, and no name", async () => {
  const { ask, keep, cases, file } = await start();
  const first = await ask("How do I resize images, I am Annsen?");
  const second = await ask("Which zeppelin museum opens on sundays?");
  expect(await keep(first)).toMatch(/^Added to cases.yaml/);
  expect(await keep(first)).toMatch(/among the tests already/);
  expect(await keep(second)).toMatch(/^Added/);
  const question = "How do I resize images, I am somebody?";
  expect(cases()).toMatchObject([
    { question, pages: ["https://docs.example.com/images/"] },
    {
      question: "Which zeppelin museum opens on sundays?",
      history: [{ question, answer: expect.stringContaining("`width`") }],
      mustRefuse: true,
    },
  ]);
  expect(readFileSync(file, "utf8")).not.toMatch(/Annsen|\bann\b/);
});

it("is for admins, and writes down nothing that was asked in private", async () => {
  const { ask, keep, file } = await start();
  const shown = await ask("How do I resize images?");
  expect(await keep(shown, ann)).toBe("Only admins can add an answer to the tests.");
  const whispered = await ask("How do I resize my images?", { confidential: true });
  expect(await keep(whispered)).toMatch(/asked in private/);
  expect(await keep({ ...shown, id: "unknown" })).toMatch(/Nothing is kept of that answer/);
  expect(() => readFileSync(file)).toThrow();
});

it("goes when somebody who said something in it has everything deleted, and leaves what people wrote by hand", async () => {
  const { ask, keep, file } = await start();
  await keep(await ask("How do I resize quicksilver images?"));
  await keep(await ask("How do I resize images?", { author: { id: "bob", name: "Bob" } }));
  const byHand = "# mine\n- question: By hand?\n  mustRefuse: true\n";
  writeFileSync(file, `${readFileSync(file, "utf8")}${byHand}`);
  await ask("forget-me", { direct: true });
  const left = readFileSync(file, "utf8");
  expect(left).not.toContain("quicksilver");
  expect(left).toContain("# mine\n- question: By hand?");
  expect(left).toContain("- question: How do I resize images?");
  expect(left.match(/question:/g)).toHaveLength(2);
});

it("is found again by a platform and person, or by a workspace", async () => {
  const file = join(tempDir(), "cases.yaml");
  const cases = new CaseFile(file);
  const of = (author: string) => [
    { platform: "slack", author },
    { platform: "slack", workspace: "T1" },
  ];
  await cases.add({ question: "one?" }, of("U1"));
  await cases.add({ question: "two?" }, of("U2"));
  const left = () => parse(readFileSync(file, "utf8")).map(({ question }: { question: string }) => question);
  await cases.forget({ platform: "discord", author: "U1" });
  expect(left()).toEqual(["one?", "two?"]);
  await cases.forget({ platform: "slack", author: "U1" });
  expect(left()).toEqual(["two?"]);
  await cases.forget({ platform: "slack", workspace: "T1" });
  expect(left()).toEqual([]);
});

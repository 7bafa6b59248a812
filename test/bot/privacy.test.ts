import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createDocent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { docsFolder } from "../support/library.ts";
import { MemoryAdapter } from "../support/memory-adapter.ts";
import { promptFor, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const PATIENCE = { timeout: 10_000, interval: 5 };
const DOCS = { "images.md": "# Images\n\nResize images with the `width` attribute of the Image component.\n" };
const bob = { id: "bob", name: "Bob" };

async function start() {
  const dataDir = tempDir();
  const adapter = new MemoryAdapter();
  const config = readConfig({ DATA_DIR: dataDir, DOCS: docsFolder(DOCS), DOCENT_FILE: "none.yaml" }, "none");
  const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [adapter] });
  onTestFinished(() => docent.stop());
  await docent.start();
  await docent.sync();
  const ask = async (text: string, changes: Partial<Prompt> = {}) => {
    const prompt = promptFor(text, { place: threadIn("general", "t"), ...changes });
    await adapter.bot?.run(prompt);
    await vi.waitFor(
      () => expect([adapter.answers.at(-1)?.prompt.id, docent.open()]).toEqual([prompt.id, 0]),
      PATIENCE,
    );
    return prompt;
  };
  const say = async (text: string, changes: Partial<Prompt> = {}) => {
    await ask(text, changes);
    return String(adapter.shown(text));
  };
  const bytes = () => {
    const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => readFileSync(join(dataDir, name), "latin1")).join("\n");
  };
  return { docent, adapter, ask, say, bytes };
}

it("tells what is kept about who asks, for how long and for whom, and of nobody else", async () => {
  const { adapter, ask, say } = await start();
  const mine = await ask("How do I resize images?");
  await ask("Which zeppelin museum opens on sundays?", { author: bob });
  await adapter.bot?.action({ action: "helpful", promptId: mine.id, by: mine.author, place: mine.place });
  const told = await say("privacy");
  expect(told).toContain("Kept about you on this platform: 2 questions, 1 answer that I remember, 1 vote.");
  expect(told).toContain("They are deleted after 30 days.");
  expect(told).toContain("Your questions are kept.");
  const data = await say("privacy download");
  const json = JSON.parse(/```json\n([\s\S]*)\n```/.exec(data)?.[1] ?? "");
  expect(json.conversations).toMatchObject([
    { question: "How do I resize images?", answer: expect.stringContaining("width") },
  ]);
  expect(json.questions.map(({ text }: { text?: string }) => text)).toContain("How do I resize images?");
  expect(json.votes).toEqual([{ helpful: true }]);
  expect(data).not.toContain("zeppelin");
});

it("deletes it, as forget-me does", async () => {
  const { ask, say, docent } = await start();
  await ask("How do I resize images?");
  expect(await say("privacy forget")).toBe("Deleted: 1 question, and your votes.");
  expect(await docent.reports.report(0)).toMatchObject({ questions: 0 });
});

it("keeps no words of who wishes so, until they wish otherwise; questions still count", async () => {
  const { ask, say, docent, bytes } = await start();
  expect(await say("privacy off")).toMatch(/not kept any more from now on/);
  const prompt = await ask("How do I resize quicksilver images?");
  expect(await docent.core.history(prompt.place, prompt.author.id)).toEqual([]);
  expect(await docent.reports.report(0)).toMatchObject({ questions: 1, people: 1 });
  expect(JSON.stringify(await docent.reports.report(0))).not.toContain("quicksilver");
  expect(docent.database.prepare("select prompt from questions where id = ?").get(prompt.id)?.prompt).toBeNull();
  await ask("How do I resize walrus images?", { author: bob });
  expect(bytes()).toContain("walrus");
  expect(await say("privacy")).toContain("You wished that your questions are not kept");
  await say("privacy on");
  await ask("How do I resize marzipan images?");
  expect((await docent.core.history(prompt.place, prompt.author.id)).map(({ question }) => question)).toEqual([
    "How do I resize marzipan images?",
  ]);
});

it("takes no sentence about privacy for a wish", async () => {
  const { say } = await start();
  expect(await say("privacy policy of the image component")).not.toContain("Kept about you");
});

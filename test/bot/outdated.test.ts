import { expect, it, onTestFinished, vi } from "vitest";
import { showExchange } from "../../src/adapters/web/render.ts";
import { createDocent } from "../../src/app.ts";
import { Conversations } from "../../src/bot/conversations.ts";
import { markOutdated } from "../../src/bot/outdated.ts";
import { readConfig } from "../../src/config.ts";
import { type Exchange, OUTDATED } from "../../src/core/answer.ts";
import { createLog } from "../../src/core/log.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { createSqliteStore } from "../../src/storage/store.ts";
import { docsFolder, writeDoc } from "../support/library.ts";
import { MemoryAdapter } from "../support/memory-adapter.ts";
import { promptFor, root, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const PATIENCE = { timeout: 10_000, interval: 5 };
const image = (attribute: string) =>
  `# Images\n\nResize images with the \`${attribute}\` attribute of the Image component.\n`;
const DEPLOY = "# Deploying a site\n\nDeploy a site to production with `npm run deploy`.\n";

async function start() {
  const docs = docsFolder({ "images.md": image("width"), "deploy.md": DEPLOY });
  const adapter = new MemoryAdapter();
  const config = readConfig({ DATA_DIR: tempDir(), DOCS: docs, DOCENT_FILE: "none.yaml" }, "none");
  const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [adapter] });
  onTestFinished(() => docent.stop());
  await docent.start();
  await docent.sync();
  const ask = async (text: string, place = threadIn("general", text)) => {
    const prompt = promptFor(text, { place });
    await adapter.bot?.run(prompt);
    await vi.waitFor(
      () => expect([adapter.answers.at(-1)?.prompt.id, docent.open()]).toEqual([prompt.id, 0]),
      PATIENCE,
    );
    return prompt;
  };
  const isMarked = (text: string) =>
    adapter.answers.find(({ prompt }) => prompt.text === text)?.messages[0]?.isOutdated === true;
  return { docs, docent, adapter, ask, isMarked };
}

it("marks the answers that cite what a sync changed or removed, and no others", async () => {
  const { docs, docent, adapter, ask, isMarked } = await start();
  const prompt = await ask("How do I resize images?");
  await ask("Resize images how?", root());
  await ask("How do I deploy a site?");
  await ask("Which zeppelin museum opens on sundays?");
  writeDoc(docs, "images.md", image("size"));
  const before = adapter.answers.map(({ messages }) => messages.length);
  await docent.sync();
  await vi.waitFor(() => expect(isMarked("Resize images how?")).toBe(true), PATIENCE);
  expect(isMarked("How do I resize images?")).toBe(true);
  expect(isMarked("How do I deploy a site?")).toBe(false);
  expect(isMarked("Which zeppelin museum opens on sundays?")).toBe(false);
  expect(adapter.answers.map(({ messages }) => messages.length)).toEqual(before);
  expect(adapter.answers[0]?.messages[0]).toMatchObject({ done: true, actions: ["helpful", "unhelpful", "again"] });
  const [exchange] = await docent.core.history(prompt.place, prompt.author.id);
  if (!exchange) throw new Error("nothing is remembered");
  expect(showExchange(exchange).messages[0]?.text).toContain(OUTDATED);
  const { outdated } = await docent.reports.report(0);
  expect(outdated.map(({ question, page }) => [question, page?.title])).toEqual([
    ["How do I resize images?", "Images"],
    ["Resize images how?", "Images"],
  ]);
});

it("marks once, and what was asked since the change stays as it is", async () => {
  const { docs, docent, adapter, ask, isMarked } = await start();
  await ask("How do I resize images?");
  writeDoc(docs, "images.md", image("size"));
  await docent.sync();
  await vi.waitFor(() => expect(isMarked("How do I resize images?")).toBe(true), PATIENCE);
  await ask("images resize how");
  const revise = vi.spyOn(adapter, "revise");
  writeDoc(docs, "deploy.md", `${DEPLOY}\nAnd wait.\n`);
  await docent.sync();
  await ask("How do I deploy a site?");
  expect(revise).not.toHaveBeenCalled();
  expect(isMarked("images resize how")).toBe(false);
});

it("reaches thirty days back, and leaves what was no answer as it is", async () => {
  const day = 86_400_000;
  const now = 100 * day;
  const store = createSqliteStore(openDatabase(tempDir()), { days: 365 });
  const conversations = new Conversations(
    { exchanges: store.keyv("conversations"), threads: store.keyv("threads") },
    { turns: 10, days: 365, rootMinutes: 30 },
  );
  const prompt = promptFor("q", { place: threadIn("general", "t") });
  const key = { place: prompt.place, owner: prompt.author.id };
  const exchanges: Partial<Exchange>[] = [
    { id: "fresh", at: now - 29 * day },
    { id: "old", at: now - 31 * day },
    { id: "hedged", at: now, outcome: "uncertain" },
    { id: "cut", at: now, mark: "cut" },
  ];
  const usual = {
    author: prompt.author,
    question: "q",
    answer: "a",
    sources: [],
    outcome: "answered",
    cited: ["c"],
  } as const;
  for (const exchange of exchanges)
    await conversations.append(prompt, key, { ...usual, id: "", at: 0, ...exchange }, []);
  const deps = { conversations, adapters: [], gone: async (ids: readonly string[]) => ids, log: createLog("silent") };
  expect(await markOutdated(deps, now)).toBe(1);
  const marked = (await conversations.exchanges(key)).filter(({ isOutdated }) => isOutdated);
  expect(marked.map(({ id }) => id)).toEqual(["fresh"]);
});

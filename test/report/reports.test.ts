import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDocent, type Docent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { isToDo } from "../../src/core/report.ts";
import { docsFolder, writeDoc } from "../support/library.ts";
import { MemoryAdapter } from "../support/memory-adapter.ts";
import { promptFor, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const PATIENCE = { timeout: 10_000, interval: 5 };
const DOCS = {
  "images.md": "# Images\n\nResize images with the `width` attribute of the Image component.\n",
  "deploy.md": "# Deploying a site\n\nDeploy a site to production with `npm run deploy`.\n",
};
const PEOPLE = ["ann", "bob", "cyd", "dee"].map((id) => ({
  id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}sen`,
}));
const [ann, bob, cyd, dee] = PEOPLE as [Person, Person, Person, Person];
type Person = Prompt["author"];

let docs: string;
let dataDir: string;
let docent: Docent;
let adapter: MemoryAdapter;
let asked = 0;

beforeEach(async () => {
  docs = docsFolder(DOCS);
  dataDir = tempDir();
  adapter = new MemoryAdapter();
  const config = readConfig({ DATA_DIR: dataDir, DOCS: docs, DOCENT_FILE: "none.yaml" }, "none");
  docent = await createDocent(config, { log: createLog("silent"), adapters: () => [adapter] });
  await docent.start();
  await docent.sync();
});

afterEach(() => docent.stop());

/** Somebody asks, and has the answer. */
async function ask(author: Person, text: string, changes: Partial<Prompt> = {}): Promise<Prompt> {
  const prompt = promptFor(text, { author, place: threadIn("general", `t${++asked}`), ...changes });
  await adapter.bot?.run(prompt);
  await vi.waitFor(async () => {
    expect(docent.open()).toBe(0);
    expect(adapter.answers.some(({ prompt: { id } }) => id === prompt.id)).toBe(true);
  }, PATIENCE);
  return prompt;
}

const act = (prompt: Prompt, by: Person, why?: { reason: "outdated"; note: string }) =>
  adapter.bot?.action({ action: "unhelpful", promptId: prompt.id, by, place: prompt.place, ...(why && { why }) });

const report = () => docent.reports.report(0);
const gapsNow = async () => (await report()).gaps.filter(isToDo);

/** Everything in the files of the data folder, byte for byte. */
function bytes(): string {
  const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => readFileSync(join(dataDir, name), "latin1")).join("\n");
}

describe("a report", () => {
  it("counts questions, people and votes, and puts questions of one subject together", async () => {
    await ask(ann, "How do I resize images?");
    await ask(ann, "How do I rotate the kubernetes certificates?");
    await ask(bob, "can kubernetes certificates be rotated automatically");
    await ask(bob, "rotate kubernetes certificates");
    await ask(cyd, "Which zeppelin museum opens on sundays?");
    await ask(cyd, "thanks!");
    const { gaps, ...totals } = await report();
    expect(totals).toMatchObject({ questions: 5, people: 3, answered: 1, refused: 4, helpful: 0, unhelpful: 0 });
    expect(gaps.map(({ questions, people, signals }) => ({ questions, people, signals }))).toEqual([
      { questions: 3, people: 2, signals: { refused: 3 } },
      { questions: 1, people: 1, signals: { refused: 1 } },
    ]);
    expect(gaps[0]?.title).toMatch(/rotate.* kubernetes certificates|kubernetes certificates .*rotate/i);
    expect(gaps[0]?.missing).toEqual(expect.arrayContaining(["kubernetes", "certificates"]));
    expect(gaps[0]?.quotes).toHaveLength(3);
  });

  it("counts what was asked in private and in direct messages, and quotes it nowhere", async () => {
    await ask(ann, "How do I rotate the kubernetes certificates?");
    await ask(bob, "my kubernetes certificates of project xylophone", { confidential: true, direct: true });
    await ask(cyd, "secret marzipan certificates", { private: true });
    const made = await report();
    expect(made).toMatchObject({ questions: 3, people: 3 });
    expect(made.gaps.reduce((sum, { questions }) => sum + questions, 0)).toBe(3);
    expect(JSON.stringify(made)).not.toMatch(/xylophone|marzipan|project/);
    expect(JSON.stringify(made)).toContain("kubernetes");
  });

  it("names nobody: neither who asked nor who is mentioned, nor where to write to them", async () => {
    const prompt = await ask(ann, "Does Bobsen know how @Gundula rotates kubernetes? mail me at ann@example.com `@me`");
    await ask(bob, "zeppelin museum on @acme/museum");
    await act(prompt, bob, { reason: "outdated", note: "Annsen said so" });
    const text = JSON.stringify(await report());
    expect(text).not.toMatch(/Bobsen|Annsen|Gundula|ann@example|"ann"|"bob"/);
    expect(text).toContain("@acme/museum");
    expect(text).toContain("`@me`");
    expect(text).toContain("somebody said so");
  });

  it("knows what was voted down, with the reason, and what was asked again", async () => {
    const prompt = await ask(ann, "How do I resize images?");
    await act(prompt, bob, { reason: "outdated", note: "It is `size` now" });
    const place = threadIn("general", "same");
    await ask(cyd, "How do I deploy a site?", { place });
    await ask(cyd, "how to deploy the site", { place });
    await ask(dee, "How do I deploy a site?");
    const { gaps, unhelpful } = await report();
    expect(unhelpful).toBe(1);
    const images = gaps.find(({ title }) => title.includes("images"));
    expect(images).toMatchObject({ state: "open", signals: { "voted-down": 1 }, nearest: { title: "Images" } });
    expect(images?.complaints).toEqual([{ reason: "Outdated", note: "It is `size` now" }]);
    const deploys = gaps.filter(({ title }) => /deploy/i.test(title));
    expect(deploys).toMatchObject([{ questions: 1, signals: { "asked-again": 1 } }]);
  });

  it("closes what a later sync answers, by itself", async () => {
    await ask(ann, "How do I rotate the kubernetes certificates?");
    await ask(bob, "Which zeppelin museum opens on sundays?");
    const certificates = "Rotate the kubernetes certificates with `kubeadm certs renew all`.";
    writeDoc(docs, "certificates.md", `# Rotate kubernetes certificates\n\n${certificates}\n`);
    expect(await gapsNow()).toHaveLength(2);
    await docent.sync();
    const { gaps } = await report();
    expect(gaps.map(({ title, state }) => [/kubernetes/.test(title), state])).toEqual(
      expect.arrayContaining([
        [true, "answered"],
        [false, "open"],
      ]),
    );
  });

  it("keeps what a maintainer says: nothing of ours is gone for good, what is done opens with a new question", async () => {
    await ask(ann, "How do I rotate the kubernetes certificates?");
    await ask(bob, "Which zeppelin museum opens on sundays?");
    const idOf = async (word: string) => (await report()).gaps.find(({ title }) => title.includes(word))?.id ?? "";
    expect(await docent.reports.mark(await idOf("zeppelin"), "not-ours")).toBe(true);
    expect(await docent.reports.mark(await idOf("kubernetes"), "write-it")).toBe(true);
    expect((await gapsNow()).map(({ state }) => state)).toEqual(["write-it"]);
    expect(await docent.reports.mark(await idOf("kubernetes"), "done")).toBe(true);
    expect(await gapsNow()).toEqual([]);
    await ask(cyd, "which zeppelin museum opens on sundays please");
    expect(await gapsNow()).toEqual([]);
    await ask(cyd, "how to rotate kubernetes certificates");
    expect((await gapsNow()).map(({ questions, state }) => [questions, state])).toEqual([[2, "open"]]);
    expect(await docent.reports.mark("00000000", "done")).toBe(false);
  });

  it("holds nothing of who had everything deleted, and neither does what was marked", async () => {
    await ask(ann, "How do I rotate the quicksilver certificates?");
    const [gap] = await gapsNow();
    await docent.reports.mark(gap?.id ?? "", "write-it");
    expect(bytes()).toContain("quicksilver");
    await ask(ann, "forget-me", { direct: true });
    expect(await report()).toMatchObject({ questions: 0, people: 0, gaps: [] });
    await vi.waitFor(() => expect(bytes()).not.toContain("quicksilv"), { timeout: 6000, interval: 50 });
  });

  it("is listed for admins in chat, who may mark there, and for nobody else", async () => {
    await ask(ann, "How do I rotate the kubernetes certificates?");
    await ask(bob, "gaps", { direct: true });
    expect(adapter.shown("gaps")).toMatch(/^Only admins/);
    const admin = { ...cyd, admin: true };
    await ask(admin, "gaps", { direct: true });
    expect(adapter.shown("gaps")).toMatch(/1 question by 1 person.*\n\n- `[0-9a-f]{8}` \*\*How do I rotate/);
    const [gap] = await gapsNow();
    await ask(admin, `gaps not-ours ${gap?.id}`, { direct: true });
    expect(adapter.shown(`gaps not-ours ${gap?.id}`)).toBe(`Noted for \`${gap?.id}\`: Not ours.`);
    await ask(admin, "gaps done 00000000", { direct: true });
    expect(adapter.shown("gaps done 00000000")).toMatch(/There is no gap/);
    await ask(admin, "gaps in the docs about zeppelins", { direct: true });
    expect(adapter.shown("gaps in the docs about zeppelins")).not.toMatch(/So far/);
  });
});

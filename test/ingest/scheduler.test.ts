import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commands } from "../../commands/index.ts";
import { createDocent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Call } from "../../src/core/command.ts";
import { createLog } from "../../src/core/log.ts";
import type { Place } from "../../src/core/prompt.ts";
import type { DocsPage } from "../support/docs-site.ts";
import { docsFolder, writeDoc } from "../support/library.ts";
import { promptFor } from "../support/prompts.ts";
import { docsSite } from "../support/site.ts";
import { tempDir } from "../support/temp-dir.ts";

const STAFF: Place = { platform: "discord", workspace: "1", channel: "staff" };
const PUBLIC: Place = { platform: "discord", workspace: "1", channel: "general" };

/** A Docent with these sources declared. */
async function docentWith(yaml: string, settings: Record<string, string> = {}, refreshMs?: number) {
  const DOCENT_FILE = `${docsFolder({ "docent.yaml": yaml })}/docent.yaml`;
  const DATA_DIR = settings.DATA_DIR ?? tempDir();
  const config = readConfig({ DATA_DIR, DOCENT_FILE, ...settings }, "/nonexistent/.env");
  const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [], refreshMs });
  onTestFinished(() => docent.stop());
  const ask = async (text: string, place?: Place) => {
    let shown = "";
    const urls: string[] = [];
    for await (const event of docent.rag.answer({ id: "q", text, history: [], place }, new AbortController().signal)) {
      if (event.type === "text") shown += event.text;
      if (event.type === "end") urls.push(...event.sources.map(({ url }) => url));
    }
    return `${shown} ${urls.join(" ")}`;
  };
  const say = async (name: string, place: Place, admin = false) => {
    const command = commands.find((one) => one.name === name);
    const prompt = { ...promptFor("", { place }), author: { id: "ann", name: "Ann", admin } };
    let shown = "";
    const call = { prompt, about: docent.core.about, commands, spell: String } as unknown as Call; // What else a call can do, these commands do not use.
    for await (const event of command?.run(call) ?? []) if (event.type === "text") shown += event.text;
    return shown;
  };
  const excerpt = async (text: string) => (await docent.rag.search(text, 1, PUBLIC))[0]?.excerpt;
  return { docent, ask, excerpt, say, DATA_DIR };
}

const folders = () => ({
  open: docsFolder({ "a.md": "# Coffee\n\nThe coffee machine is in the kitchen on the second floor." }),
  secret: docsFolder({ "b.md": "# Launch\n\nThe secret launch of the coffee machine is on Monday at noon." }),
});

describe("sources with an audience", () => {
  test("are answered from, searched and listed where their audience is, and nowhere else", async () => {
    const { open, secret } = folders();
    const { docent, ask, say } = await docentWith(`sources:
  - { name: open, location: ${open} }
  - { name: plans, location: ${secret}, audience: ["discord:1/staff"] }`);
    await docent.sync();
    const question = "When is the secret launch of the coffee machine?";
    expect(await ask(question, STAFF)).toMatch(/Monday.*b\.md/s);
    for (const place of [PUBLIC, { ...STAFF, workspace: "2" }, { ...STAFF, platform: "slack" }, undefined])
      expect(await ask(question, place)).not.toMatch(/Monday|b\.md|Launch|plans/);
    expect((await docent.rag.search("secret launch", 5, STAFF)).map(({ title }) => title)).toContain("Launch");
    expect((await docent.rag.search("secret launch", 5, PUBLIC)).map(({ title }) => title)).not.toContain("Launch");
    for (const command of ["docs", "help"]) {
      expect(await say(command, STAFF)).toMatch(/plans/);
      expect(await say(command, PUBLIC)).not.toMatch(/plans/);
      expect(await say(command, PUBLIC)).toMatch(/open/);
    }
  });

  test("are nobody's as soon as they are no longer declared, and go with the next sync", async () => {
    const { open, secret } = folders();
    const first = await docentWith(
      `sources:\n  - { name: open, location: ${open} }\n  - { name: plans, location: ${secret} }`,
    );
    await first.docent.sync();
    expect(await first.ask("When is the secret launch?", PUBLIC)).toContain("Monday");
    const second = await docentWith(`sources:\n  - { name: open, location: ${open} }`, { DATA_DIR: first.DATA_DIR });
    expect(await second.ask("When is the secret launch?", PUBLIC)).not.toContain("Monday");
    await second.docent.sync();
    expect((await second.docent.engine.sources()).map(({ name }) => name)).toEqual(["open"]);
  });
});

test("the version that a question names is the one it is answered from, and the answer says so", async () => {
  const old = docsFolder({
    "a.md": "# Login\n\nTo log in, people call the function `signIn` with their password and press the button.",
  });
  const fresh = docsFolder({
    "a.md": "# Login\n\nTo log in, people call the function `authenticate` with their passkey and press the button.",
  });
  const { docent, ask } = await docentWith(`sources:
  - { name: old, location: ${old}, version: 3 }
  - { name: fresh, location: ${fresh}, version: 4 }
channels: [{ place: discord:1/staff, version: 4 }]`);
  await docent.sync();
  const inThree = await ask("Which function do people call to log in with v3?", PUBLIC);
  expect(inThree).toMatch(/^_For version `3`\._\n\n/);
  expect(inThree).toContain(`${old}/a.md`);
  expect(inThree).not.toContain(fresh);
  const inChannel = await ask("Which function do people call to log in?", STAFF);
  expect(inChannel).toMatch(/^_For version `4`\._/);
  expect(inChannel).toContain(`${fresh}/a.md`);
  expect(inChannel).not.toContain(old);
  expect(await ask("Which function do people call to log in and press the button?", PUBLIC)).not.toContain(
    "For version",
  );
});

describe("the index", () => {
  const page = (text: string): DocsPage => ({ title: "Page", html: `<p>${text}</p>` });

  test("is refreshed by itself when a source's time has come, and answers all along", async () => {
    const root = docsFolder({ "a.md": "# Coffee\n\nThe coffee machine in the kitchen is red." });
    const { docent, excerpt } = await docentWith(`sources: [{ name: docs, location: ${root}, refresh: 1m }]`, {}, 20);
    await docent.sync();
    writeDoc(root, "a.md", "# Coffee\n\nThe coffee machine in the kitchen is green.");
    docent.database.exec("update index_sources set synced_at = synced_at - 61000");
    await vi.waitFor(async () => expect(await excerpt("coffee machine")).toContain("green"), {
      timeout: 5000,
    });
  });

  test("is not refreshed before, and a website is not asked again at every start", async () => {
    const site = await docsSite({ pages: new Map([["/en/", page("Red.")]]), by: "links" });
    const yaml = `sources: [{ name: docs, location: "${site.url}/en/" }]`;
    const settings = { ALLOW_PRIVATE_HOSTS: site.host };
    const { docent, DATA_DIR } = await docentWith(yaml, settings, 10);
    await docent.sync();
    const asked = site.asked.length;
    expect(asked).toBeGreaterThan(0);
    const again = await docentWith(yaml, { ...settings, DATA_DIR }, 10);
    await again.docent.sync();
    expect(site.asked).toHaveLength(asked);
  });

  test("is synced from a command, one sync at a time", async () => {
    const root = docsFolder({ "a.md": "# Coffee\n\nThe coffee machine in the kitchen is red." });
    const { docent, excerpt, say } = await docentWith(`sources: [{ name: docs, location: ${root}, refresh: never }]`);
    await docent.sync();
    expect(await say("docs", PUBLIC)).toBe("- **docs**: 1 page, read just now");
    expect(await say("docs", PUBLIC, true)).toContain("Use sync");
    writeDoc(root, "a.md", "# Coffee\n\nThe coffee machine in the kitchen is green.");
    expect(await say("sync", PUBLIC, true)).toContain("Reading the documentation anew");
    expect(await say("sync", PUBLIC, true)).toContain("is being read already");
    await vi.waitFor(async () => expect(await excerpt("coffee machine")).toContain("green"), {
      timeout: 5000,
    });
  });
});

import { expect, onTestFinished, test } from "vitest";
import { createDocent } from "../../src/app.ts";
import { examineDocumentation } from "../../src/cli/doctor/documentation.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { DEFAULT_DOCS } from "../../src/ingest/naming.ts";
import { docsFolder, threadedLibrary } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
const OWN_QUESTION = "How do I point Docent at my own documentation with DOCS?";

async function docentWith(settings: NodeJS.ProcessEnv) {
  const config = readConfig({ DATA_DIR: tempDir(), ...settings }, "/nonexistent/.env");
  const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [] });
  onTestFinished(() => docent.stop());
  const ask = async (text: string) => {
    let shown = "";
    for await (const event of docent.rag.answer({ id: "q", text, history: [] }, new AbortController().signal))
      if (event.type === "text") shown += event.text;
    return shown;
  };
  return { docent, ask };
}

test("where others ask and no documentation is named, everybody is told so, and nobody is answered from Docent's own", async () => {
  const { docent, ask } = await docentWith(SLACK);
  const told = /^I have no documentation to answer from.*npm run doctor/;
  expect(await ask(OWN_QUESTION)).toMatch(told);
  await docent.sync();
  expect(await ask(OWN_QUESTION)).toMatch(told);
  expect(await docent.engine.sources()).toEqual([]);
  expect(await docent.reasons()).toEqual([expect.stringMatching(/^No documentation is named: set DOCS/)]);
});

test("Docent's own documentation, read in before others asked, is shown to nobody and leaves with the next sync", async () => {
  const DATA_DIR = tempDir();
  const library = threadedLibrary(DATA_DIR);
  await ingest(library, [DEFAULT_DOCS]);
  library.database.close();
  const { docent, ask } = await docentWith({ DATA_DIR, ...SLACK });
  expect(await ask(OWN_QUESTION)).toMatch(/^I have no documentation/);
  expect((await docent.rag.search("documentation", 3)).length).toBe(0);
  await docent.sync();
  expect(await docent.engine.sources()).toEqual([]);
});

test("what somebody ingested is answered from, wherever it is asked", async () => {
  const DATA_DIR = tempDir();
  const library = threadedLibrary(DATA_DIR);
  await ingest(library, [
    { location: docsFolder({ "a.md": "# Owls\n\nAn owl eats twelve mice a day." }), name: "birds" },
  ]);
  library.database.close();
  const { docent, ask } = await docentWith({ DATA_DIR, ...SLACK });
  expect(await ask("What does an owl eat?")).toContain("twelve mice");
  expect(await docent.reasons()).toEqual([]);
});

test("a folder of which nothing could be read is told so to who asks and who runs it, in the language of the question", async () => {
  const { docent, ask } = await docentWith({
    DOCS: docsFolder({ "a.org": "* Owls", "b.md": "---\ndraft: true\n---\nOwls." }),
  });
  expect(await ask("What does an owl eat?")).toMatch(/^I am still reading/);
  await docent.sync();
  expect(await ask("What does an owl eat?")).toMatch(/^I have no documentation to answer from/);
  expect(await ask("Was frisst eine Eule am Tag?")).toMatch(/^Ich habe keine Dokumentation/);
  expect(await docent.reasons()).toEqual([
    expect.stringMatching(/^No page of the documentation could be read \(.*Run/),
  ]);
});

test("the doctor tells an index without a page, a source without one, and documentation that nobody named", async () => {
  const DATA_DIR = tempDir();
  const said = async (settings: NodeJS.ProcessEnv) =>
    (await examineDocumentation(readConfig({ DATA_DIR, ...settings }, "/nonexistent/.env"))).map(
      ({ state, text }) => `${state} ${text}`,
    );
  expect(await said({})).toEqual([expect.stringMatching(/^warning .*nothing was read in yet/)]);
  expect(await said(SLACK)).toEqual([expect.stringMatching(/^trouble .*No documentation is named: set DOCS/)]);
  const library = threadedLibrary(DATA_DIR);
  await ingest(library, [{ location: docsFolder({ "a.md": "---\ndraft: true\n---\nx" }), name: "drafts" }]);
  expect(await said({})).toEqual([expect.stringMatching(/^trouble .*the index is empty.*\(drafts\)\. Run/)]);
  await ingest(library, [{ location: docsFolder({ "a.md": "# Owls\n\nThey sleep." }), name: "owls" }]);
  library.database.close();
  expect(await said(SLACK)).toEqual([
    "good Documentation: 1 pages of 2 sources",
    expect.stringMatching(/^trouble .*no page of drafts could be read/),
  ]);
});

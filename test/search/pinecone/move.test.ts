import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { Library } from "../../../src/ingest/library.ts";
import { DEFAULT_DOCS } from "../../../src/ingest/naming.ts";
import { createEmbeddings } from "../../../src/models/embeddings.ts";
import { openSearchIndex } from "../../../src/search/open.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { docsFolder } from "../../support/library.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { type LocalPinecone, startLocalPinecone } from "../../support/pinecone/local-pinecone.ts";
import { tempDir } from "../../support/temp-dir.ts";

let model: ModelServer;
let pinecone: LocalPinecone;
let dir: string;

/** The library of one data folder, as a process opens it: its vectors here or in Pinecone. */
function open(where: "here" | "Pinecone"): Library {
  const database = openDatabase(dir);
  const target = { apiKey: pinecone.apiKey, index: "docs", namespace: "", controllerHost: pinecone.url };
  const { index: engine } = openSearchIndex(
    database,
    where === "Pinecone" ? target : undefined,
    pino({ level: "silent" }),
  );
  const embeddings = createEmbeddings({ model: "local", apiKey: "none", baseUrl: model.url }, database);
  return { database, engine, embeddings, isRemote: where === "Pinecone" };
}

beforeEach(async () => {
  [model, pinecone] = await Promise.all([startModelServer(), startLocalPinecone()]);
  dir = tempDir();
});
afterEach(async () => {
  expect(pinecone.violations).toEqual([]);
  await Promise.all([model.close(), pinecone.close()]);
});

it("documentation that is indexed here is moved to Pinecone without embedding anything again", async () => {
  const location = docsFolder({ "a.md": "# Apples\n\nBoskoop is an old apple.", "b.md": "# Pears\n\nA pear." });
  const here = open("here");
  await ingest(here, [{ location, name: "fruit" }]);
  here.database.close();
  const asked = model.requests.length;
  expect(asked).toBeGreaterThan(0);

  const there = open("Pinecone");
  const [report] = await ingest(there, [{ location, name: "fruit" }]);
  expect(report).toMatchObject({ pages: 2, unchanged: 0 });
  expect(pinecone.records("docs").size).toBe(2);
  expect(model.requests).toHaveLength(asked);
  const [again] = await ingest(there, [{ location, name: "fruit" }]);
  expect(again).toMatchObject({ unchanged: 2, added: 0, changed: 0 });
  there.database.close();
});

it("the default documentation never goes to Pinecone", async () => {
  const library = open("Pinecone");
  await ingest(library, [DEFAULT_DOCS]);
  expect((await library.engine.sources())[0]?.documents).toBeGreaterThan(5);
  expect(pinecone.calls).toEqual([]);
  expect(model.requests).toEqual([]);
  library.database.close();
});

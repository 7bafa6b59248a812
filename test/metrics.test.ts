import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createMetrics } from "../src/metrics.ts";
import { askOnPage, startDocent } from "./support/docent-process.ts";
import { docsFolder } from "./support/library.ts";
import { startModelServer } from "./support/model-server.ts";
import { promptFor } from "./support/prompts.ts";
import { tempDir } from "./support/temp-dir.ts";

const PATIENCE = { timeout: 15_000, interval: 50 };

it("a running Docent measures its questions by how they ended, the time they took, and what the model read and wrote", async () => {
  const model = await startModelServer();
  const docs = docsFolder({ "buttons.md": "# Buttons\n\nThe colour of a button is green.\n" });
  const docent = await startDocent(tempDir(), { DOCS: docs, OPENAI_BASE_URL: model.url, OPENAI_MODEL: "local" });
  onTestFinished(async () => void (await Promise.all([docent.end("SIGKILL"), model.close()])));
  await docent.ready();
  await askOnPage(docent, "Which colour has a button?");
  const metrics = () => fetch(`${docent.url}/metrics`).then((response) => response.text());
  const answered = /^docent_questions_total\{platform="web",state="delivered",outcome="answered"\} 1$/m;
  await vi.waitFor(async () => expect(await metrics()).toMatch(answered), PATIENCE);
  const text = await metrics();
  for (const stage of ["question", "wait", "search", "first_word"])
    expect(text).toMatch(new RegExp(`^docent_${stage}_seconds_count\\{platform="web"\\} 1$`, "m"));
  expect(text).toMatch(/^docent_tokens_total\{kind="read"\} [1-9]/m);
  expect(text).toMatch(/^docent_tokens_total\{kind="written"\} [1-9]/m);
  expect(text).toMatch(/^docent_sync_age_seconds\{source="[^"]+"\} \d/m);
  expect(text).toMatch(/^docent_questions_open 0$/m);
}, 60_000);

it("a source that is not for everybody is not named in the metrics", async () => {
  const dataDir = tempDir();
  const folders = { open: docsFolder({ "a.md": "# A\n\nOne.\n" }), secret: docsFolder({ "b.md": "# B\n\nTwo.\n" }) };
  const file = join(dataDir, "docent.yaml");
  writeFileSync(
    file,
    `sources:
  - { name: handbook, location: "${folders.open}" }
  - { name: project-nightingale, location: "${folders.secret}", audience: ["slack:T1"] }
`,
  );
  const docent = await startDocent(dataDir, { DOCENT_FILE: file });
  onTestFinished(async () => void (await docent.end("SIGKILL")));
  await docent.ready();
  const metrics = () => fetch(`${docent.url}/metrics`).then((response) => response.text());
  await vi.waitFor(() => expect(docent.output().match(/documentation synced/g)).toHaveLength(2), PATIENCE);
  await vi.waitFor(
    async () => expect(await metrics()).toContain('docent_sync_age_seconds{source="handbook"}'),
    PATIENCE,
  );
  expect(await metrics()).not.toContain("nightingale");
}, 60_000);

it("a hedge is counted under a label of its own, neither as answered nor as refused", async () => {
  const { registry, count } = createMetrics();
  const ended = { prompt: promptFor("q"), state: "delivered", stages: {}, ms: 1 } as const;
  for (const outcome of ["uncertain", "answered", "uncertain"] as const) count({ ...ended, outcome });
  const counted = (await registry.metrics()).match(/^docent_questions_total\{.*/gm) ?? [];
  expect(counted.map((line) => line.replace(/^.*,outcome=/, ""))).toEqual(['"uncertain"} 2', '"answered"} 1']);
});

it("every metric is in the docs, and the alerts there name no other", async () => {
  const metrics = createMetrics();
  metrics.watch({ open: () => 0, sources: async () => [], platforms: () => new Map() });
  const own = metrics.registry.getMetricsAsArray().flatMap(({ name }) => (name.startsWith("docent_") ? [name] : []));
  const page = readFileSync(join(import.meta.dirname, "../docs/operating.md"), "utf8");
  const named = (pattern: RegExp) => new Set([...page.matchAll(pattern)].map(([, name = ""]) => name));
  expect([...named(/^\| `(docent_\w+)`/gm)].toSorted()).toEqual(own.toSorted());
  expect([...named(/(docent_[a-z_]+?)(?:_bucket)?\b/g)].filter((name) => !own.includes(name))).toEqual([]);
});

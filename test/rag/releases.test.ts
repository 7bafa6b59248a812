import { expect, test } from "vitest";
import { createLog } from "../../src/core/log.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { createRag } from "../../src/rag/answer.ts";
import { docsFolder, emptyLibrary } from "../support/library.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

- Maybe a nest with a roof.

## [2.10.1] - 2026-03-01

### Fixed

- Eggs no longer roll out of the nest (#9).

## [2.10.0] - 2026-02-01

### Breaking Changes

- \`brood()\` needs a token.

### Added

- Owls can be ringed with \`owl ring\`.
- The nest has a camera.

## 2.9.1 (2025-12-11)

- Fix the crash of \`brood()\` on an empty nest.

## 2.9.0

- New option \`--feathers\` of \`owl molt\`.
`;

async function docent() {
  const library = emptyLibrary();
  const pages = {
    "CHANGELOG.md": CHANGELOG,
    "ring.md": "# owl ring\n\nThe command `owl ring` puts a ring on an owl, so that it is known again when it returns.",
    "molt.md": "# owl molt\n\n`owl molt` drops feathers. With `--feathers` it says how many.",
  };
  await ingest(library, [{ location: docsFolder(pages), name: "owl" }]);
  const rag = createRag({ engine: library.engine, log: createLog("silent") });
  return async (text: string) => {
    let shown = "";
    for await (const event of rag.answer({ id: "q", text, history: [] }, new AbortController().signal))
      if (event.type === "text") shown += event.text;
    return shown;
  };
}

test("what a release changed is all that it brought, under its headings, and nothing of another one", async () => {
  const ask = await docent();
  const told = await ask("What changed in version 2.10.0?");
  expect(told).toMatch(/2\.10\.0 - 2026-02-01\n\n#### Breaking Changes \[1\]\n\n- `brood\(\)` needs a token\./);
  expect(told).toMatch(/#### Added \[2\]\n\n- Owls can be ringed with `owl ring`\.\n- The nest has a camera\./);
  expect(told).not.toMatch(/crash|roll out|roof|feathers/);
  expect(await ask("What was fixed in 2.9.1?")).toMatch(/2\.9\.1 \(2025-12-11\)[\s\S]*Fix the crash/);
});

test("a release by its first numbers is all of its patches, and the latest is the newest that is out", async () => {
  const ask = await docent();
  const minor = await ask("What's new in 2.10?");
  expect(minor.indexOf("needs a token")).toBeGreaterThan(0);
  expect(minor.indexOf("roll out")).toBeGreaterThan(minor.indexOf("needs a token"));
  const latest = await ask("What is new in the latest release?");
  expect(latest).toContain("Eggs no longer roll out");
  expect(latest).not.toMatch(/roof|token/);
});

test("since when there is a thing is said by the oldest release that speaks of it", async () => {
  const ask = await docent();
  expect(await ask("Since when is there owl ring?")).toMatch(/### Changelog: 2\.10\.0, Added[\s\S]*Owls can be ringed/);
  expect(await ask("Which version introduced --feathers?")).toMatch(
    /### Changelog: 2\.9\.0[\s\S]*New option `--feathers`/,
  );
});

test("a release that no changelog has is not told of, and a version alone asks for none", async () => {
  const ask = await docent();
  expect(await ask("What changed in 7.1.0?")).not.toMatch(/####|token/);
  expect(await ask("How do I ring an owl with 2.10.0?")).not.toContain("####");
});

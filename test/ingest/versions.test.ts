import { expect, test } from "vitest";
import { ingest } from "../../src/ingest/ingest.ts";
import { createRegistry } from "../../src/ingest/sources/registry.ts";
import { versionsIn } from "../../src/ingest/versions.ts";
import { scopeOf, withinScope } from "../../src/search/scope.ts";
import { docsFolder, emptyLibrary } from "../support/library.ts";

/** The same pages in each folder. */
const pages = (...folders: string[]) =>
  folders.flatMap((folder) => ["install.md", "guide/nests.md"].map((page) => `${folder}${page}`));

/** Paths, the versions that are told of them, and which one answers where a question names none. */
const FOLDERS: readonly (readonly [string, readonly string[], readonly string[], string | undefined])[] = [
  ["pages beside the versions of Docusaurus", pages("", "versioned_docs/version-1.x/"), ["1.x"], undefined],
  [
    "docs of Docusaurus, which come next",
    pages("docs/", "versioned_docs/version-1.x/", "versioned_docs/version-2.x/"),
    ["1.x", "2.x", "next"],
    "versioned_docs/version-2.x",
  ],
  ["numbers, the newest last", pages("v1/", "v2/", "v10/"), ["1", "10", "2"], "v10"],
  ["a version that is not out yet", pages("docs/1.0/", "docs/2.0-beta/"), ["1.0", "2.0-beta"], "docs/1.0"],
  ["dates", pages("spec/2024-11-05/", "spec/2025-03-26/"), ["2024-11-05", "2025-03-26"], "spec/2025-03-26"],
  ["a folder that is called the latest", pages("latest/", "3.1/", "3.0/"), ["3.0", "3.1", "latest"], "latest"],
  ["older ones within the pages of today", pages("docs/", "docs/1.0/"), ["1.0"], undefined],
  ["addresses of a website", pages("/en/v1/", "/en/v2/"), ["1", "2"], "en/v2"],
];

test.each(FOLDERS)("versions are told of %s", (_, paths, versions, usual) => {
  const [found] = versionsIn(paths);
  expect(found?.folders.map(({ version }) => version).toSorted()).toEqual(versions);
  expect(found?.usual).toBe(usual);
});

test.each([
  ["posts by their days", pages("blog/2024-11-05/", "blog/2024-12-01/")],
  ["notes of releases", ["releases/v1.0/notes.md", "releases/v1.1/notes.md"]],
  ["chapters", pages("1/", "2/")],
  ["one folder with pages of its own", ["docs/v2/api.md", "docs/install.md"]],
  ["folders with different pages", ["v1/login.md", "v1/users.md", "v2/hooks.md", "v2/events.md"]],
  ["tutorials", pages("tutorial/", "guide/")],
])("%s are no versions", (_, paths) => expect(versionsIn(paths)).toEqual([]));

test("a question finds the pages of the version that it names, else those of the usual one, and what is of none", async () => {
  const library = emptyLibrary();
  const say = (eggs: number) => `# Nests\n\nA nest holds ${eggs} eggs.\n`;
  const location = docsFolder({
    "v1/nests.md": say(1),
    "v2/nests.md": say(2),
    "v3-beta/nests.md": say(3),
    "README.md": "# Birds\n\nA nest is a home of eggs.\n",
  });
  await ingest(library, [{ location, name: "docs" }]);
  const asked = async (text: string) => {
    const scope = scopeOf(createRegistry(library.database).list(), { texts: [text], versions: {} });
    const { passages } = await withinScope(library.engine, scope).search({ text: "nest eggs", limit: 9 });
    return [scope.version, ...passages.map(({ path }) => path).toSorted()];
  };
  expect(await asked("How many eggs?")).toEqual([undefined, "README.md", "v2/nests.md"]);
  expect(await asked("How many eggs in v1?")).toEqual(["1", "README.md", "v1/nests.md"]);
  expect(await asked("How many eggs in version 3-beta?")).toEqual(["3-beta", "README.md", "v3-beta/nests.md"]);
});

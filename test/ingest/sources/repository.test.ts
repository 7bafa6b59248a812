import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { ingest } from "../../../src/ingest/ingest.ts";
import { isRepository, parseRepository } from "../../../src/ingest/sources/repository-location.ts";
import { commit, git, repository } from "../../support/git.ts";
import { allChunks, emptyLibrary, writeDoc } from "../../support/library.ts";
import { needs } from "../../support/needs.ts";
import { serve } from "../../support/site.ts";

const GIT = needs("git", existsSync("/usr/bin/git"));

const DOCS = {
  "README.md": "# Project\n\nRead the [guide](docs/guide.md#steps).",
  "docs/guide.md": "# Guide\n\nText, see [other](./other.md) and [root](/README.md).\n\n## Steps\n\nOne.",
  "docs/other.md": "# Other\n\nMore.",
  "docs/.hidden/x.md": "no",
  "src/index.ts": "code",
};

describe("the location of a repository", () => {
  test.each([
    ["github:owner/repo", "https://github.com/owner/repo.git", "", "HEAD", "https://github.com/owner/repo/blob/HEAD"],
    [
      "github:owner/repo.js/docs/en@v2",
      "https://github.com/owner/repo.js.git",
      "docs/en",
      "v2",
      "https://github.com/owner/repo.js/blob/v2",
    ],
    [
      "https://github.com/owner/repo",
      "https://github.com/owner/repo.git",
      "",
      "HEAD",
      "https://github.com/owner/repo/blob/HEAD",
    ],
    [
      "https://github.com/owner/repo/tree/main/docs",
      "https://github.com/owner/repo.git",
      "docs",
      "main",
      "https://github.com/owner/repo/blob/main",
    ],
    [
      "https://gitlab.com/g/p.git/docs@1.x",
      "https://gitlab.com/g/p.git",
      "docs",
      "1.x",
      "https://gitlab.com/g/p/-/blob/1.x",
    ],
  ])("%s", (location, url, path, ref, files) => expect(parseRepository(location)).toEqual({ url, path, ref, files }));

  test.each([
    "github:o/r@--upload-pack=touch",
    "github:o/r@a..b",
    "https://x.example/r.git@-h",
    "https://me:secret@x.example/r.git",
    "ext::sh -c touch% x.git",
  ])("is never %s", (location) => expect(() => parseRepository(location)).toThrow(/Cannot read|is not read/));

  test.each(["./docs", "https://docs.example.com/guide", "digital/x", "https://x.example/.github/"])(
    "is not %s",
    (location) => expect(isRepository(location)).toBe(false),
  );
});

describe.skipIf(!GIT)("a repository", () => {
  test("is read out of its commit, with links to its files as its forge shows them", async () => {
    const folder = repository(DOCS);
    writeDoc(folder, "docs/uncommitted.md", "no");
    const library = emptyLibrary();
    const [report] = await ingest(library, [{ location: join(folder, ".git") }]);
    expect(report).toMatchObject({ pages: 3, skipped: [{ path: "docs/.hidden", reason: "is hidden" }] });
    const chunks = allChunks(library.database).map(
      (row) => JSON.parse(row) as { path: string; text: string; url: string },
    );
    const home = pathToFileURL(folder).href;
    expect(chunks.map(({ path, url }) => [path, url])).toEqual([
      ["README.md", `${home}/README.md`],
      ["docs/guide.md", `${home}/docs/guide.md`],
      ["docs/guide.md", `${home}/docs/guide.md#steps`],
      ["docs/other.md", `${home}/docs/other.md`],
    ]);
    expect(chunks[0]?.text).toBe(`Read the [guide](${home}/docs/guide.md#steps).`);
    expect(chunks[1]?.text).toBe(`Text, see [other](${home}/docs/other.md) and [root](${home}/README.md).`);
  });

  test("has exactly what a commit edits, renames and deletes touched", async () => {
    const folder = repository({ ...DOCS, "docs/gone.md": "# Gone\n\nSoon.", "docs/moved.md": "# Moved\n\nHere." });
    const library = emptyLibrary();
    const source = { location: `${folder}/.git/docs@main`, name: "docs", baseUrl: "https://docs.example" };
    expect((await ingest(library, [source]))[0]).toMatchObject({ pages: 4, added: 4 });
    expect((await ingest(library, [source]))[0]).toMatchObject({ unchanged: 4, added: 0, changed: 0, removed: 0 });
    const before = await library.engine.hashes("docs");
    writeDoc(folder, "docs/guide.md", "# Guide\n\nEdited.");
    git(folder, "mv", "docs/moved.md", "docs/new-place.md");
    rmSync(join(folder, "docs/gone.md"));
    commit(folder);
    const expected = { added: 1, changed: 1, removed: 2, unchanged: 1, pages: 3 };
    expect((await ingest(library, [source], { dryRun: true }))[0]).toMatchObject(expected);
    expect(await library.engine.hashes("docs")).toEqual(before);
    expect((await ingest(library, [source], { allowRemovals: true }))[0]).toMatchObject(expected);
    const after = await library.engine.hashes("docs");
    expect([...after.keys()].sort()).toEqual(["guide.md", "new-place.md", "other.md"]);
    expect(after.get("other.md")).toBe(before.get("other.md"));
    expect(allChunks(library.database).join()).toContain("https://docs.example/new-place/");
  });

  test("at a tag stays as it was, and one file of it can be a source", async () => {
    const folder = repository(DOCS);
    git(folder, "tag", "v1");
    writeDoc(folder, "docs/other.md", "# Other\n\nOf version two.");
    commit(folder);
    const library = emptyLibrary();
    await ingest(library, [{ location: `${folder}/.git/docs/other.md@v1`, name: "one" }]);
    await ingest(library, [{ location: `${folder}/.git/docs/other.md`, name: "two" }]);
    const texts = allChunks(library.database).map(
      (row) => JSON.parse(row) as { source: string; text: string; url: string },
    );
    expect(texts.map(({ source, text }) => [source, text])).toEqual([
      ["one", "More."],
      ["two", "Of version two."],
    ]);
    expect(texts[0]?.url).toMatch(/\/docs\/other\.md$/);
  });

  test("runs nothing of its own and leads nowhere else", async () => {
    const folder = repository({ "a.md": "# A\n\nText." });
    const proof = join(folder, "..", `proof-${process.pid}`);
    symlinkSync("/etc/passwd", join(folder, "link.md"));
    writeDoc(folder, ".gitattributes", "*.md filter=evil");
    writeDoc(folder, ".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = file:///etc\n');
    commit(folder);
    for (const hook of ["post-checkout", "post-merge", "reference-transaction", "pre-receive"]) {
      writeDoc(folder, `.git/hooks/${hook}`, `#!/bin/sh\ntouch ${proof}\n`);
      chmodSync(join(folder, ".git/hooks", hook), 0o755);
    }
    const library = emptyLibrary();
    await ingest(library, [{ location: join(folder, ".git"), name: "docs" }]);
    expect([...(await library.engine.hashes("docs")).keys()]).toEqual(["a.md"]);
    expect(existsSync(proof)).toBe(false);
  });

  test("names the links and submodules that it does not follow, each with where it leads", async () => {
    const folder = repository({
      "docs/a.md": '# A\n\n--8<-- "secret.md"\n\nText.',
      "docs/v2/b.md": "# B\n\nText.",
      "secret.md": "# Secret\n\nmarmalade",
      "docs/picture.png": "picture",
    });
    const link = (to: string, from: string) => symlinkSync(to, join(folder, from));
    link("v2", "docs/latest");
    link("latest", "docs/chain");
    link("a.md", "docs/alias.md");
    link("../secret.md", "docs/secret.md");
    link("../../../..", "docs/up");
    link("..", "docs/parent");
    link(".", "docs/self");
    link("/etc", "docs/etc");
    link("loop", "docs/loop");
    link("gone.md", "docs/broken.md");
    link("picture.png", "docs/shown.png");
    commit(folder);
    git(folder, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},docs/vendor`);
    git(folder, "commit", "--quiet", "--message", "A submodule");
    const library = emptyLibrary();
    const [summary] = await ingest(library, [{ location: `${folder}/.git/docs`, name: "docs" }]);
    const reasons = Object.fromEntries(summary?.skipped.map(({ path, reason }) => [path, reason]) ?? []);
    expect(reasons).toEqual({
      latest: "is a link to v2",
      chain: "is a link to v2",
      "alias.md": "is a link to a.md",
      "secret.md": "is a link that leads out of the source",
      up: "is a link that leads out of the source",
      parent: "is a link that leads out of the source",
      self: "is a link to the source itself",
      etc: "is a link that leads out of the source",
      loop: "is a link that leads nowhere",
      "broken.md": "is a link that leads nowhere",
      vendor: "is a submodule, which is a repository of its own",
    });
    expect(allChunks(library.database).join()).not.toContain("marmalade");
  });

  test("that is not there, or has not this ref or path, is a clear error", async () => {
    const folder = repository(DOCS);
    const read = (location: string) => ingest(emptyLibrary(), [{ location }]);
    await expect(read("/nowhere/x.git")).rejects.toThrow("there is no repository /nowhere/x.git");
    await expect(read(`${folder}/.git@nope`)).rejects.toThrow("it has no such branch or tag");
    await expect(read(`${folder}/.git/nope`)).rejects.toThrow("nothing to read in the repository below nope");
  });

  test("is not fetched from a private address, nor by a redirect", async () => {
    const secret = await serve((_, response) => response.end("secret"));
    const site = await serve(({ url }, response) => response.writeHead(302, { location: secret.url + url }).end());
    const location = `${site.url}/x.git`;
    await expect(ingest(emptyLibrary(), [{ location }])).rejects.toThrow(/is not on the public internet/);
    expect(site.asked).toEqual([]);
    await expect(ingest({ ...emptyLibrary(), allowPrivateHosts: [site.host] }, [{ location }])).rejects.toThrow(
      /^Cannot read /,
    );
    expect([site.asked.length, secret.asked]).toEqual([1, []]);
  });
});

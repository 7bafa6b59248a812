import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onlyWith } from "./support/needs.ts";
import { tempDir } from "./support/temp-dir.ts";

const ROOT = join(import.meta.dirname, "..");
const AUTHOR = { name: "Ann", email: "ann@example.org" };

/** A clone of this project as it is committed, with what is changed of the files that a release is made by. */
function clone() {
  const folder = join(tempDir(), "docent");
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  execFileSync("git", ["clone", "--quiet", "--no-tags", ROOT, folder]);
  for (const [name, value] of Object.entries(AUTHOR)) git("config", `user.${name}`, value);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  appendFileSync(join(folder, ".git/info/exclude"), "node_modules\n");
  for (const path of ["deploy/release.ts", ".gitignore"])
    writeFileSync(join(folder, path), readFileSync(join(ROOT, path)));
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "As it is");
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const release = (...args: readonly string[]) => {
    const program = [join(folder, "deploy/release.ts"), ...args, "--skip-tests"];
    const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, encoding: "utf8" });
    return { status, out: stdout, err: stderr };
  };
  return { folder, git, read, release };
}

describe("npm run release", onlyWith(existsSync(join(ROOT, ".git")), "this is no checkout"), () => {
  it("gives the version, dates the changelog, commits, tags and packs", { timeout: 120_000 }, () => {
    const { folder, git, read, release } = clone();
    const notes = /## \[Unreleased\]\n\n([\s\S]*?)\n\n## /.exec(read("docs/CHANGELOG.md"))?.[1];
    const { status, out, err } = release("7.8.9");
    expect(err).not.toContain("was not made");
    expect([status, out]).toEqual([0, expect.stringContaining("Docent 7.8.9 is committed, tagged and packed")]);
    expect(JSON.parse(read("package.json")).version).toBe("7.8.9");
    expect(JSON.parse(read("package-lock.json")).version).toBe("7.8.9");
    expect(read("docs/CHANGELOG.md")).toMatch(/## \[Unreleased\]\n\n## \[7\.8\.9\] - \d{4}-\d\d-\d\d\n\n### /);
    expect(read("docent-7.8.9.notes.md").trim()).toBe(notes);
    expect(git("tag", "--list", "--format=%(contents)", "v7.8.9")).toBe(`Docent 7.8.9\n\n${notes}`);
    expect(git("log", "-1", "--format=%s")).toBe("Release 7.8.9");
    expect(existsSync(join(folder, "docent-7.8.9.tgz"))).toBe(true);
    expect(git("status", "--porcelain")).toBe("");

    const again = release("minor");
    expect([again.status, again.err]).toEqual([1, expect.stringContaining("nothing under [Unreleased]")]);
    expect(git("status", "--porcelain")).toBe("");
    expect(JSON.parse(read("package.json")).version).toBe("7.8.9");
  });

  it("says what stands in its way, and changes nothing", () => {
    const { folder, git, release } = clone();
    const head = git("rev-parse", "HEAD");
    expect(release()).toMatchObject({ status: 1, err: expect.stringContaining("Say which release it is") });
    git("tag", "v7.8.9");
    expect(release("7.8.9")).toMatchObject({ status: 1, err: expect.stringContaining("a tag v7.8.9 already") });
    expect(release("next")).toMatchObject({ status: 1, err: expect.stringContaining("was not made") });
    expect([git("status", "--porcelain"), git("rev-parse", "HEAD")]).toEqual(["", head]);
    appendFileSync(join(folder, "README.md"), "More.\n");
    expect(release("patch")).toMatchObject({ status: 1, err: expect.stringContaining("are not committed") });
    expect(git("status", "--porcelain")).toBe("M README.md");
  });
});

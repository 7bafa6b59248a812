/**
 * Makes a release of a clean checkout:
 *
 *     npm run release -- <patch | minor | major | 1.2.3> [--skip-tests]
 *
 * It runs the tests, gives the package its version, gives what is unreleased in the changelog that version and today's
 * date, commits, tags, packs `docent-<version>.tgz` and writes `docent-<version>.notes.md`. Nothing is pushed. Where a
 * step fails, the checkout is as before.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const ROOT = join(import.meta.dirname, "..");
const CHANGELOG = join(ROOT, "docs/CHANGELOG.md");
const CHANGED = ["package.json", "package-lock.json", "docs/CHANGELOG.md"];
const UNRELEASED = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m;

/** What stops a release, as a sentence that says what to do. */
class ReleaseError extends Error {}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** What people are told of the release: what stands in the changelog as unreleased. */
function notesIn(changelog: string): string {
  const notes = UNRELEASED.exec(changelog)?.[1]?.trim();
  if (!notes) throw new ReleaseError("docs/CHANGELOG.md has nothing under [Unreleased]. Write there what changed.");
  return notes;
}

function dated(changelog: string, version: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return changelog.replace("## [Unreleased]\n", `## [Unreleased]\n\n## [${version}] - ${day}\n`);
}

function release(step: string): string {
  const changelog = readFileSync(CHANGELOG, "utf8");
  const notes = notesIn(changelog);
  const said = run("npm", "version", step, "--no-git-tag-version");
  const version = said.slice(said.lastIndexOf("v") + 1);
  const tag = `v${version}`;
  if (run("git", "tag", "--list", tag)) throw new ReleaseError(`There is a tag ${tag} already. Name a later version.`);
  writeFileSync(CHANGELOG, dated(changelog, version));
  run("npm", "pack");
  run("git", "commit", "--message", `Release ${version}`, "--", ...CHANGED);
  // Not cleaned up: lines that begin with # are headings of the notes.
  run("git", "tag", "--annotate", tag, "--cleanup=verbatim", "--message", `Docent ${version}\n\n${notes}`);
  writeFileSync(join(ROOT, `docent-${version}.notes.md`), `${notes}\n`);
  return version;
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { "skip-tests": { type: "boolean" } } });
  const [step] = positionals;
  if (!step || positionals.length > 1)
    throw new ReleaseError("Say which release it is: npm run release -- patch, minor, major or a version.");
  if (run("git", "status", "--porcelain"))
    throw new ReleaseError("There are changes that are not committed. Commit them or put them away first.");
  if (!values["skip-tests"]) execFileSync("npm", ["test"], { cwd: ROOT, stdio: "inherit" });
  const before = run("git", "rev-parse", "HEAD");
  try {
    const version = release(step);
    console.log(`Docent ${version} is committed, tagged and packed; its notes are in docent-${version}.notes.md.`);
    console.log("To publish it: git push --follow-tags, and a release on the tag with both files.");
  } catch (error) {
    run("git", "reset", "--hard", before);
    throw error;
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof ReleaseError ? error.message : `The release was not made: ${String(error)}`);
  process.exitCode = 1;
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

/** The commit before the house was rebuilt: what later figures are compared with. */
export const BASELINE = "7faacb7";

/** The project that this file belongs to. */
export const PROJECT = resolve(import.meta.dirname, "../..");

/** A copy of the project on the disk, as it was at one time, and what a column about it is called. */
export interface Checkout {
  readonly name: string;
  readonly folder: string;
}

/** The checkouts that a command line names: commits first, then folders; without any, the baseline and this project. */
export function checkoutsOf(commits: readonly string[], folders: readonly string[]): Checkout[] {
  if (commits.length + folders.length === 0) return [checkoutAt(BASELINE), { name: "now", folder: PROJECT }];
  return [...commits.map(checkoutAt), ...folders.map(checkoutIn)];
}

function checkoutIn(folder: string): Checkout {
  if (!existsSync(join(folder, "src"))) throw new Error(`${folder} is no checkout: it has no src/`);
  const full = realpathSync(folder);
  return { name: full === realpathSync(PROJECT) ? "now" : basename(full), folder: full };
}

/** The files of a commit in a folder of their own until the process ends, with this project's packages beside them. */
function checkoutAt(commit: string): Checkout {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "docent-checkout-")));
  process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
  const [archive, folder] = [join(temporary, "files.tar"), join(temporary, "docent")];
  mkdirSync(folder);
  execFileSync("git", ["archive", "--output", archive, commit], { cwd: PROJECT });
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  return { name: commit, folder };
}

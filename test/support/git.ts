import { execFileSync } from "node:child_process";
import { docsFolder } from "./library.ts";

/** Runs git in a folder as somebody with a name. */
export function git(folder: string, ...args: string[]): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, "-C", folder, ...args], { stdio: "pipe" });
}

/** Commits all that changed. */
export function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "Change");
}

/** A repository with these files in one commit on `main`. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = docsFolder(files);
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder);
  return folder;
}

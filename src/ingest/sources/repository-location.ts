import { existsSync } from "node:fs";
import { posix, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../core/errors.ts";
import { GITHUB_URL } from "./github.ts";

/** What a location says: where the repository is, which part of it at which ref, and where people see its files. */
export interface RepositoryLocation {
  readonly url: string;
  readonly path: string;
  readonly ref: string;
  readonly files: string;
}

const GITHUB =
  /^(?:github:|https:\/\/github\.com\/)([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/tree\/([^/@]+))?(\/[^@]*)?(?:@(.+))?$/;
const GIT = /^(?:git\+)?((?:https?|file):\/\/.+?\.git|[^:]*?\.git)(\/[^@]*)?(?:@(.+))?$/;

/** Branches, tags and commits as people name them; nothing that git could take for an option or a range. */
const REF = /^(?!.*\.\.)\w[\w./-]*$/;

/** Whether a location names a repository: `github:owner/repo`, or an address or path with `.git` in it. */
export function isRepository(location: string): boolean {
  return GITHUB.test(location) || GIT.test(location);
}

/**
 * Takes a location apart; `github:` leads to the web address `github`. Throws a `UserError` where it is none or names
 * what cannot be a ref or path.
 */
export function parseRepository(location: string, github = GITHUB_URL): RepositoryLocation {
  const [, owner, repo, tree, hubPath = "", hubRef] = GITHUB.exec(location) ?? [];
  const [, remote = "", gitPath = "", gitRef] = owner ? [] : (GIT.exec(location) ?? []);
  const ref = hubRef ?? tree ?? gitRef ?? "HEAD";
  const path = posix.normalize(owner ? hubPath : gitPath).replace(/^\/+|\/+$|^\.$/g, "");
  if (!REF.test(ref)) throw new UserError(`Cannot read ${location}: ${ref} is no name of a branch, a tag or a commit.`);
  const isNoName = [owner, repo].some((name) => name !== undefined && /^\.+$/.test(name));
  if (path.startsWith("..") || isNoName || (!owner && !remote))
    throw new UserError(`Cannot read ${location}: write github:owner/repo/path@ref or https://host/repo.git/path@ref.`);
  if (owner) {
    const home = `${location.startsWith("github:") ? github : GITHUB_URL}/${owner}/${repo}`;
    return { url: `${home}.git`, path, ref, files: `${home}/blob/${ref}` };
  }
  if (/^https?:/.test(remote)) return { url: withoutPassword(remote), path, ref, files: `${forge(remote)}/${ref}` };
  return localRepository(remote, location, path, ref);
}

function withoutPassword(remote: string): string {
  const url = new URL(remote);
  if (url.username || url.password)
    throw new UserError(
      "An address with a name or password is not read: it would be shown and logged. Clone the repository and give its folder.",
    );
  return url.href;
}

/** Where the forge shows a file; GitHub's way is the commonest. */
function forge(remote: string): string {
  const { host } = new URL(remote);
  return remote.replace(/\.git$/, "") + (host.includes("gitlab") ? "/-/blob" : "/blob");
}

function localRepository(remote: string, location: string, path: string, ref: string): RepositoryLocation {
  const folder = remote.startsWith("file:") ? new URL(remote).pathname : resolve(remote);
  if (!existsSync(folder)) throw new UserError(`Cannot read ${location}: there is no repository ${folder}.`);
  return { url: pathToFileURL(folder).href, path, ref, files: pathToFileURL(folder.replace(/\/\.git$/, "")).href };
}

import { type ExecFileException, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { UserError } from "../../core/errors.ts";

/**
 * Where a repository is fetched from. `resolve`: the address that was checked, as curl's `host:port:address`.
 * `token`: opens a
 * private repository of this host.
 */
export interface Remote {
  readonly url: string;
  readonly ref: string;
  readonly resolve?: string;
  readonly token?: string;
}

/** A file of a commit. `id`: of its content; `size` in bytes. */
export interface TreeFile {
  readonly path: string;
  readonly id: string;
  readonly size: number;
}

/** The one ref that a repository of ours has. */
const HEAD = "refs/docent/head";

/** The longest that one git command may take, in milliseconds. */
const TIMEOUT_MS = 300_000;

/** Bytes of files that are read at one time. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Nothing of a repository is ever run, and nothing is fetched but what was asked for. */
const SAFE = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["credential.helper", ""],
  ["fetch.recurseSubmodules", "false"],
  ["http.followRedirects", "false"],
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "30"],
  ["gc.auto", "200"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/**
 * Brings the newest commit of a remote's ref, without its past, into the bare repository `folder`, which is made
 * where it is missing.
 */
export async function fetchCommit(folder: string, remote: Remote, signal?: AbortSignal): Promise<void> {
  const { url, ref, resolve } = remote;
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    await git(folder, {}, ["init", "--quiet", "--bare", "--template="], signal);
  }
  const pinned = resolve ? ["-c", `http.curloptResolve=${resolve}`] : [];
  const fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
  await git(folder, remote, [...pinned, ...fetch, "--", url, `+${ref}:${HEAD}`], signal);
}

/** What a commit holds, in order: files, and what is named and not followed. */
export interface Tree {
  readonly files: readonly TreeFile[];
  readonly links: readonly TreeFile[];
  readonly submodules: readonly Pick<TreeFile, "path">[];
}

/** The tree of the fetched commit below `path`. */
export async function listTree(folder: string, path: string, signal?: AbortSignal): Promise<Tree> {
  const listed = await git(
    folder,
    {},
    ["ls-tree", "-r", "-z", "-l", "--full-tree", HEAD, ...(path ? ["--", path] : [])],
    signal,
  );
  const entries = listed
    .toString()
    .split("\0")
    .map((line) => {
      const [, mode = "", id = "", size, name = ""] = /^(\d+) \w+ (\w+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
      return { mode, file: { path: name, id, size: Number(size) } };
    });
  const of = (kind: string) => entries.filter(({ mode }) => mode.startsWith(kind)).map(({ file }) => file);
  return { files: of("100"), links: of("120"), submodules: of("160") };
}

/** The content of files, in their order, some megabytes at a time. */
export async function* readFiles(
  folder: string,
  files: readonly TreeFile[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let batch: TreeFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && bytes + file.size > BATCH_BYTES) {
      yield* await readBatch(folder, batch, signal);
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  yield* await readBatch(folder, batch, signal);
}

async function readBatch(folder: string, files: readonly TreeFile[], signal?: AbortSignal): Promise<Uint8Array[]> {
  if (files.length === 0) return [];
  const child = spawn("git", [...SAFE, "-C", folder, "cat-file", "--batch"], {
    env: environment({}),
    signal,
    timeout: TIMEOUT_MS,
    stdio: ["pipe", "pipe", "ignore"],
  });
  // An end before its time shows as missing output.
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.stdin.end(files.map(({ id }) => `${id}\n`).join(""));
  const output = Buffer.concat(await child.stdout.toArray());
  signal?.throwIfAborted();
  return splitBatch(output, files);
}

/** Each object is `<id> blob <size>`, a line end, its bytes, a line end. */
function splitBatch(output: Buffer, files: readonly TreeFile[]): Uint8Array[] {
  let at = 0;
  return files.map(({ path, size }) => {
    const start = output.indexOf("\n", at) + 1;
    at = start + size + 1;
    if (start === 0 || at > output.length) throw new UserError(`git could not read ${path}. Try again.`);
    return output.subarray(start, start + size);
  });
}

function git(folder: string, remote: Partial<Remote>, args: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  const options = {
    cwd: folder,
    env: environment(remote),
    encoding: "buffer" as const,
    maxBuffer: 256 * 1024 * 1024,
    timeout: TIMEOUT_MS,
    signal,
  };
  return new Promise((done, fail) => {
    execFile("git", [...SAFE, ...args], options, (error, out, err) => {
      if (!error) done(out);
      else fail(signal?.aborted ? signal.reason : explain(error, err.toString(), remote));
    });
  });
}

/** Nothing of the person's own git settings, keys or passwords; the one protocol that the address needs. */
function environment({ url = "", token }: Partial<Remote>): NodeJS.ProcessEnv {
  return {
    // The system's own, by which git is found; no setting of Docent's.
    PATH: process.env.PATH,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_ALLOW_PROTOCOL: url.split(":", 1)[0] || "none",
    ...(token && authorization(url, token)),
  };
}

/** A setting for git by its environment, which no list of processes shows, and for this host alone. */
function authorization(url: string, token: string): NodeJS.ProcessEnv {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

const PRIVATE = "it is private: set GITHUB_TOKEN for one on GitHub; clone one that is elsewhere and give its folder";

function explain(error: ExecFileException, said: string, { url, token }: Partial<Remote>): UserError {
  const options = { cause: error };
  if (error.code === "ENOENT")
    return new UserError("git is not installed, and repositories are read with it. Install git.", options);
  if (error.killed)
    return new UserError(`Cannot read ${url}: git took longer than ${TIMEOUT_MS / 60_000} minutes.`, options);
  if (/couldn't find remote ref/.test(said))
    return new UserError(`Cannot read ${url}: it has no such branch or tag.`, options);
  if (/terminal prompts disabled|could not read Username|Authentication|returned error: 40[134]|not found/i.test(said))
    return new UserError(
      `Cannot read ${url}: it does not exist, or ${token ? "GITHUB_TOKEN may not read it" : PRIVATE}.`,
      options,
    );
  const reason =
    said
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^fatal: /, "")
      .slice(0, 300) || "git failed";
  return new UserError(`Cannot read ${url}: ${reason}.`, options);
}

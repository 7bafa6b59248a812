import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { UserError } from "../../core/errors.ts";
import { createFetcher, type Fetcher } from "../crawler/fetch.ts";
import { NO_CACHE, openHttpCache } from "../crawler/http-cache.ts";
import { safeAddresses, UnsafeAddressError } from "../crawler/ssrf-guard.ts";
import type { SkippedFile } from "../document.ts";
import type { AddressRule, OwnAddress } from "../generators/generator.ts";
import { generatorNote, type Recognised, recognise } from "../generators/recognise.ts";
import { type Format, formatOf, type SourceFile, unreadReason } from "../readers/formats.ts";
import { fetchCommit, listTree, type Remote, readFiles, type TreeFile } from "./git.ts";
import { notFollowed } from "./git-links.ts";
import { GITHUB_URL, type Github, repositoryOn } from "./github.ts";
import { readThreads } from "./github-threads.ts";
import { pathLeftOut, withoutPublic } from "./left-out.ts";
import { namesakesOf, pageUrl, publishedOnly, resolveLink, type Site } from "./page-url.ts";
import { takesInParts, treeReader, withoutParts, withParts } from "./parts.ts";
import { parseRepository, type RepositoryLocation } from "./repository-location.ts";
import { MAX_BYTES, MAX_CONFIG, oversize } from "./size.ts";
import type { DocumentSource, FilesOptions, OpenOptions, SourceContext } from "./source.ts";

/**
 * A git repository at a ref. Its files are read out of the commit itself: nothing is checked out, and nothing of it
 * is run.
 */
export async function openRepository(options: OpenOptions, context: SourceContext): Promise<DocumentSource> {
  const { name, location, baseUrl, addressStyle, isWanted, answered = [] } = options;
  const { github = { url: GITHUB_URL } } = context;
  const repository = parseRepository(location, github.url);
  const onGithub = repositoryOn(github, repository.url);
  if (answered.length > 0 && !onGithub)
    throw new UserError(`${name}: ${answered.join(" and ")} can only be read from a repository on ${github.url}.`);
  const { path: below } = repository;
  const base = baseUrl ?? posix.join(below).replace(/^\.$/, "");
  const isFile = formatOf(below) !== undefined;
  const shown = (path: string) => addressOnForge(repository, path);
  let found: Recognised | undefined;
  let namesakes: ReadonlySet<string> = new Set();
  const siteNow = (): Site => ({ root: "/", baseUrl, rule: found?.rule, namesakes });
  const look = async (folder: string, signal?: AbortSignal) => {
    const start = isFile ? posix.dirname(below) : below;
    if (baseUrl) found = await recogniseTree(folder, { start, style: addressStyle, signal });
  };
  const isThread = (path: string) => answered.some((kind) => path.startsWith(`${kind}/`)) && !formatOf(path);
  const urlOf = (path: string, own?: OwnAddress) => {
    if (isThread(path)) return `${repository.url.replace(/\.git$/, "")}/${path}`;
    return baseUrl ? pageUrl(siteNow(), path, own) : shown(path);
  };
  const published = (files: readonly Looked[]) => {
    const apart = baseUrl ? publishedOnly(files, found?.rule) : files;
    const read = apart.filter((file) => !("skipped" in file)).map(({ path }) => path);
    namesakes = namesakesOf(read, { root: "/", baseUrl, rule: found?.rule });
    return apart;
  };
  let fetcher: Fetcher | undefined;
  return {
    name,
    get settings() {
      const rule = found ? [found.name, found.rule] : [];
      return JSON.stringify(["repository", repository.url, below, repository.ref, base, ...rule, ...namesakes]);
    },
    get anchors() {
      return found?.rule.anchors;
    },
    get generator() {
      return found && generatorNote(found);
    },
    async *files({ signal, onListed } = {}) {
      yield* readRepository(
        repository,
        isWanted,
        { ...context, github, look, published, rule: () => found?.rule },
        { signal, onListed },
      );
      if (!onGithub || answered.length === 0) return;
      fetcher = createFetcher({ allowPrivate: context.allowPrivateHosts, politeness: { concurrency: 1 } });
      const copies = context.database ? openHttpCache(context.database, name, { readOnly: context.dryRun }) : NO_CACHE;
      try {
        yield* readThreads(answered, { ...onGithub, github, fetcher, copies, signal });
      } finally {
        await fetcher.close();
      }
    },
    urlOf,
    resolve(link, path) {
      if (isThread(path)) return URL.parse(link, urlOf(path))?.href ?? link;
      return baseUrl ? resolveLink(siteNow(), link, path, urlOf(path)) : linkTo(link, shown, path);
    },
    get requests() {
      return fetcher?.requests;
    },
  };
}

/** Where the forge shows a file, by its path below what is read of the repository. */
function addressOnForge({ path: below, files }: RepositoryLocation, path: string): string {
  const folder = formatOf(below) === undefined ? below : posix.dirname(below);
  return `${files}/${posix.join(folder, path).split("/").map(encodeURIComponent).join("/")}`;
}

/** A link in a file as the forge follows it: from the file's folder, or from the root of the repository. */
function linkTo(link: string, shown: (path: string) => string, path: string): string {
  if (link === "" || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return link;
  if (link.startsWith("#")) return shown(path) + link;
  return (
    URL.parse(link.startsWith("/") ? `.${link}` : link, link.startsWith("/") ? shown("") : shown(path))?.href ?? link
  );
}

/** What reading a repository needs of the source. */
interface Reading {
  readonly github: Github;
  /** Hears of the commit before its files are read. */
  look(folder: string, signal?: AbortSignal): Promise<void>;
  /** How the site's generator reads files, where it is known by now. */
  rule(): AddressRule | undefined;
  /** Only what is published, and no two files with one address. */
  published(files: readonly Looked[]): readonly Looked[];
}

type Looked = ReadFile | SkippedFile;

async function* readRepository(
  repository: RepositoryLocation,
  isWanted: (path: string) => boolean,
  { dataDir, dryRun, allowPrivateHosts = [], github, look, published, rule }: SourceContext & Reading,
  options: FilesOptions,
): AsyncGenerator<SourceFile | SkippedFile> {
  const token = repositoryOn(github, repository.url) && github.token;
  const remote = { ...(await checkedRemote(repository, allowPrivateHosts)), token };
  const isPassing = dryRun || !dataDir;
  const folder = isPassing
    ? await mkdtemp(join(tmpdir(), "docent-git-"))
    : join(dataDir, "repositories", keyOf(repository));
  try {
    await fetchCommit(isPassing ? join(folder, "repository") : folder, remote, options.signal);
    const tree = isPassing ? join(folder, "repository") : folder;
    await look(tree, options.signal);
    yield* readTree(tree, repository.path, isWanted, { ...options, published, rule });
  } finally {
    if (isPassing) await rm(folder, { recursive: true, force: true });
  }
}

function keyOf({ url, ref }: RepositoryLocation): string {
  return createHash("sha1").update(`${url} ${ref}`).digest("hex").slice(0, 16);
}

/** The address that git is to connect to is looked up and checked here; git follows no redirects. */
async function checkedRemote({ url, ref }: RepositoryLocation, allowed: readonly string[]): Promise<Remote> {
  if (url.startsWith("file:")) return { url, ref };
  const parsed = new URL(url);
  try {
    const [address] = await safeAddresses(parsed, allowed);
    const port = parsed.port || (parsed.protocol === "https:" ? "443" : "80");
    return { url, ref, resolve: `${parsed.hostname}:${port}:${address?.includes(":") ? `[${address}]` : address}` };
  } catch (cause) {
    const reason = cause instanceof UnsafeAddressError ? cause.message : "there is no such host";
    throw new UserError(`Cannot read ${url}: ${reason}.`, { cause });
  }
}

async function* readTree(
  folder: string,
  below: string,
  isWanted: (path: string) => boolean,
  { signal, onListed, published, rule }: FilesOptions & Pick<Reading, "published" | "rule">,
): AsyncGenerator<SourceFile | SkippedFile> {
  const tree = await listTree(folder, below, signal);
  const listed = tree.files.map((file) => ({
    ...file,
    path: pathBelow(file.path, below),
    isNamed: file.path === below,
  }));
  const wanted = listed.filter(({ path }) => isWanted(path));
  const found = withoutPublic(onceEach(wanted.flatMap((file) => looked(file, { named: file.isNamed, rule: rule() }))));
  if (found.length === 0)
    throw new UserError(
      `There is nothing to read in the repository${below ? ` below ${below}` : ""}: no file of a known format.`,
    );
  onListed?.(found.length);
  for (const left of await notFollowed(folder, tree, below, signal)) {
    const path = pathBelow(left.path, below);
    if (isWanted(path)) yield { ...left, path };
  }
  const unread = published(found);
  const part = treeReader(folder, listed, signal);
  const texts = unread.filter((file) => "format" in file).filter(({ path }) => takesInParts(path));
  const apart = await withoutParts(unread, zip(texts, readFiles(folder, texts, signal)), part);
  yield* apart.filter((file) => "skipped" in file);
  const read = apart.filter((file) => "format" in file);
  for await (const file of zip(read, readFiles(folder, read, signal))) yield await withParts(file, part);
}

/** What makes a site of the commit's files. */
async function recogniseTree(
  folder: string,
  { start, style, signal }: { readonly start: string; readonly style?: string; readonly signal?: AbortSignal },
): Promise<Recognised | undefined> {
  const files = new Map((await listTree(folder, "", signal)).files.map((file) => [`/${file.path}`, file]));
  const read = async (path: string) => {
    const file = files.get(path);
    if (!file || file.size > MAX_CONFIG) return undefined;
    for await (const bytes of readFiles(folder, [file], signal)) return new TextDecoder().decode(bytes);
    return undefined;
  };
  return recognise({ folder: posix.join("/", start), read, isRoot: async (path) => path === "/", style });
}

function pathBelow(path: string, below: string): string {
  return path === below ? posix.basename(path) : path.slice(below ? below.length + 1 : 0);
}

/** A folder that is left out is named once, whatever number of files it holds. */
function onceEach(found: readonly (ReadFile | SkippedFile)[]): (ReadFile | SkippedFile)[] {
  const said = new Set<string>();
  return found.filter((file) => {
    if (!("skipped" in file)) return true;
    const isNew = !said.has(file.path);
    said.add(file.path);
    return isNew;
  });
}

/** A file as it is to be read, or why it is not; nothing where nobody would expect it to be. */
function looked(file: TreeFile, { named, rule }: { named: boolean; rule?: AddressRule }): (ReadFile | SkippedFile)[] {
  const { path, size } = file;
  const format = formatOf(path, { named });
  const leftOut = format && !named && pathLeftOut(path, rule);
  if (leftOut) return [leftOut];
  const skipped = format ? sizeTrouble(size) : unreadReason(path);
  if (skipped) return [{ path, skipped, keep: false }];
  return format ? [{ ...file, format }] : [];
}

interface ReadFile extends TreeFile {
  readonly format: Format;
}

function sizeTrouble(size: number): string | undefined {
  if (size === 0) return "is empty";
  return size > MAX_BYTES ? oversize(size) : undefined;
}

async function* zip(files: readonly ReadFile[], contents: AsyncIterable<Uint8Array>): AsyncGenerator<SourceFile> {
  let index = 0;
  for await (const bytes of contents) {
    const file = files[index++];
    if (file) yield { path: file.path, format: file.format, bytes };
  }
}

import { Command } from "commander";
import { type Config, readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { ADDRESS_STYLES } from "../ingest/generators/generators.ts";
import { declareSources, type IngestOptions, ingest, ingestedSources, removeSource } from "../ingest/ingest.ts";
import { type Library, openLibrary } from "../ingest/library.ts";
import type { SourceRequest } from "../ingest/naming.ts";
import type { FileNote, SyncReport } from "../ingest/report.ts";
import { ingestEach } from "../ingest/scheduler.ts";
import type { RegisteredSource } from "../ingest/sources/registry.ts";
import { explainStorage } from "../storage/errors.ts";
import { createProgress } from "./progress.ts";

/** How many files of a kind are named; the rest is counted. */
const NAMED_FILES = 20;
/** Of more files so many are named for each reason. */
const NAMED_OF_A_KIND = 5;

interface Flags {
  readonly baseUrl?: string;
  readonly addressStyle?: string;
  readonly name?: string;
  readonly remove?: string;
  readonly dryRun?: boolean;
  readonly allowRemovals?: boolean;
}

const program = new Command(commandLine("ingest"))
  .description("Brings documentation into the index: folders, files, websites and git repositories.")
  .argument(
    "[source...]",
    "folders, files, https://docs.example.com, github:owner/repo/docs; without any: docent.yaml or DOCS, else what was ingested before",
  )
  .option("--base-url <url>", "where the pages are published, such as https://docs.example.com/en")
  .option(
    "--address-style <style>",
    `how the pages' addresses are made: ${ADDRESS_STYLES.join(", ")} (default: as the files tell)`,
  )
  .option("--name <name>", "the source's name (default: the folder's)")
  .option("--remove <name>", "take a source out of the index")
  .option("--dry-run", "show what would change and change nothing")
  .option("--allow-removals", "also remove pages where more than a third of a source is gone")
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  const cause = explainStorage(error);
  if (!(cause instanceof UserError)) throw cause;
  console.error(cause.message);
  process.exitCode = 1;
}

async function run(locations: string[], flags: Flags): Promise<void> {
  checkFlags(locations, flags);
  const config = readConfig();
  const library = openLibrary(config);
  if (flags.remove !== undefined) await remove(library, flags.remove, flags.dryRun);
  const requests =
    flags.remove === undefined || locations.length > 0 ? requested(locations, flags, config, library) : [];
  if (requests.length > 0) await bringIn(library, requests, flags);
  library.database.close();
}

function checkFlags(locations: readonly string[], { name, baseUrl, addressStyle }: Flags): void {
  if (addressStyle !== undefined && !ADDRESS_STYLES.includes(addressStyle))
    throw new UserError(`--address-style ${addressStyle} must be one of ${ADDRESS_STYLES.join(", ")}.`);
  if (name !== undefined && locations.length !== 1)
    throw new UserError("--name names one source: give exactly one folder or file with it.");
  if (baseUrl !== undefined && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ""))
    throw new UserError(`--base-url ${baseUrl} must be an address that starts with http:// or https://`);
}

function requested(locations: readonly string[], flags: Flags, config: Config, { database }: Library): SourceRequest[] {
  if (locations.length > 0) {
    return locations.map((location) => ({
      location,
      name: flags.name,
      baseUrl: flags.baseUrl,
      addressStyle: flags.addressStyle,
    }));
  }
  if (config.declared) {
    if (!flags.dryRun) declareSources(database, config.declared.sources);
    return [...config.declared.sources];
  }
  if (config.docs?.length) {
    return config.docs.map((location) => ({ location, baseUrl: flags.baseUrl ?? config.docsBaseUrl }));
  }
  const known = ingestedSources(database);
  if (known.length === 0) program.help({ error: true });
  return known;
}

async function remove(library: Library, name: string, dryRun = false): Promise<void> {
  await removeSource(library, name, { dryRun });
  console.log(dryRun ? `${name} would be removed.` : `${name} is removed.`);
}

async function bringIn(
  library: Library,
  requests: readonly SourceRequest[],
  { dryRun = false, allowRemovals }: Flags,
): Promise<void> {
  const progress = createProgress(process.stderr);
  const stop = new AbortController();
  process.once("SIGINT", () =>
    stop.abort(new UserError("Stopped. What was read so far is kept; run it again to go on.")),
  );
  try {
    const options: IngestOptions = {
      dryRun,
      allowRemovals,
      signal: stop.signal,
      onProgress: progress.show,
      lease: { onWait: () => console.error("Another process is syncing; waiting for it.") },
    };
    const { reports, problems } = areKnown(requests)
      ? await ingestEach(library, requests, options)
      : { reports: await ingest(library, requests, options), problems: [] };
    progress.finish();
    for (const report of reports) console.log(summary(report, dryRun));
    const unread = reports.filter(({ pages }) => pages === 0).map(nothingRead);
    for (const problem of [...problems, ...unread]) console.error(problem);
    if (problems.length + unread.length > 0) process.exitCode = 1;
  } finally {
    progress.finish();
  }
}

/** A source of which the index holds no page: nobody's question can be answered from it. */
function nothingRead({ source, skipped }: SyncReport): string {
  const [first] = skipped;
  return first
    ? `${source}: no page could be read. All ${skipped.length} files were skipped; the first, ${first.path}, ${first.reason}.`
    : `${source}: no page could be read, because there is none.`;
}

/** Sources that have names need no checking against each other, and one that is away for now costs itself alone. */
function areKnown(requests: readonly SourceRequest[]): requests is readonly RegisteredSource[] {
  return requests.length > 1 && requests.every(({ name }) => name !== undefined);
}

function summary(report: SyncReport, dryRun: boolean): string {
  const { source, pages, chunks, added, changed, removed, unchanged, seconds } = report;
  const counts = dryRun
    ? `would hold ${pages} pages, ${chunks} chunks to write`
    : `${pages} pages, ${chunks} chunks in ${seconds.toFixed(1)} s`;
  const asked = report.requests === undefined ? "" : `, ${report.requests} requests`;
  const changes = `  added ${added}, changed ${changed}, removed ${removed}, unchanged ${unchanged}, skipped ${report.skipped.length}${asked}`;
  return [
    `${source}: ${counts}`,
    changes,
    ...addressLines(report),
    ...versionLines(report),
    ...touchedLines(report, dryRun),
    ...reasonLines(report.skipped),
    ...listed("read, but", report.noted),
  ].join("\n");
}

/** Whether links are right is best seen before people click on them. */
function addressLines({ generator, links }: SyncReport): string[] {
  if (!generator) return [];
  const shown = links.length > 0 ? `; try ${links.join(" ")}` : "";
  return [`  addresses as ${generator} makes them${shown}`];
}

/** Which folders are taken for versions, so that nobody wonders where pages are. */
function versionLines({ versions = [] }: SyncReport): string[] {
  return versions.map(({ folders, usual }) => {
    const known = folders.map(({ version }) => version).join(", ");
    const answers = folders.find(({ folder }) => folder === usual)?.version;
    return `  versions ${known}; where a question names none, ${answers ?? "the pages beside them"} answers`;
  });
}

/** The documents that are not as they were; of a source that was read for the first time, that is all of them. */
function touchedLines({ touched, added, unchanged }: SyncReport, dryRun: boolean): string[] {
  if (!dryRun && touched.length === added && unchanged === 0) return [];
  return (["added", "changed", "removed"] as const).flatMap((kind) =>
    listed(
      kind,
      touched.filter(({ change }) => change === kind),
    ),
  );
}

/** What was left out, by reason; of each the first files. */
function reasonLines(skipped: readonly FileNote[]): string[] {
  if (skipped.length <= NAMED_FILES) return listed("skipped", skipped);
  return [...Map.groupBy(skipped, ({ reason }) => kindOfReason(reason))].map(([kind, notes]) => {
    const named = notes.slice(0, NAMED_OF_A_KIND).map(({ path }) => path);
    const more = notes.length > named.length ? ` and ${notes.length - named.length} more` : "";
    return `  skipped ${notes.length}: ${notes.length === 1 ? notes[0]?.reason : kind}: ${named.join(", ")}${more}`;
  });
}

/** A reason without the names of other files and the numbers in it. */
function kindOfReason(reason: string): string {
  return reason.replace(/\S*[/.]\S*\w(?=[,\s]|$)|\d+/g, "…");
}

function listed(what: string, notes: readonly { readonly path: string; readonly reason?: string }[]): string[] {
  const lines = notes.slice(0, NAMED_FILES).map(({ path, reason = "" }) => `  ${what}: ${path} ${reason}`.trimEnd());
  return notes.length > NAMED_FILES ? [...lines, `  ${what}: ${notes.length - NAMED_FILES} more`] : lines;
}

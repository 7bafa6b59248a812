import { commandLine } from "../core/command-line.ts";
import type { Library } from "./library.ts";
import { ownSources } from "./naming.ts";
import { createRegistry, type RegisteredSource } from "./sources/registry.ts";

/**
 * What the settings say of the documentation: the `docs` of the simple case, or all that `docent.yaml` declares.
 * `mayUseOwnDocs`: whether Docent's own stands in where they name none.
 */
export interface Configured {
  readonly docs?: readonly string[];
  readonly baseUrl?: string;
  readonly declared?: readonly RegisteredSource[];
  readonly mayUseOwnDocs?: boolean;
}

/** Whether there is something to answer from: named by the settings, ingested before, or Docent's own. */
export function isDocumentationNamed(
  { docs, declared, mayUseOwnDocs = true }: Configured,
  database: Library["database"],
): boolean {
  const isNamed = declared ? declared.length > 0 : !!docs?.length;
  return isNamed || mayUseOwnDocs || ownSources(createRegistry(database)).length > 0;
}

/** Why nobody's question can be answered from the index, in a sentence; undefined where it can. */
export async function documentationTrouble(
  { engine, database }: Pick<Library, "engine" | "database">,
  configured: Configured,
): Promise<string | undefined> {
  if (!isDocumentationNamed(configured, database))
    return `No documentation is named: set DOCS to its folder or address, or run \`${commandLine("ingest", "<folder>")}\`. Where people ask about theirs, Docent does not answer from its own.`;
  const sources = await engine.sources();
  if (sources.some(({ documents }) => documents > 0)) return undefined;
  if (sources.length === 0) return "The documentation is still being read in.";
  const names = sources.map(({ name }) => name).join(", ");
  return `No page of the documentation could be read (${names}). Run \`${commandLine("ingest")}\`, which says why.`;
}

/** What Docent's settings say of the documentation. */
export function configuredBy({
  docs,
  docsBaseUrl: baseUrl,
  declared,
  mayUseOwnDocs,
}: Pick<Configured, "docs" | "mayUseOwnDocs"> & {
  readonly docsBaseUrl?: string;
  readonly declared?: { readonly sources: readonly RegisteredSource[] };
}): Configured {
  return { docs, baseUrl, declared: declared?.sources, mayUseOwnDocs };
}

import type { Config } from "../../config.ts";
import { type Finding, good, trouble, warning } from "../../core/finding.ts";
import { createLog } from "../../core/log.ts";
import { configuredBy, documentationTrouble, isDocumentationNamed } from "../../ingest/documentation.ts";
import { openLibrary } from "../../ingest/library.ts";

/** The documentation: whether any is named, and whether each source of the index holds a page. */
export async function examineDocumentation(config: Config): Promise<readonly Finding[]> {
  const library = openLibrary(config, createLog("silent"));
  try {
    const sources = await library.engine.sources();
    const problem = await documentationTrouble(library, configuredBy(config));
    if (!isDocumentationNamed(configuredBy(config), library.database)) return [trouble(`Documentation: ${problem}`)];
    if (sources.length === 0) return [warning("Documentation: nothing was read in yet; the next start reads it.")];
    if (problem) return [trouble(`Documentation: the index is empty. ${problem}`)];
    const pages = sources.reduce((sum, { documents }) => sum + documents, 0);
    const empty = sources.filter(({ documents }) => documents === 0).map(({ name }) => name);
    const found = good(`Documentation: ${pages} pages of ${sources.length} source${sources.length === 1 ? "" : "s"}`);
    if (empty.length === 0) return [found];
    return [found, trouble(`Documentation: no page of ${empty.join(", ")} could be read; an ingest says why.`)];
  } finally {
    library.database.close();
  }
}

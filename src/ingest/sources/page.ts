import { UserError } from "../../core/errors.ts";
import { createFetcher, FetchError, type Fetcher } from "../crawler/fetch.ts";
import { NO_CACHE, openHttpCache } from "../crawler/http-cache.ts";
import { createVisitor } from "../crawler/visit-page.ts";
import type { SkippedFile } from "../document.ts";
import { type SourceFile, tellingFormat } from "../readers/formats.ts";
import type { DocumentSource, OpenOptions, SourceContext } from "./source.ts";

/** One document on the web: a page, a PDF, a notebook, an API's description. Its path is its file's name. */
export async function openPage(options: OpenOptions, context: SourceContext): Promise<DocumentSource> {
  const url = new URL(options.location);
  const path = decodeURIComponent(url.pathname.split("/").at(-1) || url.hostname);
  const home = options.baseUrl ?? url.href;
  let fetcher: Fetcher | undefined;
  return {
    name: options.name,
    settings: JSON.stringify(["page", home]),
    async *files({ signal } = {}) {
      fetcher = createFetcher({ allowPrivate: context.allowPrivateHosts });
      try {
        yield await fetchOne(url, path, options, { ...context, fetcher, signal });
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        throw new UserError(`Cannot read ${options.location}: it ${error.message}.`, { cause: error });
      } finally {
        await fetcher.close();
      }
    },
    urlOf: () => home,
    resolve: (link) => URL.parse(link, home)?.href ?? link,
    get requests() {
      return fetcher?.requests;
    },
  };
}

/** Somebody named this very address, so it is fetched whatever robots.txt says: that speaks to crawlers. */
async function fetchOne(
  url: URL,
  path: string,
  { name }: OpenOptions,
  {
    fetcher,
    database,
    dryRun,
    signal,
    budget,
  }: SourceContext & { readonly fetcher: Fetcher; readonly signal?: AbortSignal },
): Promise<SourceFile | SkippedFile> {
  const copies = database ? openHttpCache(database, name, { readOnly: dryRun }) : NO_CACHE;
  const robots = { allows: () => true, delayMs: 0, sitemaps: [] };
  const formatOf = (file: string) => tellingFormat(file, { named: true });
  const visit = await createVisitor({ fetcher, copies, robots, isWanted: () => true, signal, budget, formatOf });
  const visited = await visit(url.href);
  if ("skipped" in visited) return { path, skipped: visited.skipped, keep: visited.keep };
  const { format, bytes } = visited.page;
  return { path, format, bytes };
}

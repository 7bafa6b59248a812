import { z } from "zod";
import { type Finding, good, trouble } from "../../core/finding.ts";
import { createFetcher, FetchError } from "../../ingest/crawler/fetch.ts";
import type { Github } from "../../ingest/sources/github.ts";
import { askGithub } from "../../ingest/sources/github-query.ts";

const viewer = z.object({ viewer: z.object({ login: z.string() }) });

/** GitHub: whether it takes the token. Private repositories and answered threads need it. */
export async function examineGithub(github: Github, allowPrivate: readonly string[]): Promise<readonly Finding[]> {
  const fetcher = createFetcher({ allowPrivate });
  try {
    const { login } = (await askGithub("query { viewer { login } }", {}, viewer, { github, fetcher })).viewer;
    return [good(`GitHub: ${github.url} knows GITHUB_TOKEN as ${login}`)];
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return [trouble(`GitHub: ${github.url}: ${error.message}.`)];
  } finally {
    await fetcher.close();
  }
}

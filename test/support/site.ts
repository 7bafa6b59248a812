import { onTestFinished } from "vitest";
import { type DocsSiteOptions, docsAnswer } from "./docs-site.ts";
import { type Answer, type Site, startSite } from "./local-server.ts";

/** Serves until the test ends. */
export async function serve(answer: Answer): Promise<Site> {
  const site = await startSite(answer);
  onTestFinished(site.close);
  return site;
}

/** Serves a documentation site until the test ends. */
export function docsSite(options: DocsSiteOptions): Promise<Site> {
  return serve(docsAnswer(options));
}

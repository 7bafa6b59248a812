import { describe, expect, test } from "vitest";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { Library } from "../../../src/ingest/library.ts";
import { allChunks, emptyLibrary } from "../../support/library.ts";
import type { Answer } from "../../support/local-server.ts";
import { serve } from "../../support/site.ts";

interface Route {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A site of these routes, `{origin}` filled in, and what an ingest of it comes to. */
async function readSite(routes: Readonly<Record<string, Route>>) {
  const site = await serve(((request, response) => {
    const { status = 200, headers = {}, body = "" } = routes[request.url ?? ""] ?? { status: 404, body: "none" };
    const filled = (text: string) => text.replaceAll("{origin}", site.url);
    const all = { "content-type": "text/html; charset=utf-8", ...headers };
    response.writeHead(status, Object.fromEntries(Object.entries(all).map(([name, value]) => [name, filled(value)])));
    response.end(typeof body === "string" ? filled(body) : body);
  }) satisfies Answer);
  const library: Library = { ...emptyLibrary(), allowPrivateHosts: [site.host] };
  const [report] = await ingest(library, [{ location: `${site.url}/`, name: "site", crawl: { delayMs: 0 } }]);
  const texts = allChunks(library.database).map((row) => JSON.parse(row) as { path: string; text: string });
  return { report, texts: texts.map(({ path, text }) => `${path} ${text}`).toSorted() };
}

const page = (text: string, head = "") =>
  `<html><head><title>T</title>${head}</head><body><main><p>${text}</p></main></body></html>`;

describe("a site", () => {
  test("is read in the encoding that a header or the page itself names", async () => {
    const { texts } = await readSite({
      "/": { body: page('<a href="/a">a</a> <a href="/b">b</a>') },
      "/a": {
        headers: { "content-type": "text/html; charset=koi8-r" },
        body: Buffer.from("<main><p>\xed\xcf\xd3\xd4</p></main>", "latin1"),
      },
      "/b": {
        headers: { "content-type": "text/html" },
        body: Buffer.from('<meta charset="euc-kr"><main><p>\xb9\xae</p></main>', "latin1"),
      },
    });
    expect(texts.slice(1)).toEqual(["/a Мост", "/b 문"]);
  });

  test("whose first page only sends people on is read from there", async () => {
    const { report, texts } = await readSite({
      "/": { body: page("Moved", '<meta http-equiv="Refresh" content="1;URL=\'/now/\'">') },
      "/now/": { body: page("Here.") },
    });
    expect(texts).toEqual(["/now/ Here."]);
    expect(report?.skipped).toMatchObject([{ path: "/", reason: expect.stringContaining("only sends people on") }]);
  });

  test("keeps what a header asks not to be indexed", async () => {
    const { report, texts } = await readSite({
      "/": { body: page('Home. <a href="/next">next</a>') },
      "/next": { headers: { "x-robots-tag": "googlebot: nofollow, noindex" }, body: page("Secret.") },
    });
    expect(texts).toHaveLength(1);
    expect(report?.skipped).toMatchObject([{ path: "/next", reason: "asks not to be indexed" }]);
  });

  test("that leads to another one is a clear error that names it", async () => {
    const other = await serve(
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end(page("There.")),
    );
    const site = await serve((_, response) => void response.writeHead(301, { location: `${other.url}/en/` }).end());
    const library: Library = { ...emptyLibrary(), allowPrivateHosts: [site.host, other.host] };
    const reading = ingest(library, [{ location: `${site.url}/`, name: "site", crawl: { delayMs: 0 } }]);
    await expect(reading).rejects.toThrow(`it leads to ${other.url}/en/. Give that address instead.`);
  });

  test("has a sitemap of plain lines", async () => {
    const { texts } = await readSite({
      "/robots.txt": { headers: { "content-type": "text/plain" }, body: "Sitemap: {origin}/pages.txt" },
      "/pages.txt": { headers: { "content-type": "text/plain" }, body: "{origin}/a\n{origin}/b\n" },
      "/a": { body: page("One.") },
      "/b": { body: page("Two.") },
    });
    expect(texts).toEqual(["/a One.", "/b Two."]);
  });

  test("whose one file names only some pages is completed, and nothing is said to be of a wrong page", async () => {
    const text = { "content-type": "text/plain" };
    const map = ["mug", "jug", "cup"].map((name) => `<url><loc>{origin}/${name}</loc></url>`).join("");
    const { texts } = await readSite({
      "/llms-full.txt": {
        headers: text,
        body: "# Mug\n\nSource: {origin}/mug\n\nA mug.\n\n```sh\n# no title\n```\n\n# Jug\n\nA jug that nobody names.\n",
      },
      "/sitemap.xml": { headers: { "content-type": "application/xml" }, body: `<urlset>${map}</urlset>` },
      "/mug": { body: page("Not fetched.") },
      "/jug": { body: page("The jug.") },
      "/cup": { body: page("The cup.") },
    });
    expect(texts).toEqual(["/cup The cup.", "/jug The jug.", "/mug A mug.\n\n```sh\n# no title\n```"]);
  });
});

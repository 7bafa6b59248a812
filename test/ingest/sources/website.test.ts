import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { WAYS } from "../../../src/ingest/crawler/ways.ts";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { Library } from "../../../src/ingest/library.ts";
import type { SourceOptions } from "../../../src/ingest/sources/source.ts";
import { at, type DocsPage, type DocsSiteOptions } from "../../support/docs-site.ts";
import { allChunks, emptyLibrary } from "../../support/library.ts";
import type { Site } from "../../support/local-server.ts";
import { docsSite } from "../../support/site.ts";

const NAMES = ["", "start/", "guides/images/", "guides/deep/routing/", "reference/cli/", "über-uns/"];

function page(name: string): DocsPage {
  const title = `All about ${name || "home"}`;
  const text = `The page ${name || "home"} explains its own matter.`;
  return {
    title,
    html: `<p>${text}</p><h2 id="own-id">Details</h2><p>More of ${name}.</p>`,
    markdown: `${text}\n\n## Details\n\nMore of ${name}.`,
  };
}

function pages(names: readonly string[] = NAMES): Map<string, DocsPage> {
  return new Map(names.map((name) => [`/en/${name}`, page(name)]));
}

const paths = (names: readonly string[] = NAMES) => names.map((name) => encodeURI(`/en/${name}`)).sort();

/** A site and a library that may read it, and what a sync of it comes to. */
async function reading(options: DocsSiteOptions, source: Partial<SourceOptions> = {}) {
  const site = await docsSite(options);
  const library: Library = { ...emptyLibrary(), allowPrivateHosts: [site.host] };
  const sync = async (more: { allowRemovals?: boolean; dryRun?: boolean } = {}) => {
    site.asked.length = 0;
    const crawl = { delayMs: 0, ...source.crawl };
    const [report] = await ingest(library, [{ location: `${site.url}/en/`, name: "site", ...source, crawl }], more);
    if (!report) throw new Error("no report");
    return report;
  };
  const indexed = async () => [...(await library.engine.hashes("site")).keys()].sort();
  return { site, library, sync, indexed };
}

function firstChunk(library: Library, path: string): Record<string, unknown> {
  const chunk = allChunks(library.database)
    .map((row) => JSON.parse(row) as Record<string, unknown>)
    .find((row) => row.path === path);
  return chunk ?? {};
}

const asksOf = (site: Site, path: string) => site.asked.filter((asked) => asked === path).length;

describe("a website", () => {
  test.each(WAYS)("is found whole by its %s, and the second sync changes nothing", async (by) => {
    const { sync, indexed } = await reading({ pages: pages(), by });
    expect(await sync()).toMatchObject({ pages: NAMES.length, added: NAMES.length, skipped: [] });
    expect(await indexed()).toEqual(paths());
    expect(await sync()).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: NAMES.length });
  });

  test("says what was asked of it, and sends no page twice that did not change", async () => {
    let full = 0;
    const { site, sync } = await reading({
      pages: pages(),
      by: "sitemap",
      more: (request, response) => {
        response.on("finish", () => {
          if (response.statusCode === 200 && request.url?.startsWith("/en/")) full++;
        });
        return false;
      },
    });
    const first = await sync();
    expect(first.requests).toBe(site.asked.length);
    expect(full).toBe(NAMES.length);
    await sync();
    expect(full).toBe(NAMES.length);
  });

  test("is read without menus, banners and footers, with the ids that its headings have", async () => {
    const { library, sync, site } = await reading({ pages: pages(), by: "sitemap" });
    await sync();
    const all = allChunks(library.database).join("\n");
    expect(all).not.toMatch(/cookies|Imprint|Accept|track/);
    expect(all).toContain(`${site.url}/en/guides/images/#own-id`);
    expect(firstChunk(library, "/en/guides/images/")).toMatchObject({
      title: "All about guides/images/",
      text: "The page guides/images/ explains its own matter.",
      url: `${site.url}/en/guides/images/`,
    });
  });

  test.each(["sitemap", "llms"] as const)("has its Markdown read where there is some, found by its %s", async (by) => {
    const { site, sync, indexed, library } = await reading({ pages: pages(), by, twins: true });
    await sync();
    const slash = by === "llms" ? "" : "/";
    expect((await indexed()).map((path) => path.replace(/\/$/, ""))).toEqual(
      paths().map((path) => path.replace(/\/$/, "")),
    );
    expect(new Set(site.asked.filter((path) => path.startsWith("/en/start")))).toEqual(new Set(["/en/start.md"]));
    expect(firstChunk(library, `/en/start${slash}`).url).toBe(`${site.url}/en/start${slash}`);
  });

  test.each(["sitemap", "llms-full"] as const)("whose Markdown is MDX is read as such, found by its %s", async (by) => {
    const mdx = 'import { Card } from "./card";\n\nOpening.\n\n<Card>\n  Inside, as `<Card>` says.\n</Card>';
    const { sync, library } = await reading({
      pages: new Map([["/en/start/", { title: "Start", html: "<p>HTML</p>", markdown: mdx }]]),
      by,
      twins: true,
    });
    await sync();
    expect(firstChunk(library, "/en/start/").text).toBe("Opening.\n\nInside, as `<Card>` says.");
  });

  test("that says where its Markdown is, is read from there", async () => {
    const { sync, library } = await reading({
      pages: new Map([
        ["/en/", { title: "Home", html: '<p>HTML</p><link rel="alternate" type="text/markdown" href="/en/home-md">' }],
      ]),
      by: "links",
      more: at("/en/home-md", (_, response) =>
        response.setHeader("content-type", "text/markdown").end("# Home\n\nMarkdown."),
      ),
    });
    await sync();
    expect(firstChunk(library, "/en/").text).toBe("Markdown.");
  });

  test("keeps what robots.txt forbids to itself, also behind a redirect", async () => {
    const all = pages([...NAMES, "secret/plan/", "door/"]);
    const { site, sync, indexed } = await reading({
      pages: all,
      by: "sitemap",
      robots: "User-agent: *\nDisallow: /en/secret/",
      more: at("/en/door/", (_, response) => response.writeHead(302, { location: "/en/secret/plan/" }).end()),
    });
    const { skipped } = await sync();
    expect(await indexed()).toEqual(paths());
    expect(skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      "/en/secret/plan/ is not for robots, says robots.txt",
      "/en/door/ leads to a page that is not for robots, says robots.txt",
    ]);
    expect(asksOf(site, "/en/secret/plan/")).toBe(1);
  });

  test("that asks for time between requests gets it", async () => {
    const { sync } = await reading({ pages: pages(), by: "links", robots: "User-agent: docent\nCrawl-delay: 0.1" });
    expect((await sync()).seconds).toBeGreaterThan(0.5);
  });

  test("gives each page once, however it is reached", async () => {
    const home = page("home");
    const links = [
      "/en/a?utm_source=x",
      "/en/a#part",
      "/en//a",
      "/en/a",
      "/en/old",
      "/en/copy",
      "/en/canonical?print=1",
      "/en/logo.png",
      "mailto:x@y.z",
      "/de/",
      "https://elsewhere.example/",
    ];
    const a = "<title>A</title><main><h1>A</h1><p>Page A.</p></main>";
    const { site, sync, indexed } = await reading({
      pages: new Map([["/en/", { ...home, html: links.map((link) => `<a href="${link}">x</a>`).join(" ") }]]),
      by: "links",
      more: ({ url }, response) => {
        response.setHeader("content-type", "text/html");
        if (url === "/en/old") response.writeHead(301, { location: "/en/a" }).end();
        else if (url === "/en/a" || url === "/en/copy") response.end(a);
        else if (url === "/en/canonical?print=1")
          response.end('<link rel="canonical" href="/en/canonical"><p>Canonical page.</p>');
        else return false;
        return true;
      },
    });
    await sync();
    expect(await indexed()).toEqual(["/en/", "/en/a", "/en/canonical"]);
    expect(site.asked.filter((url) => /logo|de\/$/.test(url))).toEqual([]);
  });

  test("ends although its links do not", async () => {
    const trap: DocsSiteOptions["more"] = ({ url = "" }, response) => {
      const [, n] = /^\/en\/trap\/(\d+)$/.exec(url) ?? [];
      const [, q] = /^\/en\/search\?page=(\d+)$/.exec(url) ?? [];
      if (!n && !q && !url.includes("/loop/")) return false;
      const next = n ? `/en/trap/${Number(n) + 1}` : q ? `/en/search?page=${Number(q) + 1}` : `${url}loop/`;
      response.setHeader("content-type", "text/html").end(`<p>Trap ${url}</p><a href="${next}">next</a>`);
      return true;
    };
    const home = {
      ...page(""),
      html: '<a href="/en/trap/1">1</a><a href="/en/search?page=1">2</a><a href="/en/loop/">3</a>',
    };
    const all = new Map([
      ["/en/", home],
      ["/en/real/", page("real/")],
    ]);
    const { sync, indexed } = await reading(
      { pages: all, by: "links", more: trap },
      { crawl: { depth: 30, pages: 1000 } },
    );
    const { skipped } = await sync();
    const found = await indexed();
    expect(found).toContain("/en/real/");
    expect(found.filter((path) => path.startsWith("/en/trap/"))).toHaveLength(30);
    expect(found.filter((path) => path.startsWith("/en/search"))).toHaveLength(20);
    expect(found.filter((path) => path.includes("loop"))).toHaveLength(2);
    expect(skipped).toEqual([{ path: "/en/", reason: "has 1 links more than 30 steps away" }]);
  });

  test("whose sitemap has entities of its own does not grow by them, and reads no file", async () => {
    const names = Array.from({ length: 10 }, (_, n) => `<!ENTITY x${n + 1} "${`&x${n};`.repeat(10)}">`).join("");
    const doctype = `<!DOCTYPE urlset [<!ENTITY x0 "laugh"><!ENTITY file SYSTEM "file:///etc/passwd">${names}]>`;
    const { sync, site } = await reading({
      pages: pages(),
      by: "sitemap",
      more: at("/maps/pages.xml.gz", ({ headers }, response) => {
        const url = (path: string) => `<url><loc>http://${headers.host}/en/${path}</loc></url>`;
        const xml = `<?xml version="1.0"?>${doctype}<urlset>${url("start/")}${url("&x10;")}${url("&file;")}</urlset>`;
        response.setHeader("content-type", "application/xml").end(xml);
      }),
    });
    expect((await sync()).pages).toBe(1);
    expect(site.asked.filter((path) => path.length > 100 || path.includes("root"))).toEqual([]);
  });

  test("whose sitemap unpacks without end is a clear error", async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const { sync } = await reading({
      pages: pages(),
      by: "sitemap",
      more: at("/maps/pages.xml.gz", (_, response) => response.setHeader("content-type", "application/gzip").end(bomb)),
    });
    await expect(sync()).rejects.toThrow(/^Cannot read http:.*: it has a sitemap that cannot be unpacked/);
  });

  test("is read as far as its cap of pages, and says so", async () => {
    const { sync } = await reading({ pages: pages(), by: "sitemap" }, { crawl: { pages: 4 } });
    expect(await sync()).toMatchObject({
      pages: 4,
      skipped: [{ path: "/en/", reason: "has 2 more pages: no more than 4 are visited" }],
    });
  });

  test("is read as its patterns say", async () => {
    const { site, sync, indexed } = await reading(
      { pages: pages(), by: "links" },
      { include: ["en/guides/**", "en/start/"], exclude: ["**/deep/**"] },
    );
    await sync();
    expect(await indexed()).toEqual(paths(["guides/images/", "start/"]));
    expect(asksOf(site, "/en/reference/cli/")).toBe(0);
  });

  test("that answers 200 for what is missing is seen through", async () => {
    const all = pages();
    const { sync, indexed } = await reading({
      pages: all,
      by: "llms",
      soft404: true,
      more: at("/llms.txt", (_, response) => {
        response.setHeader("content-type", "text/plain").end("- [a](/en/start/)\n- [b](/en/never-was/)");
      }),
    });
    const { skipped } = await sync();
    expect(await indexed()).toEqual(["/en/start/"]);
    expect(skipped).toEqual([
      { path: "/en/never-was/", reason: "is not there: the site shows its page for what is missing" },
    ]);
  });

  test("is published where its base URL says", async () => {
    const { sync, library } = await reading({ pages: pages(), by: "sitemap" }, { baseUrl: "https://docs.example/en" });
    await sync();
    expect(firstChunk(library, "/en/start/").url).toBe("https://docs.example/en/start/");
  });

  test("leaves a page that asks not to be indexed alone, and what is no page", async () => {
    const all = pages(["", "hidden/"]);
    all.set("/en/hidden/", { title: "Hidden", html: '<meta name="robots" content="noindex">' });
    all.set("/en/data", page("data"));
    const { sync, indexed } = await reading({
      pages: all,
      by: "sitemap",
      more: at("/en/data", (_, response) => response.setHeader("content-type", "image/png").end("x")),
    });
    const { skipped } = await sync();
    expect(await indexed()).toEqual(["/en/"]);
    expect(skipped.map(({ reason }) => reason).sort()).toEqual([
      "asks not to be indexed",
      "is of a kind that is not read (image/png)",
    ]);
  });
});

describe("a website that changed", () => {
  test("has exactly these pages touched", async () => {
    const all = pages();
    const { sync, indexed } = await reading({ pages: all, by: "sitemap" });
    await sync();
    all.set("/en/start/", { ...page("start/"), html: "<p>Edited.</p>" });
    all.set("/en/new/", page("new/"));
    all.delete("/en/reference/cli/");
    expect(await sync({ dryRun: true })).toMatchObject({ added: 1, changed: 1, removed: 1, unchanged: 4 });
    expect(await indexed()).toEqual(paths());
    expect(await sync()).toMatchObject({ added: 1, changed: 1, removed: 1, unchanged: 4 });
    expect(await indexed()).toEqual(paths([...NAMES.filter((name) => name !== "reference/cli/"), "new/"]));
  });

  test("keeps a page that is only no longer listed, and one that a second look finds", async () => {
    const all = pages();
    let failures = 0;
    const hidden = ["/en/start/"];
    const { sync, indexed, site } = await reading({
      pages: all,
      by: "llms",
      more: (request, response) => {
        if (request.url === "/llms.txt") {
          response.setHeader("content-type", "text/plain").end(
            [...all.keys()]
              .filter((path) => !hidden.includes(path))
              .map((path) => `[x](${encodeURI(path)})`)
              .join("\n"),
          );
          return true;
        }
        if (request.url !== "/en/guides/images/" || failures-- <= 0) return false;
        response.writeHead(404).end();
        return true;
      },
    });
    hidden.length = 0;
    await sync();
    hidden.push("/en/start/");
    failures = 1;
    expect(await sync()).toMatchObject({ removed: 0, unchanged: NAMES.length, skipped: [] });
    expect(asksOf(site, "/en/guides/images/")).toBe(2);
    expect(await indexed()).toEqual(paths());
  });

  test("keeps what cannot be fetched for now", async () => {
    let down = false;
    const { sync, indexed } = await reading({
      pages: pages(),
      by: "sitemap",
      more: (request, response) => {
        if (!down || request.url !== "/en/start/") return false;
        response.writeHead(503, { "retry-after": "3600" }).end();
        return true;
      },
    });
    await sync();
    down = true;
    const report = await sync();
    expect(report).toMatchObject({
      removed: 0,
      skipped: [{ path: "/en/start/", reason: "could not be fetched: the server answered 503" }],
    });
    expect(await indexed()).toEqual(paths());
  });

  test("by one bad deploy is not emptied, unless that is allowed", async () => {
    const all = pages();
    const { sync, indexed } = await reading({ pages: all, by: "sitemap" });
    await sync();
    for (const path of [...all.keys()].slice(0, 3)) all.delete(path);
    await expect(sync()).rejects.toThrow(/^site: 3 of 6 pages are gone .* none was removed.*--allow-removals/);
    expect(await indexed()).toEqual(paths());
    expect(await sync({ allowRemovals: true })).toMatchObject({ removed: 3, pages: 3 });
  });

  test("that does not answer is a clear error and leaves all as it was", async () => {
    let down = false;
    const { sync, indexed } = await reading({
      pages: pages(),
      by: "sitemap",
      more: (request) => down && request.socket.destroy() !== undefined,
    });
    await sync();
    down = true;
    await expect(sync()).rejects.toThrow(/^Cannot read http:.*: it could not be fetched: /);
    expect(await indexed()).toEqual(paths());
  });

  test("is out of the index with its copies when it is removed", async () => {
    const { removeSource } = await import("../../../src/ingest/ingest.ts");
    const { sync, library } = await reading({ pages: pages(), by: "sitemap" });
    await sync();
    expect(library.database.prepare("select count(*) as n from web_copies").get()?.n).toBe(NAMES.length);
    await removeSource(library, "site");
    expect(library.database.prepare("select count(*) as n from web_copies").get()?.n).toBe(0);
  });
});

test("nothing private is read because a source says so", async () => {
  const site = await docsSite({ pages: pages(), by: "sitemap" });
  await expect(ingest(emptyLibrary(), [{ location: site.url }])).rejects.toThrow(
    /it may not be fetched: 127.0.0.1:\d+ is not on the public internet/,
  );
  expect(site.asked).toEqual([]);
});

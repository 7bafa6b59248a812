import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Way } from "../../src/ingest/crawler/ways.ts";
import type { Answer } from "./local-server.ts";

/** A page of a documentation site: its main content as HTML, and as Markdown where the site has that too. */
export interface DocsPage {
  readonly title: string;
  readonly html: string;
  readonly markdown?: string;
}

/**
 * What the site can do. `pages`: by path, changed by tests as they like. `by`: how its pages can be found. `twins`:
 * pages have
 * Markdown at `<page>.md`. `more`: answers before anything else does, if it returns true.
 */
export interface DocsSiteOptions {
  readonly pages: Map<string, DocsPage>;
  readonly by: Way;
  readonly twins?: boolean;
  readonly robots?: string;
  readonly soft404?: boolean;
  readonly more?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A site as generators publish it: menus and footers, gzip, ETags, redirects to the slash, 404s. */
export function docsAnswer(options: DocsSiteOptions): Answer {
  return (request, response) => {
    if (options.more?.(request, response)) return;
    const path = decodeURI(new URL(request.url ?? "/", "http://site").pathname);
    const file = fileOf(path, options, `http://${request.headers.host}`);
    if (file) return send(request, response, file.type, file.body);
    if (options.pages.has(`${path}/`)) return void response.writeHead(301, { location: `${path}/` }).end();
    missing(request, response, options);
  };
}

interface File {
  readonly type: string;
  readonly body: string | Buffer;
}

function fileOf(path: string, options: DocsSiteOptions, origin: string): File | undefined {
  const { pages, twins } = options;
  const special = discoveryFiles(options, origin)[path]?.();
  if (special) return special;
  const twin = twins && [...pages].find(([page]) => twinOf(page) === path)?.[1].markdown;
  if (twin) return { type: "text/markdown; charset=utf-8", body: twin };
  const page = pages.get(path);
  return page && { type: "text/html; charset=utf-8", body: html(path, page, pages) };
}

/** The files by which the site's pages are found, by path. */
function discoveryFiles(
  { pages, by, twins, robots = "" }: DocsSiteOptions,
  origin: string,
): Record<string, () => File> {
  const list = () => [...pages].map(([page, { title }]) => `- [${title}](${twins ? twinOf(page) : page})`).join("\n");
  const full = () =>
    [...pages]
      .map(([page, { title, markdown }]) => `# ${title}\nSource: ${origin}${page}\n\n${markdown}`)
      .join("\n\n---\n\n");
  const text = (body: string): File => ({ type: "text/plain", body });
  const files = { "/robots.txt": () => text(robots) };
  if (by === "llms") return { ...files, "/llms.txt": () => text(`# Docs\n\n${list()}`) };
  if (by === "llms-full") return { ...files, "/llms-full.txt": () => text(full()) };
  if (by === "links") return files;
  return {
    "/robots.txt": () => text(`${robots}\nSitemap: ${origin}/maps/index.xml`),
    "/maps/index.xml": () => ({ type: "application/xml", body: sitemapIndex(origin) }),
    "/maps/pages.xml.gz": () => ({ type: "application/gzip", body: gzipSync(sitemap(origin, pages)) }),
  };
}

function twinOf(page: string): string {
  return page === "/" ? "/index.md" : `${page.replace(/\/$/, "")}.md`;
}

function sitemapIndex(origin: string): string {
  return `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>${origin}/maps/pages.xml.gz</loc></sitemap></sitemapindex>`;
}

function sitemap(origin: string, pages: Map<string, DocsPage>): string {
  const urls = [...pages.keys()].map((page) => `<url><loc>${origin}${encodeURI(page)}</loc></url>`);
  return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join("")}</urlset>`;
}

/** Each page leads to the next, and the first one to all that lie beside or one folder below it. */
function html(path: string, { title, html: main }: DocsPage, pages: Map<string, DocsPage>): string {
  const paths = [...pages.keys()];
  const next = paths[(paths.indexOf(path) + 1) % paths.length] ?? "/";
  const menu = path === paths[0] ? paths : [paths[0] ?? "/", next];
  const items = menu.map((page) => `<li><a href="${encodeURI(page)}">${pages.get(page)?.title}</a></li>`).join("");
  return `<!doctype html><html><head><title>${title} | Docs</title><script nonce="${Math.random()}">track()</script></head><body>
    <header><nav><ul>${items}</ul></nav></header><div class="cookie-banner">We use cookies. <button>Accept</button></div>
    <main><article><h1>${title}</h1>${main}</article></main><footer>Imprint and privacy</footer></body></html>`;
}

function send(request: IncomingMessage, response: ServerResponse, type: string, body: string | Buffer): void {
  // What changes with every request is no part of a page's state.
  const etag = `"${hash("sha1", String(body).replace(/nonce="[^"]*"/, ""))}"`;
  response.setHeader("etag", etag).setHeader("content-type", type);
  if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
  if (type === "application/gzip") return void response.end(body);
  response.setHeader("content-encoding", "gzip").end(gzipSync(body));
}

function missing(request: IncomingMessage, response: ServerResponse, { soft404 }: DocsSiteOptions): void {
  const body = `<title>Page not found</title><h1>Not found</h1><p>Nothing at ${request.url}.</p>`;
  response.writeHead(soft404 ? 200 : 404, { "content-type": "text/html" }).end(body);
}

/** Wraps an answer so that it takes part in a site's `more`. */
export function at(path: string, answer: Answer): NonNullable<DocsSiteOptions["more"]> {
  return (request, response) => {
    if (request.url !== path) return false;
    answer(request, response);
    return true;
  };
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** A file that the page is made of, in memory. `tag`: changes with its content. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
  readonly zipped: Buffer<ArrayBuffer>;
  readonly tag: string;
}

const SCRIPT = "text/javascript; charset=utf-8";

/** Every file that is served, by its path: nothing else on the disk can be asked for. */
const FILES: Readonly<Record<string, { readonly type: string; readonly file: string }>> = {
  "/page.css": { type: "text/css; charset=utf-8", file: own("page.css") },
  "/icon.svg": { type: "image/svg+xml", file: own("icon.svg") },
  "/page.js": { type: SCRIPT, file: own("page.js") },
  "/talk.js": { type: SCRIPT, file: own("talk.js") },
  "/view.js": { type: SCRIPT, file: own("view.js") },
  "/announce.js": { type: SCRIPT, file: own("announce.js") },
  "/copy.js": { type: SCRIPT, file: own("copy.js") },
  "/past.js": { type: SCRIPT, file: own("past.js") },
  "/preview.js": { type: SCRIPT, file: own("preview.js") },
  "/welcome.js": { type: SCRIPT, file: own("welcome.js") },
  "/feedback.js": { type: SCRIPT, file: own("feedback.js") },
  "/markdown.js": { type: SCRIPT, file: own("markdown.js") },
  "/source.js": { type: SCRIPT, file: own("source.js") },
  "/theme-switch.js": { type: SCRIPT, file: own("theme-switch.js") },
  "/theme.js": { type: SCRIPT, file: own("theme.js") },
  "/vendor/markdown-it.js": { type: SCRIPT, file: installed("markdown-it/browser") },
  "/vendor/dompurify.js": { type: SCRIPT, file: installed("dompurify") },
  "/vendor/highlight.js": { type: SCRIPT, file: installed("@highlightjs/cdn-assets/es/highlight.min.js") },
};

function own(name: string): string {
  return fileURLToPath(new URL(`page/${name}`, import.meta.url));
}

function installed(module: string): string {
  return fileURLToPath(import.meta.resolve(module));
}

/** Reads the page's files once. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  return new Map(Object.entries(FILES).map(([path, { type, file }]) => [path, load(type, file)]));
}

function load(type: string, file: string): Asset {
  const body = readFileSync(file);
  const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
  return { type, body, zipped: gzipSync(body), tag };
}

/** A whole HTML document of the page's folder, with `{{name}}` replaced by text. */
export function loadDocument(name: string, values: Readonly<Record<string, string>> = {}): string {
  const html = readFileSync(own(name), "utf8");
  return html.replace(/\{\{(\w+)\}\}/g, (_, key: string) => escapeHtml(values[key] ?? ""));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

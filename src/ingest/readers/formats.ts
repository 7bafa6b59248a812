import type { Page, SourceBytes, SourceText } from "../document.ts";
import type { ApiPart } from "./api-node.ts";

/** Loads a reader with its libraries: of text, of bytes, or of a file that becomes several documents. */
type FormatReader =
  | { readonly readText: () => Promise<(source: SourceText) => Page | Promise<Page>> }
  | { readonly readBytes: () => Promise<(source: SourceBytes) => Promise<Page>> }
  | { readonly splitParts: () => Promise<(bytes: Uint8Array) => Promise<readonly ApiPart[]>> };

/**
 * A format that is read.
 *
 * - `extensions`: how names of its files end, without the dot.
 * - `mediaTypes`: what servers call it.
 * - `names`: where most files with the extension are something else, how those are named that are documentation.
 * - `isByServer`: what a server calls a file counts for more than its name.
 */
export type FormatEntry = FormatReader & {
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
  readonly names?: RegExp;
  readonly isByServer?: boolean;
};

const MDX = ["text/mdx"];
const WORD = ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"];
const OPENAPI = ["application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "application/openapi+json"];
/** Most JSON and YAML files in a folder are settings: there, an API's description is known by its name. */
const API_NAMES = /(?:openapi|swagger|asyncapi)[^/\\]*$/i;

/**
 * The formats that there is a reader for. A new one is a file and a line here; its reader is loaded with its first
 * file.
 */
// biome-ignore format: a line each
export const FORMATS = {
  markdown: { extensions: ["md", "markdown", "mdown", "mkd", "mdoc", "qmd", "rmd"], mediaTypes: ["text/markdown", "text/x-markdown"], readText: async () => (await import("./markdown.ts")).readMarkdown },
  mdx: { extensions: ["mdx"], mediaTypes: MDX, readText: async () => (await import("./markdown.ts")).readMdx },
  rst: { extensions: ["rst"], mediaTypes: ["text/x-rst", "text/prs.fallenstein.rst"], readText: async () => (await import("./rst/rst.ts")).readRst },
  adoc: { extensions: ["adoc", "asciidoc"], mediaTypes: ["text/asciidoc", "text/x-asciidoc"], readText: async () => (await import("./adoc.ts")).readAdoc },
  html: { extensions: ["html", "htm"], mediaTypes: ["text/html", "application/xhtml+xml"], isByServer: true, readText: async () => (await import("./html.ts")).readHtml },
  text: { extensions: ["txt"], mediaTypes: ["text/plain"], isByServer: true, readText: async () => (await import("./text.ts")).readText },
  pdf: { extensions: ["pdf"], mediaTypes: ["application/pdf"], readBytes: async () => (await import("./pdf.ts")).readPdf },
  docx: { extensions: ["docx"], mediaTypes: WORD, readBytes: async () => (await import("./docx.ts")).readDocx },
  notebook: { extensions: ["ipynb"], mediaTypes: ["application/x-ipynb+json"], readText: async () => (await import("./notebook.ts")).readNotebook },
  api: { extensions: ["json", "yaml", "yml"], mediaTypes: OPENAPI, names: API_NAMES, splitParts: async () => (await import("./api.ts")).readApi },
} satisfies Readonly<Record<string, FormatEntry>>;

/**
 * Formats that people write documentation in and that are not read, and what to do about it; other files are left
 * out.
 */
// biome-ignore format: a line each
const UNREAD_FORMATS: readonly { readonly extensions: readonly string[]; readonly reason: string }[] = [
  { extensions: ["doc"], reason: "is a Word file of the old kind; save it as .docx" },
  { extensions: ["odt", "rtf"], reason: "is not read; save it as .docx or PDF" },
  { extensions: ["pptx"], reason: "is not read; save it as PDF" },
  { extensions: ["epub"], reason: "is not read; give the HTML that it is made of" },
  { extensions: ["org", "textile", "tex", "texi", "texinfo", "wiki", "mediawiki", "dita", "ditamap", "pod", "rdoc", "typ"], reason: "is not read; give the website or the HTML that is made of it" },
];

/** A format that there is a reader for. */
export type Format = keyof typeof FORMATS;

/**
 * A file with its content. `path` uses `/` and is relative to the source. `part`: where one file becomes several
 * documents, the place of this one in it, as the fragment of an address; the path then ends in `#` and the part.
 */
export interface SourceFile {
  readonly path: string;
  readonly part?: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
  /** What was wrong with it before it was read, one short clause each. */
  readonly notes?: readonly string[];
}

const ENTRIES = Object.entries(FORMATS) as [Format, FormatEntry][];
const BY_EXTENSION = new Map(ENTRIES.flatMap(([format, { extensions }]) => extensions.map((end) => [end, format])));
const BY_MEDIA_TYPE = new Map(ENTRIES.flatMap(([format, { mediaTypes }]) => mediaTypes.map((type) => [type, format])));
const UNREAD = new Map(UNREAD_FORMATS.flatMap(({ extensions, reason }) => extensions.map((end) => [end, reason])));

/** The file names that are read, for messages. */
export const EXTENSIONS = [
  ...ENTRIES.flatMap(([, { extensions, names }]) => (names ? [] : extensions.map((extension) => `.${extension}`))),
  "openapi.yaml",
];

/**
 * The format of a file by its name. `named`: somebody named this very file, so JSON or YAML is an API's description.
 */
export function formatOf(path: string, { named = false } = {}): Format | undefined {
  const format = BY_EXTENSION.get(extensionOf(path));
  const names = format && entryOf(format).names;
  return names && !named && !names.test(path) ? undefined : format;
}

/** The format of an answer by what the server calls it, and by its name where that is a name for text of any kind. */
export function servedFormat(type: string, path: string): Format | undefined {
  const format = BY_MEDIA_TYPE.get(type);
  return format === "text" ? (tellingFormat(path) ?? format) : format;
}

/**
 * The format of a file whose name says more than what a server calls it: many serve Markdown and YAML as plain text.
 */
export function tellingFormat(path: string, options?: { named: boolean }): Format | undefined {
  const format = formatOf(path, options);
  return format && entryOf(format).isByServer ? undefined : format;
}

/** What the table says of a format. */
export function entryOf(format: Format): FormatEntry {
  return FORMATS[format];
}

/** Why a file of documentation is not read, as a clause; undefined for files that nobody would expect to be. */
export function unreadReason(path: string): string | undefined {
  return UNREAD.get(extensionOf(path));
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}

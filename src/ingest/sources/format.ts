import type { Format } from "../document.ts";

const FORMATS: Readonly<Record<string, Format>> = {
  md: "markdown",
  markdown: "markdown",
  mdx: "mdx",
  html: "html",
  htm: "html",
  txt: "text",
  pdf: "pdf",
  docx: "docx",
  ipynb: "notebook",
};

/** Most JSON and YAML files in a folder are settings: there, an API's description is known by its name. */
const API = /(?:openapi|swagger|asyncapi)[^/\\]*\.(?:json|ya?ml)$/i;
const DATA = /\.(?:json|ya?ml)$/i;

/**
 * Formats that people write documentation in and that are not read, and what to do about it; other files are left out
 * silently.
 */
const UNREAD: Readonly<Record<string, string>> = {
  doc: "is a Word file of the old kind; save it as .docx",
  odt: "is not read; save it as .docx or PDF",
  rtf: "is not read; save it as .docx or PDF",
  pptx: "is not read; save it as PDF",
  epub: "is not read; give the HTML that it is made of",
  rst: "is not read; give the website or the HTML that is made of it",
  adoc: "is not read; give the website or the HTML that is made of it",
};

/** The file names that are read, for messages. */
export const EXTENSIONS = [...Object.keys(FORMATS).map((extension) => `.${extension}`), "openapi.yaml"];

/** Why a file of documentation is not read, as a clause; undefined for files that nobody would expect to be. */
export function unreadReason(path: string): string | undefined {
  return UNREAD[extensionOf(path)];
}

/**
 * The format of a file by its name. `named`: somebody named this very file, so JSON or YAML is an API's description.
 */
export function formatOf(path: string, { named = false } = {}): Format | undefined {
  if (API.test(path) || (named && DATA.test(path))) return "api";
  return FORMATS[extensionOf(path)];
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}

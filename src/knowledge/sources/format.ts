import type { Format } from "./source.ts";

const FORMATS: Readonly<Record<string, Format>> = {
  md: "markdown",
  markdown: "markdown",
  mdx: "mdx",
  html: "html",
  htm: "html",
  txt: "text",
  pdf: "pdf",
  ipynb: "notebook",
};

/** Most JSON and YAML files in a folder are settings: there, an API's description is known by its name. */
const API = /(?:openapi|swagger|asyncapi)[^/\\]*\.(?:json|ya?ml)$/i;
const DATA = /\.(?:json|ya?ml)$/i;

/** The file names that are read, for messages. */
export const EXTENSIONS = [...Object.keys(FORMATS).map((extension) => `.${extension}`), "openapi.yaml"];

/** The format of a file by its name. `named`: somebody named this very file, so JSON or YAML is an API's description. */
export function formatOf(path: string, { named = false } = {}): Format | undefined {
  if (API.test(path) || (named && DATA.test(path))) return "api";
  return FORMATS[/\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""];
}

import { expect, test } from "vitest";
import {
  EXTENSIONS,
  FORMATS,
  type FormatEntry,
  formatOf,
  servedFormat,
  tellingFormat,
  unreadReason,
} from "../../../src/ingest/readers/formats.ts";

const entries: [string, FormatEntry][] = Object.entries(FORMATS);

test("an extension and a media type belong to one format each", () => {
  const extensions = entries.flatMap(([, entry]) => entry.extensions);
  const types = entries.flatMap(([, entry]) => entry.mediaTypes);
  expect(new Set(extensions).size).toBe(extensions.length);
  expect(new Set(types).size).toBe(types.length);
  expect(extensions.filter((extension) => unreadReason(`a.${extension}`))).toEqual([]);
});

test("every format is found by its extensions, in any case, and by its media types", () => {
  for (const [format, { extensions, mediaTypes }] of entries) {
    for (const extension of extensions) expect(formatOf(`a.${extension.toUpperCase()}`, { named: true })).toBe(format);
    for (const type of mediaTypes) expect(servedFormat(type, "/a")).toBe(format);
  }
});

test("a settings file is no API's description unless it is called one, or named by somebody", () => {
  expect(formatOf("config.yaml")).toBeUndefined();
  expect(formatOf("api/openapi-v2.yaml")).toBe("api");
  expect(formatOf("config.yaml", { named: true })).toBe("api");
  expect(EXTENSIONS).toContain("openapi.yaml");
  expect(EXTENSIONS).not.toContain(".yaml");
});

test("what a server calls plain text is what its name says; pages and text are what the server says", () => {
  expect(servedFormat("text/plain", "/guide.md")).toBe("markdown");
  expect(servedFormat("text/plain", "/guide.mdx")).toBe("mdx");
  expect(servedFormat("text/plain", "/guide.html")).toBe("text");
  expect(servedFormat("image/png", "/guide.md")).toBeUndefined();
  expect(tellingFormat("/guide.html")).toBeUndefined();
  expect(tellingFormat("/guide.pdf")).toBe("pdf");
});

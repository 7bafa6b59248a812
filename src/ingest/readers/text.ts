import type { Page, SourceText } from "../document.ts";
import { boundedText } from "./bounded.ts";
import { titleFromPath } from "./title.ts";

/** Plain text: paragraphs between blank lines. */
export function readText({ path, text }: SourceText): Page {
  const paragraphs = boundedText(text)
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim());
  return {
    title: titleFromPath(path),
    blocks: paragraphs.filter(Boolean).map((markdown) => ({ kind: "text", markdown })),
    notes: [],
  };
}

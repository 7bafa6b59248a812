import MarkdownIt from "markdown-it";
import { INLINE_CODE } from "../../text/fences.ts";

const { normalizeReference } = new MarkdownIt().utils;

/** Link definitions of a page (`[name]: address`) by their normalised name. */
export type References = Readonly<Record<string, { title: string; href: string }>>;

/** `[text][name]`, `[name][]`, `[name]`: but no link that has its address, and no definition. */
const LINK = /(?<![\]\\])\[((?:[^[\]\n`]|`[^`\n]*`)+)\](?:\[([^[\]\n]*)\])?(?![(:[])/.source;
const USE = new RegExp(`${INLINE_CODE}|${LINK}`, "g");

/** Writes the address into every link that is defined elsewhere on the page: a chunk leaves the page without it. */
export function inlineReferences(markdown: string, references: References, resolve: (link: string) => string): string {
  return markdown.replace(USE, (whole, _, text?: string, name?: string) => {
    const reference = text && references[normalizeReference(name || text)];
    return reference ? `[${text}](${resolve(reference.href)})` : whole;
  });
}

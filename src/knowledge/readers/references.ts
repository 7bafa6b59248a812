import MarkdownIt from "markdown-it";

const { normalizeReference } = new MarkdownIt().utils;

/** Link definitions of a page (`[name]: address`) by their normalised name. */
export type References = Readonly<Record<string, { title: string; href: string }>>;

/** `[text][name]`, `[name][]`, `[name]`: but no link that has its address, and no definition. */
const USE = /(?<![\]\\])\[((?:[^[\]\n]|`[^`\n]*`)+)\](?:\[([^[\]\n]*)\])?(?![(:[])/g;

/** Writes the address into every link that is defined elsewhere on the page: a chunk leaves the page without it. */
export function inlineReferences(markdown: string, references: References, resolve: (link: string) => string): string {
  return markdown.replace(USE, (whole, text: string, name?: string) => {
    const reference = references[normalizeReference(name || text)];
    return reference ? `[${text}](${resolve(reference.href)})` : whole;
  });
}

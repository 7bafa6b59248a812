import { Section } from "@asciidoctor/core";

/** What the library reads of a document to make an id. */
interface AdocDocument {
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly catalog?: { readonly refs?: Readonly<Record<string, unknown>> };
}

/** Behind the first of several headings that are the same, the library counts from here. */
const FIRST_NUMBER = 2;

/**
 * Lets the library go on counting where it was for the headings before: it begins anew for each, which takes time by
 * the square of how many are the same. The ids stay what they were.
 */
export function countIdsOn(): void {
  const makeId = Section.generateId;
  const counted = new WeakMap<AdocDocument, Map<string, number>>();
  Section.generateId = (title: string, document: AdocDocument) => {
    const { attributes, catalog: { refs = {} } = {} } = document;
    const id = makeId(title, { attributes, catalog: { refs: {} } });
    if (!(id in refs)) return id;
    const numbers = counted.get(document) ?? new Map<string, number>();
    counted.set(document, numbers);
    const separator = (attributes.idseparator ?? "_").slice(0, 1);
    let number = numbers.get(id) ?? FIRST_NUMBER;
    while (`${id}${separator}${number}` in refs) number++;
    numbers.set(id, number + 1);
    return `${id}${separator}${number}`;
  };
}

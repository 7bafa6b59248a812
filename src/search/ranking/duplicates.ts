import { FIELDS } from "./fields.ts";

/**
 * The best `limit` items by rank, those that repeat a better one put last: the page of another version or a text that
 * every page carries must not crowd out the rest. Titles and headings do not make a difference, text does.
 * `duplicateShare`: how much of their terms two texts share that say the same.
 */
export function foldDuplicates<Item extends { readonly packed: Uint32Array }>(
  ranked: readonly Item[],
  limit: number,
  duplicateShare: number,
): Item[] {
  const kept: { item: Item; terms: ReadonlySet<number> }[] = [];
  const repeats: Item[] = [];
  for (const item of ranked) {
    if (kept.length === limit) break;
    const terms = textTerms(item.packed);
    if (kept.some((other) => isAlike(terms, other.terms, duplicateShare))) repeats.push(item);
    else kept.push({ item, terms });
  }
  return [...kept.map(({ item }) => item), ...repeats].slice(0, limit);
}

/** The fingerprints of a chunk's body and code; of everything where it has neither. */
function textTerms(packed: Uint32Array): ReadonlySet<number> {
  const [title = 0, headings = 0, body = 0, code = 0] = packed;
  return new Set(packed.subarray(FIELDS.length + (body + code > 0 ? title + headings : 0)));
}

function isAlike(one: ReadonlySet<number>, other: ReadonlySet<number>, share: number): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  if (small.size < large.size * share) return false;
  let missing = 0;
  for (const term of small) if (!large.has(term) && ++missing > small.size * (1 - share)) return false;
  return true;
}

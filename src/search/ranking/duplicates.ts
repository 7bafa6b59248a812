import { FIELDS } from "./fields.ts";

/** Texts that share this much of their terms say the same. */
const ALIKE = 0.9;

/**
 * The best `limit` items by rank, those that repeat a better one put last: the page of another version or a text that
 * every page carries must not crowd out the rest. Titles and headings do not make a difference, text does.
 */
export function foldDuplicates<Item extends { readonly packed: Uint32Array }>(
  ranked: readonly Item[],
  limit: number,
): Item[] {
  const kept: { item: Item; terms: ReadonlySet<number> }[] = [];
  const repeats: Item[] = [];
  for (const item of ranked) {
    if (kept.length === limit) break;
    const terms = textTerms(item.packed);
    if (kept.some((other) => alike(terms, other.terms))) repeats.push(item);
    else kept.push({ item, terms });
  }
  return [...kept.map(({ item }) => item), ...repeats].slice(0, limit);
}

/** The fingerprints of a chunk's body and code; of everything where it has neither. */
function textTerms(packed: Uint32Array): ReadonlySet<number> {
  const [title = 0, headings = 0, body = 0, code = 0] = packed;
  return new Set(packed.subarray(FIELDS.length + (body + code > 0 ? title + headings : 0)));
}

function alike(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  if (small.size < large.size * ALIKE) return false;
  let missing = 0;
  for (const term of small) if (!large.has(term) && ++missing > small.size * (1 - ALIKE)) return false;
  return true;
}

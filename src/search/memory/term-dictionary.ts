/** The ids of terms, from 0 in the order in which they come; a `Map` of as many numbers takes ten times the memory. */
export interface TermDictionary {
  /** The id of a term, by its fingerprint; -1 where it never came. */
  find(fingerprint: number): number;
  /** The id of a term, a new one where it never came. */
  idOf(fingerprint: number): number;
  save(): SavedTerms;
}

/** A dictionary as it is kept. */
export interface SavedTerms {
  readonly slots: Uint32Array;
  readonly size: number;
}

/**
 * An empty dictionary, or one that was saved: open addressing, never more than half full. A slot is a fingerprint, then the term's id plus
 * one.
 */
export function createTermDictionary(saved?: SavedTerms): TermDictionary {
  let slots = saved?.slots ?? new Uint32Array(1 << 13);
  let size = saved?.size ?? 0;

  /** Where a term stands or would stand. */
  const slotOf = (fingerprint: number): number => {
    const mask = slots.length - 2;
    let slot = ((fingerprint ^ (fingerprint >>> 15)) << 1) & mask;
    while (slots[slot + 1] !== 0 && slots[slot] !== fingerprint) slot = (slot + 2) & mask;
    return slot;
  };

  const set = (fingerprint: number, idPlusOne: number) => {
    const slot = slotOf(fingerprint);
    slots[slot] = fingerprint;
    slots[slot + 1] = idPlusOne;
  };

  const grow = () => {
    const former = slots;
    slots = new Uint32Array(former.length * 2);
    for (let slot = 0; slot < former.length; slot += 2)
      if (former[slot + 1] !== 0) set(former[slot] as number, former[slot + 1] as number);
  };

  const find = (fingerprint: number) => (slots[slotOf(fingerprint) + 1] as number) - 1;

  return {
    find,
    save: () => ({ slots, size }),
    idOf(fingerprint) {
      const known = find(fingerprint);
      if (known >= 0) return known;
      if (size * 4 >= slots.length) grow();
      set(fingerprint, ++size);
      return size - 1;
    },
  };
}

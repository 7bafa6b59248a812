/** Numbers terms from 0 in the order in which they come; a `Map` of as many numbers would take ten times the memory. */
export interface TermDictionary {
  /** The number of a term, by its fingerprint; -1 where it never came. */
  find(fingerprint: number): number;
  /** The number of a term, a new one where it never came. */
  numberOf(fingerprint: number): number;
}

/**
 * An empty table: open addressing, never more than half full. A place is a fingerprint, then the term's number plus
 * one.
 */
export function createTermDictionary(): TermDictionary {
  let table = new Uint32Array(1 << 13);
  let size = 0;

  /** Where a term stands or would stand. */
  const placeOf = (fingerprint: number): number => {
    const mask = table.length - 2;
    let place = ((fingerprint ^ (fingerprint >>> 15)) << 1) & mask;
    while (table[place + 1] !== 0 && table[place] !== fingerprint) place = (place + 2) & mask;
    return place;
  };

  const set = (fingerprint: number, entry: number) => {
    const place = placeOf(fingerprint);
    table[place] = fingerprint;
    table[place + 1] = entry;
  };

  const grow = () => {
    const former = table;
    table = new Uint32Array(former.length * 2);
    for (let place = 0; place < former.length; place += 2)
      if (former[place + 1] !== 0) set(former[place] as number, former[place + 1] as number);
  };

  return {
    find: (fingerprint) => (table[placeOf(fingerprint) + 1] as number) - 1,
    numberOf(fingerprint) {
      const known = (table[placeOf(fingerprint) + 1] as number) - 1;
      if (known >= 0) return known;
      if (size * 4 >= table.length) grow();
      set(fingerprint, ++size);
      return size - 1;
    },
  };
}

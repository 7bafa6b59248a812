import { withRoom } from "./growable.ts";

/** Numbers terms from 0 in the order in which they come; a `Map` of as many numbers would take ten times the memory. */
export interface TermTable {
  readonly size: number;
  /** The number of a term, by its fingerprint; -1 where it never came. */
  find(fingerprint: number): number;
  /** The number of a term, a new one where it never came. */
  numberOf(fingerprint: number): number;
}

/** An empty table: open addressing, never more than half full. */
export function createTermTable(): TermTable {
  let places = new Uint32Array(1 << 12);
  let fingerprints = new Uint32Array(1 << 11);
  let size = 0;

  /** Where a term stands or would stand; a place holds its number plus one. */
  const placeOf = (fingerprint: number): number => {
    const mask = places.length - 1;
    let place = (fingerprint ^ (fingerprint >>> 15)) & mask;
    for (;;) {
      const number = places[place] as number;
      if (number === 0 || fingerprints[number - 1] === fingerprint) return place;
      place = (place + 1) & mask;
    }
  };

  const grow = () => {
    places = new Uint32Array(places.length * 2);
    for (let number = 0; number < size; number++) places[placeOf(fingerprints[number] as number)] = number + 1;
  };

  return {
    get size() {
      return size;
    },
    find: (fingerprint) => (places[placeOf(fingerprint)] as number) - 1,
    numberOf(fingerprint) {
      const known = (places[placeOf(fingerprint)] as number) - 1;
      if (known >= 0) return known;
      if (size * 2 >= places.length) grow();
      fingerprints = withRoom(fingerprints, size);
      fingerprints[size] = fingerprint;
      places[placeOf(fingerprint)] = ++size;
      return size - 1;
    },
  };
}

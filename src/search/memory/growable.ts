/** A compromise between copying often and holding room that nothing fills. */
const GROWTH = 1.5;

/**
 * The list itself where it has more than `index` places, else a copy with half as many more, or as many as it takes;
 * new places hold 0.
 */
export function withRoom<List extends Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>(
  list: List,
  index: number,
): List {
  if (index < list.length) return list;
  const Kind = list.constructor as new (size: number) => List;
  const larger = new Kind(Math.max(index + 1, Math.ceil(list.length * GROWTH)));
  larger.set(list);
  return larger;
}

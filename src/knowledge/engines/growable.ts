/** The list itself where it has more than `index` places, else a copy with twice as many or more; new places hold 0. */
export function withRoom<List extends Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>(
  list: List,
  index: number,
): List {
  if (index < list.length) return list;
  const Kind = list.constructor as new (size: number) => List;
  const larger = new Kind(Math.max(index + 1, list.length * 2));
  larger.set(list);
  return larger;
}

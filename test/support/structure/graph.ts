/** What leads where, by name: each name with those that it imports, and how many imports make one arrow. */
export type Graph = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Imports between two names, all together. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
}

/** The most names in one circle for which the fewest arrows can be found: each one more doubles the work. */
const MOST_NAMES = 22;

/** An arrow weighs this much, and each of its imports 1: the fewest arrows first, then the fewest imports. */
const ARROW = 10_000;

/** A graph from single imports; what imports itself is left out. */
export function graphOf(imports: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Map<string, number>>();
  for (const [from, to] of imports) {
    if (from === to) continue;
    const targets = graph.get(from) ?? new Map<string, number>();
    graph.set(from, targets.set(to, (targets.get(to) ?? 0) + 1));
  }
  return graph;
}

/** Every arrow of a graph. */
export function arrowsOf(graph: Graph): Arrow[] {
  return [...graph].flatMap(([from, targets]) => [...targets].map(([to, imports]) => ({ from, to, imports })));
}

/** The circles: sets of two names or more from each of which every other can be reached. */
export function circlesOf(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((name) => [name, reachedFrom(name, graph)]));
  const leads = (from: string, to: string) => reached.get(from)?.has(to) ?? false;
  const circles: string[][] = [];
  for (const name of graph.keys()) {
    if (!leads(name, name) || circles.some((circle) => circle.includes(name))) continue;
    circles.push([...graph.keys()].filter((other) => leads(name, other) && leads(other, name)));
  }
  return circles;
}

function reachedFrom(name: string, graph: Graph): Set<string> {
  const reached = new Set<string>();
  const open = [name];
  for (const next of open)
    for (const target of graph.get(next)?.keys() ?? [])
      if (!reached.has(target)) {
        reached.add(target);
        open.push(target);
      }
  return reached;
}

/** The upward arrows: the fewest without which no circle is left, of the orders of floors the best. */
export function upwardArrows(graph: Graph): Arrow[] {
  return circlesOf(graph).flatMap((circle) => {
    const floor = new Map(bestOrder(circle, graph).map((name, index) => [name, index]));
    return arrowsOf(graph).filter(({ from, to }) => (floor.get(from) ?? Infinity) < (floor.get(to) ?? -1));
  });
}

/** The names of a circle from the ground up, so that the arrows from lower to higher weigh least: over all subsets. */
function bestOrder(names: readonly string[], graph: Graph): string[] {
  if (names.length > MOST_NAMES) throw new Error(`A circle over ${names.length} folders is too large to be opened`);
  const weights = names.map((to) => names.map((from) => weightOf(graph.get(from)?.get(to))));
  const sets = 2 ** names.length;
  const least = new Float64Array(sets).fill(Infinity);
  const last = new Int8Array(sets);
  least[0] = 0;
  for (let below = 0; below < sets; below++)
    for (const [next, incoming] of weights.entries()) {
      if (below & (1 << next)) continue;
      const weight = (least[below] ?? 0) + weightFrom(below, incoming);
      const set = below | (1 << next);
      if (weight >= (least[set] ?? 0)) continue;
      least[set] = weight;
      last[set] = next;
    }
  return orderTo(sets - 1, last).map((index) => names[index] ?? "");
}

function weightOf(imports: number | undefined): number {
  return imports === undefined ? 0 : ARROW + imports;
}

/** What the arrows from a set of names to one name weigh. */
function weightFrom(set: number, incoming: readonly number[]): number {
  let sum = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) sum += incoming[31 - Math.clz32(rest & -rest)] ?? 0;
  return sum;
}

function orderTo(set: number, last: Int8Array): number[] {
  const order: number[] = [];
  for (let rest = set; rest > 0; rest &= ~(1 << (order[0] ?? 0))) order.unshift(last[rest] ?? 0);
  return order;
}

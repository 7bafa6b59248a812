import { randomNumbers } from "../answers.ts";

/** Anything that JSON can hold. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

/** What may stand in the place of a value. */
const CHANGES: readonly ((value: Value, random: Random) => Value | undefined)[] = [
  () => undefined,
  () => null,
  (_, random) => Math.floor(random() * 1e6),
  (_, random) => random() < 0.5,
  () => "",
  () => [],
  () => ({}),
  (value) => [value],
  (value) => ({ value }),
  (value) => nested(value, 100),
  (value) => (typeof value === "string" ? `${value} ${"long ".repeat(4000)}` : "long ".repeat(4000)),
  () => "T0ELSEWHERE",
  () => "<@U0OTHER> <!channel> @everyone <@999999999999999999>",
  (value) => (Array.isArray(value) ? [...value, ...value, null, 7] : value),
];

function nested(value: Value, depth: number): Value {
  let inner = value;
  for (let level = 0; level < depth; level++) inner = level % 2 ? [inner] : { elements: [inner], type: "section" };
  return inner;
}

/** A payload with up to three of its parts changed. The same seed makes the same of it. */
export function mutate(payload: Value, seed: number): Value {
  const random = randomNumbers(seed);
  const result = structuredClone(payload);
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const spots = spotsIn(result);
    if (spots.length === 0) break;
    const { holder, key } = pick(random, spots);
    const changed = pick(random, CHANGES)(holder[key] as Value, random);
    if (changed === undefined) delete holder[key];
    else holder[key] = changed;
  }
  return result;
}

interface Spot {
  readonly holder: Record<string, Value>;
  readonly key: string;
}

function spotsIn(value: Value, depth = 0): Spot[] {
  if (typeof value !== "object" || value === null || depth > 6) return [];
  const holder = value as Record<string, Value>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...spotsIn(holder[key] as Value, depth + 1)]);
}

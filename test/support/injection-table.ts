import { table } from "../../src/cli/table.ts";
import { attackPlaces, attackWithout, GUARDS } from "./guards.ts";

/** Prints how many attacks there are, and how many succeed with every guard and without all of them, as JSON. */
async function printCounts(): Promise<void> {
  const attacks = [...attackPlaces().values()].reduce((sum, count) => sum + count, 0);
  const [guarded, unguarded] = [(await attackWithout([])).length, (await attackWithout(GUARDS)).length];
  process.stdout.write(`${JSON.stringify({ attacks, guarded, unguarded })}\n`);
}

/** Prints how many attacks succeed, by place, with every guard, without each, and without all. */
async function printTable(): Promise<void> {
  const places = attackPlaces();
  const row = (name: string, counts: ReadonlyMap<string, number>) => [
    name,
    String([...counts.values()].reduce((sum, count) => sum + count, 0)),
    ...[...places.keys()].map((place) => String(counts.get(place) ?? "")),
  ];
  const rows = [row("attacks", places)];
  for (const [name, guards] of [
    ["with every guard", []],
    ...GUARDS.map((guard) => [guard.name, [guard]] as const),
    ["without all of them", GUARDS],
  ] as const) {
    const successes = await attackWithout(guards);
    const counts = [...Map.groupBy(successes, ({ place }) => place)].map(
      ([place, all]) => [place, all.length] as const,
    );
    rows.push(row(name, new Map(counts)));
  }
  process.stdout.write(`${table([["guard removed", "succeed", ...places.keys()], ...rows])}\n`);
}

await (process.argv.includes("--json") ? printCounts() : printTable());

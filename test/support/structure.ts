/**
 * The structure of the program in figures, a column for each checkout:
 * `node test/support/structure.ts [--at COMMIT]... [--list] [FOLDER]...`, without any the commit before the house was
 * rebuilt and this project. Counted are the TypeScript files of `src/` and `commands/`, imports of types included.
 *
 * A room is a folder or file right in `src/`, or `commands`; a folder is any that holds code. An arrow is there where
 * one imports another; upward ones are the fewest without which the arrows have no circle. A function is measured from
 * its first line to its last, factories with all their closures. An exported name has two meanings where two files
 * declare it. A copied block is six lines or more in the same words, without imports and lines of brackets alone.
 * `--list` prints what is behind each figure.
 */
import { parseArgs } from "node:util";
import { checkoutsOf } from "./checkout.ts";
import { columns } from "./columns.ts";
import { readCode } from "./structure/code.ts";
import { measure } from "./structure/measures.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { at: { type: "string", multiple: true, default: [] }, list: { type: "boolean", default: false } },
});
const measured = checkoutsOf(values.at, positionals).map(({ name, folder }) => ({
  name,
  measures: measure(readCode(folder)),
}));
const rows = (measured[0]?.measures ?? []).map(({ name }, index) => [
  name,
  ...measured.map(({ measures }) => String(measures[index]?.counted.length)),
]);
console.log(columns([["", ...measured.map(({ name }) => name)], ...rows]));

if (values.list)
  for (const { name, measures } of measured)
    for (const { name: what, counted } of measures)
      console.log(`\n${name}: ${what}, ${counted.length}\n${counted.map((each) => `  ${each}`).join("\n")}`.trimEnd());

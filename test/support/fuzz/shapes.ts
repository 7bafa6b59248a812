/** An input for the fuzz: a name, and the text of about so many characters. */
export interface Shape {
  readonly name: string;
  make(size: number): string;
}

/**
 * Pieces that open something, end something, or look as if they did; each is repeated to the size that is asked for.
 */
const UNITS = [
  " ",
  "\n",
  "\t",
  "a",
  "a ",
  "a\n",
  "\\",
  "*",
  "**",
  "_",
  "__",
  "`",
  "``",
  "```\n",
  "~~~\n",
  "~",
  "[",
  "]",
  "[]",
  "](",
  "[a](",
  "[a]: ",
  "![",
  "![a](b",
  "(",
  ")",
  "<",
  ">",
  "<a",
  "<a ",
  "<a\n",
  "</a>",
  "<!--",
  "-->",
  "<![CDATA[",
  "<?",
  "<div>",
  "<b><i>",
  "<p",
  "<td>",
  "<x a='",
  "{",
  "}",
  "{{",
  "}}",
  "{%",
  "%}",
  "{{<",
  "{{% a %}}",
  "{/*",
  "*/}",
  "{#",
  "{#a",
  "# {#",
  "# ",
  "#",
  "## a {#b}\n",
  "===\n",
  "---\n",
  "+++\n",
  "- ",
  "-\n",
  "1. ",
  "> ",
  ">\n",
  "| ",
  "|",
  "|-",
  "a|b\n-|-\n",
  ":::",
  ":::a\n",
  "::: a {",
  "!!! a\n",
  '=== "a"\n',
  "??? a\n",
  ".. a::\n",
  ":a:`",
  "[^a]",
  "[^a]: b\n",
  "[1]",
  "[1][2]",
  "&",
  "&amp;",
  "&#",
  "$",
  "$$",
  "\\(",
  "\\[",
  "@",
  "@a ",
  "http://",
  "http://a.b ",
  "a.b",
  "a@b.c ",
  "1,000 ",
  "0.",
  "a_b",
  "a-b-",
  "aB",
  "é",
  "\u0301",
  "字",
  "字。",
  "\u{1F600}",
  "\uD83D",
  "\u0000",
  "\u200B",
  "\uFEFF",
  "import a from 'a'\n",
  "export ",
  "# a\n\n",
  "* [ ] ",
  "  ",
  "    a\n",
  "<https://a",
  "[a][b]\n",
  "[a]: b\n",
  "{'a':",
  "[[",
  '"',
  "'",
  ":",
  ",",
  ";",
  ".",
  "a: b\n",
  "? ",
  "&a *a ",
  "!<",
  "%",
  "=",
  "==a\n",
] as const;

/** What comes before or behind a long repetition, so that it is a heading, a link or a value all along. */
const FRAMES: readonly (readonly [string, string])[] = [
  ["# ", ""],
  ["", "x"],
  ["[a](", ")"],
  ['<a href="', '">'],
  ["| a | b |\n| - | - |\n| ", " |"],
  ["---\na: ", "\n---\nText."],
];

/** Shapes made by a seed: words and marks in any order. */
export function randomShapes(seed: number, count: number): Shape[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `random ${seed + n}`,
    make(size) {
      const next = randomNumbers(seed + n);
      const few = Array.from(
        { length: 2 + Math.floor(next() * 8) },
        () => UNITS[Math.floor(next() * UNITS.length)] ?? "",
      );
      let text = "";
      while (text.length < size) text += few[Math.floor(next() * few.length)];
      return text.slice(0, size);
    },
  }));
}

/** Every unit, by itself and in every frame; and everything that opens, opened deep and closed again. */
export function adversarialShapes(): Shape[] {
  const plain = UNITS.map((unit) => shapeOf(JSON.stringify(unit), unit, ["", ""]));
  const framed = UNITS.flatMap((unit) =>
    FRAMES.map(([before, after]) =>
      shapeOf(`${JSON.stringify(before)} ${JSON.stringify(unit)}`, unit, [before, after]),
    ),
  );
  const nested = [
    ["(", ")"],
    ["[", "]"],
    ["{", "}"],
    ["<b>", "</b>"],
    ["*", "*"],
    ["[a](", ")"],
    ["> ", ""],
    ["{{<a>}}", "{{</a>}}"],
  ] as const;
  const deep = nested.map(([open, close]) => ({
    name: `deep ${JSON.stringify(open)}`,
    make: (size: number) => {
      const times = Math.floor(size / (open.length + close.length));
      return `${open.repeat(times)}a${close.repeat(times)}`;
    },
  }));
  const growing = {
    name: "ever longer fences",
    make: (size: number) => lines(size, (n) => `${"`".repeat(3 + (n % 200))}\na`),
  };
  const indented = {
    name: "ever deeper lists",
    make: (size: number) => lines(size, (n) => `${" ".repeat(2 * (n % 400))}- a`),
  };
  const headings = { name: "one heading again and again", make: (size: number) => lines(size, () => "# A\n\nText.\n") };
  return [...plain, ...deep, growing, indented, headings, ...framed];
}

function shapeOf(name: string, unit: string, [before, after]: readonly [string, string]): Shape {
  const make = (size: number) => {
    const length = Math.max(0, size - before.length - after.length);
    return before + unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + after;
  };
  return { name, make };
}

function lines(size: number, line: (n: number) => string): string {
  const made: string[] = [];
  for (let length = 0, n = 0; length < size; n++) {
    const next = line(n);
    made.push(next);
    length += next.length + 1;
  }
  return made.join("\n").slice(0, size);
}

/** Numbers in [0, 1) that the seed alone decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

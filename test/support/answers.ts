/** Numbers in 0..1 that are the same for the same seed on every machine. */
export function randomNumbers(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Block = (random: Random) => string;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const times = (random: Random, least: number, most: number) => least + Math.floor(random() * (most - least + 1));
const repeat = (random: Random, least: number, most: number, make: (index: number) => string) =>
  Array.from({ length: times(random, least, most) }, (_, index) => make(index));

const WORDS =
  "the page route config client build server to a of with image is component `npm run build` **must** _may_ astro e.g. 1.5 don't \\* \\[ [1] [2] https://docs.example.com/a_b/(c) https://example.com/?q=1&r=2 <T> a<b&c 🧑‍🚀 é naïve 🇩🇪 👍🏽 “quoted”".split(
    " ",
  );
const LINKS = [
  "[the guide](https://docs.example.com/guides/images/#sizes)",
  '[a](https://example.com/x_(y) "titled")',
  "![alt](https://example.com/i.png)",
  "[`code` link](https://example.com/)",
  "``a ` b``",
  "<https://example.com/>",
];
/** Everything that a platform could take for a mention, also where nobody should look for one. */
export const MENTIONS = [
  "@everyone",
  "@here",
  "<@100000000000000001>",
  "<@!100000000000000001>",
  "<@&100000000000000002>",
  "<#100000000000000003>",
  "<@U0ASKER>",
  "<!channel>",
  "<!here|here>",
  "<!subteam^S0TEAM>",
] as const;
const CJK = "如何调整图片的大小？请使用组件。最初の設定、それから構築！한국어 문장도 있습니다. 𠮷野家";

const words: (random: Random, least: number, most: number) => string = (random, least, most) =>
  repeat(random, least, most, () => pick(random, random() < 0.06 ? LINKS : random() < 0.03 ? MENTIONS : WORDS)).join(
    " ",
  );

const sentence: Block = (random) => `${words(random, 3, 18)}${pick(random, [".", ".", "?", "!", ":", "…"])}`;
const paragraph: Block = (random) =>
  repeat(random, 1, 7, () => sentence(random)).join(pick(random, [" ", " ", "\n", "  \n"]));
const heading: Block = (random) => `${"#".repeat(times(random, 1, 4))} ${words(random, 1, 5)}`;
const codeLine: Block = (random) =>
  pick(random, [
    "const x = [1, 2, 3];",
    "",
    "    indented(4)  ",
    "\ttab {",
    "// see [docs](https://a.example/b) `x` <@U1> @everyone",
    "| not | a table |",
    "# not a heading",
    "``",
    `say("${"long ".repeat(times(random, 1, 60))}")`,
    "}",
  ]);
const code: Block = (random) => {
  const fence = pick(random, ["```", "```", "````", "~~~"]);
  const info = pick(random, ["js", "", 'ts title="a.ts"', "bash"]);
  const lines = repeat(random, 1, 40, () => codeLine(random)).join("\n");
  return `${fence}${info}\n${lines}\nend\n${fence}`;
};
const list: Block = (random) =>
  repeat(random, 2, 14, (index) => {
    const mark = pick(random, ["- ", "* ", `${index + 1}. `]);
    return `${"  ".repeat(times(random, 0, 3))}${mark}${sentence(random)}`;
  }).join("\n");
const listWithCode: Block = (random) =>
  `1. ${sentence(random)}\n   \`\`\`sh\n${repeat(random, 1, 15, (index) => `   step ${index}`).join("\n")}\n   \`\`\`\n2. ${sentence(random)}`;
const table: Block = (random) =>
  `| Name | What it is |\n|:-----|-----------|\n${repeat(random, 1, 25, (index) => `| n${index} | ${words(random, 1, 6)} |`).join("\n")}`;
const quote: Block = (random) => repeat(random, 1, 8, () => `> ${sentence(random)}`).join("\n");
const quotedCode: Block = (random) =>
  `> \`\`\`js\n${repeat(random, 1, 12, (index) => `> quoted(${index})`).join("\n")}\n> \`\`\``;
const script: Block = (random) => CJK.repeat(times(random, 1, 12));
const oneWord: Block = (random) => pick(random, ["x", "🎉", "é", "語", "%41"]).repeat(times(random, 1, 900));
const unclosed: Block = (random) =>
  pick(random, ["[never closed", "`never closed", "**never", "<never", "![", "a\\"]) + sentence(random);
const gap: Block = (random) => pick(random, ["\n\n\n", "   ", "---", "\n \n", "\u200b"]);

const BLOCKS: readonly Block[] = [
  paragraph,
  paragraph,
  paragraph,
  heading,
  code,
  code,
  list,
  listWithCode,
  table,
  quote,
  quotedCode,
  script,
  oneWord,
  unclosed,
  gap,
];

/**
 * An answer such as models write them, and odder: the same for the same seed. Some thousand characters, now and then
 * many more.
 */
export function oddAnswer(seed: number): string {
  const random = randomNumbers(seed);
  const most = random() < 0.1 ? 90 : 14;
  const blocks = repeat(random, 1, most, () => pick(random, BLOCKS)(random));
  const text = blocks.join(pick(random, ["\n\n", "\n\n", "\n\n", "\n"]));
  const ending = random() < 0.15 ? `\n\n\`\`\`js\nconst unfinished = ${words(random, 1, 90)}` : "";
  const whole = `Answer ${seed}.${pick(random, ["\n\n", "\n\n", "\n", " "])}${text}${ending}`;
  return random() < 0.15 ? whole.replaceAll("\n", "\r\n") : whole;
}

/** A text in pieces of odd sizes, as a model streams it; never half of a surrogate pair. */
export function pieces(text: string, seed: number, most = 40): string[] {
  const random = randomNumbers(seed);
  const characters = [...text];
  const found: string[] = [];
  while (characters.length > 0) found.push(characters.splice(0, times(random, 1, most)).join(""));
  return found;
}

const OPENING_FENCE = /^[^\n]{0,40}(?:`{3,}|~{3,})[^\n]*\n/;
const OPENING_TABLE = /^[ \t]*\|[^\n]*\n[ \t]*\|[-:| \t]+\r?\n/;
const CLOSING_FENCE = /\n?[ \t>]*(?:`{3,}|~{3,})$/;
const GAP = /^[\s\u200b]*(?:[ \t>]*(?:`{3,}|~{3,})\s*)?/;

/**
 * Joins what messages showed of `original` after taking away only what continuing costs: fences closed and opened
 * again, table headers repeated, white space at a cut dropped, a list that goes on taken to the margin. The result is
 * `original` unless anything else was changed.
 */
export function joinParts(parts: readonly string[], original: string): string {
  let joined = "";
  for (const part of parts) {
    const rest = original.slice(joined.length);
    const found = bodies(part).flatMap((body) =>
      gapsBefore(rest).flatMap((before) => [before + body, before + indentedAgain(body, before, rest)]),
    );
    joined += found.find((candidate) => begins(rest, candidate)) ?? part;
  }
  return joined + gapsBefore(original.slice(joined.length)).at(-1);
}

/** Whether `rest` goes on with `piece`. The marks in front of an info string are no end of a fence. */
function begins(rest: string, piece: string): boolean {
  return rest.startsWith(piece) && !(CLOSING_FENCE.test(piece) && /^\S/.test(rest.slice(piece.length)));
}

/** A part as it is, and without what may have been added to it. */
function bodies(part: string): string[] {
  const opened = [part, part.replace(OPENING_FENCE, ""), part.replace(OPENING_TABLE, "")];
  return opened.flatMap((text) => [text, text.replace(CLOSING_FENCE, "")]).filter(Boolean);
}

/**
 * A part with the indentation that `rest` has, where it begins in a list: each line may have lost as much as the first
 * one did, and no more than the line above it.
 */
function indentedAgain(body: string, before: string, rest: string): string {
  const originals = rest.slice(before.length).split("\n");
  let lost = indentOf(`${/[^\n]*$/.exec(before)?.[0]}.`);
  return body
    .split("\n")
    .map((line, index) => {
      if (index === 0 || !line.trim()) return line;
      lost = Math.max(0, Math.min(lost, indentOf(originals[index] ?? "") - indentOf(line)));
      return " ".repeat(lost) + line;
    })
    .join("\n");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** What may have been dropped where `rest` begins, shortest first. */
function gapsBefore(rest: string): string[] {
  const gap = GAP.exec(rest)?.[0] ?? "";
  return Array.from({ length: gap.length + 1 }, (_, length) => gap.slice(0, length));
}

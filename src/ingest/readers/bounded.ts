/**
 * Lines of people are far shorter, in characters; longer ones are cut between words, which Markdown reads as before.
 */
const LONGEST_LINE = 2000;

/** So often the same mark, space or empty line follows itself at most: more says nothing more. */
const MOST_ALIKE = 100;

/** What is written into an address instead of being at one. */
const DATA_URL = /\bdata:[\w./+-]{0,100}(?:;[\w=-]{0,100}){0,5},[A-Za-z0-9+/=%_-]{200,}/g;

/**
 * Text without what costs every reader beyond measure and says nothing to people: lines without end, a mark or a space
 * thousands of times, pictures written out as letters. What is left is read in time in proportion to its length.
 */
export function boundedText(text: string): string {
  let empty = 0;
  return text
    .split("\n")
    .flatMap((line) => (line.length > MOST_ALIKE ? cutLine(withoutRuns(line)) : [line]))
    .filter((line) => {
      empty = line.trim() === "" ? empty + 1 : 0;
      return empty <= MOST_ALIKE;
    })
    .join("\n");
}

function withoutRuns(line: string): string {
  const plain = line.includes("data:") ? line.replace(DATA_URL, "data:") : line;
  return plain.replace(/([^\p{L}\p{N}])\1{100,}/gu, (run) => run.slice(0, MOST_ALIKE));
}

function cutLine(line: string): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > LONGEST_LINE) {
    const end = cutAt(rest);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest];
}

/** Behind a sentence where one ends in the second half, else between words, else between characters. */
function cutAt(text: string): number {
  const stop = text.lastIndexOf(". ", LONGEST_LINE - 1) + 1;
  if (stop > LONGEST_LINE / 2) return stop;
  const space = text.lastIndexOf(" ", LONGEST_LINE);
  return space > LONGEST_LINE / 2 ? space : wholeCharacter(text, LONGEST_LINE);
}

/** Never between the two halves of a character outside the basic plane. */
function wholeCharacter(text: string, end: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end;
}

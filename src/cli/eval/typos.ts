/** A long word, in letters. */
const LONG = /\p{L}{6,}/gu;

/**
 * The text with two neighbouring inner letters swapped in every second long word; the same text always gives the same
 * slips.
 */
export function withTypos(text: string): string {
  let seen = 0;
  return text.replace(LONG, (word) => {
    if (seen++ % 2 === 1) return word;
    const letters = [...word];
    const at = 1 + ((letters.length * 7 + seen) % (letters.length - 3));
    const swapped = [...letters.slice(0, at), letters[at + 1], letters[at], ...letters.slice(at + 2)];
    return swapped.join("");
  });
}

/**
 * Words shorter than this are too near to other words to be guessed at; two letters swapped are told in shorter ones.
 * Not swept.
 */
const SHORTEST = 5;
const SHORTEST_SWAP = 4;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** How many known words one mistyped word may stand for. Not swept. */
const GUESSES = 3;

/**
 * The known spellings nearest to a mistyped word, best first. `frequency` tells how many chunks have a word; a
 * word that stands in none is unknown. Two letters swapped is the likeliest slip, then one letter too many, too few
 * or wrong.
 */
export function corrections(word: string, frequency: (candidate: string) => number): string[] {
  if (word.length < SHORTEST_SWAP || !/^[a-z]+$/.test(word)) return [];
  for (const candidates of [swaps(word), word.length < SHORTEST ? [] : edits(word)]) {
    const known = [...candidates]
      .map((candidate) => ({ candidate, count: frequency(candidate) }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count);
    if (known.length > 0) return known.slice(0, GUESSES).map(({ candidate }) => candidate);
  }
  return [];
}

/** The word with any two neighbouring letters exchanged. */
function swaps(word: string): Set<string> {
  const swapped = new Set<string>();
  for (let i = 0; i + 1 < word.length; i++) swapped.add(word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2));
  swapped.delete(word);
  return swapped;
}

/** The word with one letter left out, replaced or added. */
function edits(word: string): Set<string> {
  const edited = new Set<string>();
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    edited.add(before + after.slice(1));
    for (const letter of LETTERS) {
      edited.add(before + letter + after.slice(1));
      edited.add(before + letter + after);
    }
  }
  edited.delete(word);
  return edited;
}

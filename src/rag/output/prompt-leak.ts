import type { Piece } from "./scanner.ts";

/** So many words in the order of the rules are no coincidence. */
const LEAK = 8;

/** Holds back what may become a repetition of the model's own rules, and drops what is one. */
export interface PromptLeakFilter {
  take(piece: Piece): Piece[];
  end(): Piece[];
}

/** Keeps `rules` from being shown, word by word, whatever stands between the words. */
export function createPromptLeakFilter(rules: string): PromptLeakFilter {
  const secret = rules.split(/\s+/).map(letters).filter(Boolean);
  const placesOf = Map.groupBy(secret.keys(), (place) => secret[place]);
  let pending: Piece[] = [];
  let places: readonly number[] = [];
  let run = 0;

  const release = (): Piece[] => {
    const released = run >= LEAK ? [] : pending;
    pending = [];
    places = [];
    run = 0;
    return released;
  };
  const follow = (word: string) => places.map((place) => place + 1).filter((place) => secret[place] === word);

  return {
    take(piece) {
      const word = piece.kind === "cite" ? "" : letters(piece.text);
      if (!word) {
        if (pending.length === 0) return [piece];
        pending.push(piece);
        return [];
      }
      const next = follow(word);
      const released = next.length > 0 ? [] : release();
      places = next.length > 0 ? next : (placesOf.get(word) ?? []);
      if (places.length === 0) return [...released, piece];
      pending.push(piece);
      run += 1;
      return released;
    },
    end: release,
  };
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

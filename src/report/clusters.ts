import { setImmediate } from "node:timers/promises";
import { queryTokens } from "../text/tokenizer.ts";
import type { ReportedQuestion } from "./signals.ts";

/** Questions of a cluster are on average as alike as this. Set by reading clusters of two sets; not swept. */
const ALIKE_BY_WORDS = 0.34;
/** The same where they are compared by vectors, which are more alike throughout. */
const ALIKE_BY_VECTORS = 0.72;

/** So much of what makes two questions alike is that the same sections are nearest to them. */
const NEAREST_SHARE = 0.25;

/** How alike two questions are, in 0..1, by their positions. */
type Likeness = (one: number, other: number) => number;

/** Makes vectors of texts. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/**
 * Questions that are about one subject together: each joins the cluster that it is most alike to on average, if it is
 * alike enough. Compared by vectors where `embed` is given, else by their words, the rarer the more; and by which
 * sections are nearest to them.
 */
export async function cluster<Question extends Pick<ReportedQuestion, "words" | "found">>(
  questions: readonly Question[],
  embed?: EmbedTexts,
): Promise<Question[][]> {
  const likeness = embed ? byVectors(await embed(questions.map(({ words }) => words))) : byWords(questions);
  const least = embed ? ALIKE_BY_VECTORS : ALIKE_BY_WORDS;
  const clusters: number[][] = [];
  for (const position of questions.keys()) {
    // Many questions take a while, and answers go on meanwhile.
    await setImmediate();
    const [best] = clusters
      .map((members) => ({ members, alike: average(members.map((member) => likeness(position, member))) }))
      .toSorted((a, b) => b.alike - a.alike);
    if (best && best.alike >= least) best.members.push(position);
    else clusters.push([position]);
  }
  return clusters.map((members) => members.flatMap((position) => questions[position] ?? []));
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function byVectors(vectors: readonly (readonly number[])[]): Likeness {
  return (one, other) => cosine(vectors[one] ?? [], vectors[other] ?? []);
}

function cosine(one: readonly number[], other: readonly number[]): number {
  let [product, lengthOne, lengthOther] = [0, 0, 0];
  for (const [index, value] of one.entries()) {
    const beside = other[index] ?? 0;
    product += value * beside;
    lengthOne += value * value;
    lengthOther += beside * beside;
  }
  return product === 0 ? 0 : product / Math.sqrt(lengthOne * lengthOther);
}

function byWords(questions: readonly Pick<ReportedQuestion, "words" | "found">[]): Likeness {
  const bags = questions.map(({ words }) => new Set(queryTokens(words).flatMap(({ terms }) => terms)));
  const counts = new Map<string, number>();
  for (const bag of bags) for (const term of bag) counts.set(term, (counts.get(term) ?? 0) + 1);
  const weigh = (term: string) => Math.log(1 + questions.length / (counts.get(term) ?? 1)) ** 2;
  const lengths = bags.map((bag) => Math.sqrt(sumOf(bag, weigh)));
  const nearest = questions.map(({ found }) => new Set(found?.nearest.map(({ url }) => url)));
  return (one, other) => {
    const [a, b] = [bags[one] ?? new Set<string>(), bags[other] ?? new Set<string>()];
    const words = sumOf(common(a, b), weigh) / ((lengths[one] || 1) * (lengths[other] || 1));
    return (1 - NEAREST_SHARE) * words + NEAREST_SHARE * overlap(nearest[one], nearest[other]);
  };
}

/** What two sets have in common. */
export function common(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((each) => other.has(each)));
}

function sumOf(terms: ReadonlySet<string>, weigh: (term: string) => number): number {
  return [...terms].reduce((sum, term) => sum + weigh(term), 0);
}

function overlap(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): number {
  const smaller = Math.min(one.size, other.size);
  return smaller === 0 ? 0 : common(one, other).size / smaller;
}

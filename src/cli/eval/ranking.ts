import type { Question } from "../../core/answer.ts";
import { createLog } from "../../core/log.ts";
import { condense } from "../../rag/condense.ts";
import type { Passage, Query, SearchIndex } from "../../search/search-index.ts";
import { type Scores, score } from "./metrics.ts";
import type { EvalQuestion, EvalSet } from "./sets.ts";

/** Enough passages to name ten documents where several of one are found. */
const DEPTH = 60;
/** The usual constant of reciprocal rank fusion, and how far down each ranking is fused. */
const FUSION = 60;
const FUSION_DEPTH = 100;

/** A question with what was said before it, newest first. */
export interface EvalQuery extends EvalQuestion {
  readonly context?: readonly string[];
}

/** What was scored of each question that has judgements, in order. `times`: milliseconds. */
export interface ScoredQuery {
  readonly scores: readonly Scores[];
  readonly times: readonly number[];
}

/** Documents in the order of their best chunk. */
export async function rankDocuments(index: SearchIndex, query: Omit<Query, "limit">): Promise<readonly string[]> {
  const { passages } = await index.search({ ...query, limit: DEPTH });
  return [...new Set(passages.map(({ path }) => path))];
}

/** The baseline of fusion: each place in either ranking counts 1 / (60 + place). */
export async function fuseByPlaces(
  index: SearchIndex,
  text: string,
  similar: Pick<Query, "vector" | "near">,
): Promise<readonly string[]> {
  const byWords = await index.search({ text, limit: FUSION_DEPTH });
  const byVector = await index.search({ text: "", ...similar, limit: FUSION_DEPTH });
  const fused = new Map<string, { readonly passage: Passage; score: number }>();
  for (const { passages } of [byWords, byVector])
    for (const [place, passage] of passages.entries()) {
      const key = JSON.stringify([passage.path, passage.id]);
      const score = (fused.get(key)?.score ?? 0) + 1 / (FUSION + place + 1);
      fused.set(key, { passage, score });
    }
  const best = [...fused.values()].sort((one, other) => other.score - one.score);
  return [...new Set(best.map(({ passage }) => passage.path))];
}

/** Documents for a question in a conversation, as without a model it is put to the index. */
export async function rankInConversation(index: SearchIndex, query: EvalQuery): Promise<readonly string[]> {
  const options = { historyTokens: 0, log: createLog("silent") };
  return rankDocuments(index, await condense(inConversation(query), new AbortController().signal, options));
}

/** A question as it is asked after what was said before it. */
export function inConversation({ text, context = [] }: EvalQuery): Question {
  const author = { id: "", name: "" };
  const history = context
    .toReversed()
    .map((question) => ({ id: "", author, question, answer: "", sources: [], at: 0 }));
  return { id: "", text, history };
}

/** Scores the ranking for each question of a set, documents that it excludes taken out. */
export async function scoreEach<Question extends EvalQuestion>(
  set: EvalSet,
  questions: readonly Question[],
  rank: (question: Question) => Promise<readonly string[]>,
): Promise<ScoredQuery> {
  const scores: Scores[] = [];
  const times: number[] = [];
  for (const question of questions) {
    const grades = set.grades.get(question.id);
    if (!grades) continue;
    const start = performance.now();
    const ranking = await rank(question);
    times.push(performance.now() - start);
    scores.push(
      score(
        ranking.filter((id) => !question.exclude?.includes(id)),
        grades,
      ),
    );
  }
  return { scores, times };
}

/** The last questions of a set's conversations, with what was asked before them. */
export function lastTurns(set: EvalSet): readonly EvalQuery[] {
  return (set.variants.get("conversation") ?? []).map(({ text, ...question }) => {
    const turns = text.split("\n").reverse();
    return { ...question, text: turns[0] ?? "", context: turns.slice(1) };
  });
}

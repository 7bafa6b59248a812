import type { IndexedDocument } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { RANKING_SETTINGS, type RankingSettings } from "../../search/tuning.ts";
import { indexInMemory } from "./indexing.ts";
import { type Difference, pairedDifference } from "./metrics.ts";
import { type EvalQuery, lastTurns, rankInConversation, scoreEach } from "./ranking.ts";
import { type EvalSet, type Half, halve } from "./sets.ts";
import { withTypos } from "./typos.ts";

/** A lever that is off, and the questions that it is for: those of the set unless it says otherwise. */
interface Off {
  readonly levers: Partial<RankingSettings>;
  readonly questions?: "typos" | "last turns";
}

const PLAIN_FIELDS = RANKING_SETTINGS.fieldWeights.map(() => 1);

/** Each lever, by what is gone without it. */
const OFF: Readonly<Record<string, Off>> = {
  "weights of fields": { levers: { fieldWeights: PLAIN_FIELDS } },
  "titles and headings": {
    levers: { fieldWeights: RANKING_SETTINGS.fieldWeights.map((weight, i) => (i < 2 ? 0 : weight)) },
  },
  "empty words dropped": { levers: { emptyWords: false } },
  stems: { levers: { stems: false } },
  "identifiers in parts": { levers: { parts: false } },
  proximity: { levers: { proximity: 0 } },
  "pages add up": { levers: { pageShares: [] } },
  "duplicates folded": { levers: { folding: false } },
  "spelling, letters swapped": { levers: { correction: 0 }, questions: "typos" },
  "history, last turns": { levers: { context: 0 }, questions: "last turns" },
};

/** What each lever earns: nDCG@10 with all of them less that without this one, question by question. */
export type LeverGains = Readonly<Record<string, Difference>>;

/** Asks a set's questions with all levers, and with each one off. */
export async function measureSettings(
  set: EvalSet,
  documents: readonly IndexedDocument[],
  half: Half | undefined,
): Promise<LeverGains> {
  const asked = {
    plain: halve(set.questions, half),
    typos: halve(set.questions, half).map((question) => ({ ...question, text: withTypos(question.text) })),
    "last turns": halve(lastTurns(set), half),
  } as const;
  const whole = await indexInMemory(documents);
  const ndcg = async (levers: RankingSettings, questions: readonly EvalQuery[]) => {
    const isRead = levers.stems !== RANKING_SETTINGS.stems || levers.parts !== RANKING_SETTINGS.parts;
    const engine = createSqliteIndex(isRead ? await indexInMemory(documents, levers) : whole, levers);
    const { scores } = await scoreEach(set, questions, (question) => rankInConversation(engine, question));
    return scores.map(({ ndcg10 }) => ndcg10);
  };
  const withAll = new Map<readonly EvalQuery[], readonly number[]>();
  const gains: Record<string, Difference> = {};
  for (const [name, { levers, questions = "plain" }] of Object.entries(OFF)) {
    const wanted = asked[questions];
    if (wanted.length === 0) continue;
    const all = withAll.get(wanted) ?? (await ndcg(RANKING_SETTINGS, wanted));
    withAll.set(wanted, all);
    gains[name] = pairedDifference(all, await ndcg({ ...RANKING_SETTINGS, ...levers }, wanted));
  }
  whole.close();
  return gains;
}

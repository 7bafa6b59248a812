import type { IndexedDocument } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { RANKING_SETTINGS, type RankingSettings } from "../../search/tuning.ts";
import { indexInMemory } from "./indexing.ts";
import { type Difference, pairedDifference } from "./metrics.ts";
import { type EvalQuery, lastTurns, rankInConversation, scoreEach } from "./ranking.ts";
import { type EvalSet, type Half, halve } from "./sets.ts";
import { withTypos } from "./typos.ts";

/** Settings to compare with ours, and the questions that they are for: those of the set unless it says otherwise. */
interface Trial {
  readonly settings: Partial<RankingSettings>;
  readonly questions?: "typos" | "last turns";
}

type Trials = Readonly<Record<string, Trial>>;

const PLAIN_FIELDS = RANKING_SETTINGS.fieldWeights.map(() => 1);

/** Each part of the ranking, by what is gone without it. */
const OFF: Trials = {
  "weights of fields": { settings: { fieldWeights: PLAIN_FIELDS } },
  "titles and headings": {
    settings: { fieldWeights: RANKING_SETTINGS.fieldWeights.map((weight, i) => (i < 2 ? 0 : weight)) },
  },
  "empty words dropped": { settings: { emptyWords: false } },
  stems: { settings: { stems: false } },
  "identifiers in parts": { settings: { parts: false } },
  proximity: { settings: { proximity: 0 } },
  "pages add up": { settings: { pageShares: [] } },
  "duplicates folded": { settings: { deduplication: false } },
  "spelling, letters swapped": { settings: { correctionWeight: 0 }, questions: "typos" },
  "history, last turns": { settings: { contextWeight: 0 }, questions: "last turns" },
};

/** Each number of the ranking by words, halved and doubled. */
const SWEPT: Trials = Object.assign(
  {},
  ...[0.5, 2].map((factor) => {
    const scale = (values: readonly number[], which = values.map((_, i) => i)) =>
      values.map((value, i) => (which.includes(i) ? value * factor : value));
    const { k1, b, fieldWeights, pageShares, proximity, duplicateShare, candidates } = RANKING_SETTINGS;
    const { correctionWeight, contextWeight } = RANKING_SETTINGS;
    return {
      [`k1 x ${factor}`]: { settings: { k1: k1 * factor } },
      [`b x ${factor}`]: { settings: { b: b * factor } },
      [`weight of titles x ${factor}`]: { settings: { fieldWeights: scale(fieldWeights, [0]) } },
      [`weight of headings x ${factor}`]: { settings: { fieldWeights: scale(fieldWeights, [1]) } },
      [`weight of code x ${factor}`]: { settings: { fieldWeights: scale(fieldWeights, [3]) } },
      [`proximity x ${factor}`]: { settings: { proximity: proximity * factor } },
      [`pageShares x ${factor}`]: { settings: { pageShares: scale(pageShares) } },
      [`duplicateShare x ${factor}`]: { settings: { duplicateShare: duplicateShare * factor } },
      [`candidates x ${factor}`]: { settings: { candidates: candidates * factor } },
      [`correctionWeight x ${factor}`]: {
        settings: { correctionWeight: correctionWeight * factor },
        questions: "typos",
      },
      [`contextWeight x ${factor}`]: { settings: { contextWeight: contextWeight * factor }, questions: "last turns" },
    };
  }),
);

/** nDCG@10 of our settings less that of others, by their name, question by question. */
export type SettingGains = Readonly<Record<string, Difference>>;

/** Which settings are compared with ours: each part turned off, or each number halved and doubled. */
export const SETTING_TRIALS = { off: OFF, swept: SWEPT } as const;

/** Asks a set's questions with our settings, and with each of the others. */
export async function measureSettings(
  set: EvalSet,
  documents: readonly IndexedDocument[],
  half: Half | undefined,
  trials: Trials,
): Promise<SettingGains> {
  const asked = {
    plain: halve(set.questions, half),
    typos: halve(set.questions, half).map((question) => ({ ...question, text: withTypos(question.text) })),
    "last turns": halve(lastTurns(set), half),
  } as const;
  const whole = await indexInMemory(documents);
  const ndcg = async (settings: RankingSettings, questions: readonly EvalQuery[]) => {
    const isRead = settings.stems !== RANKING_SETTINGS.stems || settings.parts !== RANKING_SETTINGS.parts;
    const index = createSqliteIndex(isRead ? await indexInMemory(documents, settings) : whole, settings);
    const { scores } = await scoreEach(set, questions, (question) => rankInConversation(index, question));
    return scores.map(({ ndcg10 }) => ndcg10);
  };
  const withOurs = new Map<readonly EvalQuery[], readonly number[]>();
  const gains: Record<string, Difference> = {};
  for (const [name, { settings, questions = "plain" }] of Object.entries(trials)) {
    const wanted = asked[questions];
    if (wanted.length === 0) continue;
    const ours = withOurs.get(wanted) ?? (await ndcg(RANKING_SETTINGS, wanted));
    withOurs.set(wanted, ours);
    gains[name] = pairedDifference(ours, await ndcg({ ...RANKING_SETTINGS, ...settings }, wanted));
  }
  whole.close();
  return gains;
}

import { type Journal, type QuestionRecord, reference } from "../core/journal.ts";
import type { Gap, OutdatedAnswer, Report, Reports } from "../core/report.ts";
import type { EmbedTexts } from "./clusters.ts";
import { type DecisionStore, Decisions } from "./decisions.ts";
import { gapOf, type LookUp } from "./gaps.ts";
import { anonymise, type ReportedQuestion } from "./signals.ts";
import { subjectsAmong } from "./subjects.ts";

/** A report reads at most so many questions that tell of gaps, the newest: comparing more takes minutes. */
const MOST_COMPARED = 2000;

/** What reports are made of. `embed`: where there are vectors; without it questions are compared by their words. */
export interface ReportDeps {
  readonly journal: Pick<Journal, "records">;
  readonly decisions: DecisionStore;
  readonly lookUp: LookUp;
  readonly embed?: EmbedTexts;
  /** Which chunks the index does not hold any more. */
  readonly gone: (ids: readonly string[]) => Promise<readonly string[]>;
}

/** A gap with the questions that it is made of. */
interface MadeGap {
  readonly gap: Gap;
  readonly members: readonly ReportedQuestion[];
}

/** Makes reports of what was asked: they count people and name nobody. */
export function createReports(deps: ReportDeps): Reports {
  const decisions = new Decisions(deps.decisions);
  return {
    async report(since) {
      const asked = anonymise(await all(deps.journal.records(since)));
      const gaps = await gapsAmong(asked, decisions, deps);
      const outdated = await outdatedAmong(asked, deps.gone);
      return { ...totalsOf(asked, since), gaps: gaps.map(({ gap }) => gap), outdated };
    },
    async mark(id, verdict) {
      const asked = anonymise(await all(deps.journal.records(0)));
      const found = (await gapsAmong(asked, decisions, deps)).find(({ members }) =>
        members.some((member) => reference(member.id) === id),
      );
      if (found) await decisions.decide(found.members, verdict);
      return found !== undefined;
    },
  };
}

async function all(records: AsyncIterable<QuestionRecord>): Promise<QuestionRecord[]> {
  const list: QuestionRecord[] = [];
  for await (const record of records) list.push(record);
  return list;
}

function totalsOf(asked: readonly ReportedQuestion[], since: number): Omit<Report, "gaps" | "outdated"> {
  const count = (outcome: string) => asked.filter((question) => question.outcome === outcome).length;
  return {
    since,
    questions: asked.length,
    people: new Set(asked.map(({ person }) => person)).size,
    answered: count("answered"),
    uncertain: count("uncertain"),
    refused: count("refused"),
    helpful: asked.reduce((sum, { helpful }) => sum + helpful, 0),
    unhelpful: asked.reduce((sum, { complaints }) => sum + complaints.length, 0),
  };
}

/** The answers that cite what the index does not hold any more. */
async function outdatedAmong(asked: readonly ReportedQuestion[], gone: ReportDeps["gone"]): Promise<OutdatedAnswer[]> {
  const answered = asked.filter(({ outcome }) => outcome === "answered");
  const changed = new Set(await gone([...new Set(answered.flatMap(({ cited }) => cited))]));
  return answered
    .filter(({ cited }) => cited.some((id) => changed.has(id)))
    .map(({ quote, at, cited, found }) => {
      const page = found?.nearest.find(({ ids }) => ids.some((id) => cited.includes(id) && changed.has(id)));
      return { ...(quote && { question: quote }), at, ...(page && { page: { title: page.title, url: page.url } }) };
    });
}

async function gapsAmong(
  asked: readonly ReportedQuestion[],
  decisions: Decisions,
  { lookUp, embed }: ReportDeps,
): Promise<MadeGap[]> {
  const telling = asked.filter(({ signals }) => signals.length > 0).slice(-MOST_COMPARED);
  const made: MadeGap[] = [];
  for (const members of await subjectsAmong(telling, embed)) {
    const gap = await gapOf(members, lookUp);
    made.push({ gap: { ...gap, state: await decisions.stateOf(gap, members) }, members });
  }
  return made.toSorted(
    ({ gap: a }, { gap: b }) => b.people - a.people || b.questions - a.questions || b.lastAt - a.lastAt,
  );
}

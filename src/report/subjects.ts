import { cluster, type EmbedTexts } from "./clusters.ts";
import type { ReportedQuestion } from "./signals.ts";

/** Questions of one subject together; those of which no words are kept with others that the same page is nearest to. */
export async function subjectsAmong(
  telling: readonly ReportedQuestion[],
  embed?: EmbedTexts,
): Promise<ReportedQuestion[][]> {
  const clusters = await cluster(
    telling.filter(({ words }) => words),
    embed,
  );
  const wordless = telling.filter(({ words }) => !words);
  const strangers: ReportedQuestion[] = [];
  for (const question of wordless) {
    const page = pageOf(question);
    const home = clusters.find((members) => page !== undefined && members.some((member) => pageOf(member) === page));
    if (home) home.push(question);
    else strangers.push(question);
  }
  return [...clusters, ...Map.groupBy(strangers, pageOf).values()];
}

function pageOf({ found }: ReportedQuestion): string | undefined {
  return found?.nearest[0]?.url;
}

import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Json } from "../core/prompt.ts";
import { GAP_MARKS, type Gap, type GapMark } from "../core/report.ts";
import { queryTokens } from "../text/tokenizer.ts";
import { common } from "./clusters.ts";
import type { ReportedQuestion } from "./signals.ts";

/** So large a share of the words of two subjects in common makes them one. */
const SAME_SUBJECT = 0.5;

/** Where decisions are kept; without an end, unlike what people say. */
export interface DecisionStore {
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json): Promise<void>;
}

/** Of the subject only hashes of its words are kept: what somebody asked is gone once they have it forgotten. */
const decision = z.object({
  verdict: z.enum(Object.keys(GAP_MARKS) as [GapMark, ...GapMark[]]),
  at: z.number(),
  salt: z.string(),
  words: z.array(z.string()),
});

type Decision = z.infer<typeof decision>;

const KEY = "decisions";

/** What maintainers say of gaps, found again by the words of their questions. */
export class Decisions {
  readonly #store: DecisionStore;

  constructor(store: DecisionStore) {
    this.#store = store;
  }

  /** Notes what is said of a subject, in place of what was said before. */
  async decide(members: readonly ReportedQuestion[], verdict: GapMark, at = Date.now()): Promise<void> {
    const others = (await this.#all()).filter((each) => !isAbout(each, members));
    const salt = randomBytes(16).toString("hex");
    await this.#store.set(KEY, [...others, { verdict, at, salt, words: hashesOf(members, salt) }]);
  }

  /** The state of a gap by what was said: one that is done opens again with a question that came later. */
  async stateOf(gap: Gap, members: readonly ReportedQuestion[]): Promise<Gap["state"]> {
    const said = (await this.#all()).find((each) => isAbout(each, members));
    if (!said || (said.verdict === "done" && gap.lastAt > said.at)) return gap.state;
    return said.verdict === "write-it" && gap.state === "answered" ? "answered" : said.verdict;
  }

  async #all(): Promise<readonly Decision[]> {
    return z.array(decision).parse((await this.#store.get(KEY)) ?? []);
  }
}

function isAbout({ words, salt }: Decision, members: readonly ReportedQuestion[]): boolean {
  const [one, other] = [new Set(words), new Set(hashesOf(members, salt))];
  const shared = common(one, other).size;
  return shared > 0 && shared >= SAME_SUBJECT * (one.size + other.size - shared);
}

/** Hashes of the words that at least half of the questions have. */
function hashesOf(members: readonly ReportedQuestion[], salt: string): string[] {
  const bags = members.map(({ words }) => new Set(queryTokens(words).flatMap(({ terms }) => terms)));
  const counts = new Map<string, number>();
  for (const term of bags.flatMap((bag) => [...bag])) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => 2 * count >= members.length)
    .map(([term]) => createHmac("sha256", salt).update(term).digest("hex").slice(0, 16));
}

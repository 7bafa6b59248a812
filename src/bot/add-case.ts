import type { ActionEvent } from "../core/adapter.ts";
import type { Exchange } from "../core/answer.ts";
import type { Journal, Whose } from "../core/journal.ts";
import { pageOf } from "../core/link.ts";
import type { Logger } from "../core/log.ts";
import type { CaseKeeper, RegressionCase } from "../core/regression-case.ts";
import { anonymousText } from "../text/anonymous.ts";
import { audit } from "./audit.ts";
import type { Conversations } from "./conversations.ts";

/** What making a case of an answer works with. `admins`: ids beside those that a platform tells. */
export interface CaseDeps {
  readonly journal: Journal;
  readonly conversations: Conversations;
  readonly cases?: CaseKeeper;
  readonly admins?: readonly string[];
  readonly log: Logger;
}

/** How many exchanges before a question belong to its case. */
const MOST_HISTORY = 3;

const NOT_ADMIN = "Only admins can add an answer to the tests.";
const NOT_KEPT = "Nothing is kept of that answer any more, so it cannot be added. Please ask again.";
const CONFIDENTIAL = "That was asked in private, so it is not written into a file.";
const ADDED =
  "Added to cases.yaml in the data folder. Read it, and say there what the answer must and must not say; `npm run eval -- cases.yaml` replays it.";
const KNOWN = "That question is among the tests already.";

/** Makes a regression case of an answer; resolves to a sentence for whoever wished it. */
export async function addCase(event: ActionEvent, deps: CaseDeps): Promise<string> {
  const { by, place, promptId } = event;
  const isAdmin = by.admin || deps.admins?.includes(by.id);
  audit(deps.log, { act: "test", by, place, outcome: isAdmin ? "done" : "refused" });
  if (!isAdmin || !deps.cases) return NOT_ADMIN;
  const prompt = await deps.journal.prompt(promptId);
  if (!prompt) return NOT_KEPT;
  if (prompt.private || prompt.confidential) return CONFIDENTIAL;
  const said = await deps.conversations.exchanges(await deps.conversations.keyFor(place, prompt.author.id));
  const at = said.findIndex(({ id }) => id === promptId);
  const answer = said[at];
  if (!answer) return NOT_KEPT;
  const before = said.slice(Math.max(0, at - MOST_HISTORY), at);
  const isNew = await deps.cases.add(caseOf(answer, before), whoseOf([...before, answer], place));
  return isNew ? ADDED : KNOWN;
}

/** What is expected of an answer as it is: its first page, or that the docs do not answer. No name stands in it. */
function caseOf({ question, outcome, sources, author }: Exchange, before: readonly Exchange[]): RegressionCase {
  const names = new Set([author, ...before.map((exchange) => exchange.author)].map(({ name }) => name));
  const [first] = sources;
  const page = first && (first.path ?? pageOf(first.url));
  const history = before.map((exchange) => ({
    question: anonymousText(exchange.question, names),
    answer: anonymousText(exchange.answer, names),
  }));
  return {
    question: anonymousText(question, names),
    ...(history.length > 0 && { history }),
    ...(outcome === "refused" ? { mustRefuse: true } : page && { pages: [page] }),
  };
}

/** Everybody who said something in a case, and the workspace that it comes from. */
function whoseOf(said: readonly Exchange[], { platform, workspace }: ActionEvent["place"]): Whose[] {
  const people = new Set(said.map(({ author }) => author.id));
  return [...[...people].map((author) => ({ platform, author })), { platform, workspace }];
}

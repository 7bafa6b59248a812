import type { Question } from "../../core/answer.ts";
import { createLog } from "../../core/log.ts";
import type { ChatMessage, Model } from "../../models/chat.ts";
import { condense } from "../../rag/condense.ts";
import { answerMessages, condenseMessages } from "../../rag/prompts.ts";
import { countTokens, retrieve } from "../../rag/retrieve.ts";
import type { SearchIndex } from "../../search/search-index.ts";
import { mean } from "./metrics.ts";
import { type EvalQuery, inConversation } from "./ranking.ts";

/** How much of the talk and of the docs a model reads for one answer unless set otherwise, in tokens. */
const BUDGET = { historyTokens: 1500, passageTokens: 1800 };

/** What a model does for one answer, on average: how often it is called, and the tokens that it reads. */
export interface ModelUse {
  readonly calls: number;
  readonly tokens: number;
}

/**
 * What a model does for the last questions of conversations, as they are asked; `always`: if every question after the
 * first were condensed.
 */
export interface ModelCalls {
  readonly n: number;
  readonly ours: ModelUse;
  readonly always: ModelUse;
}

/** Counts what would be sent to a model; nothing is. Earlier answers are not known, and count nothing. */
export async function measureModelCalls(index: SearchIndex, turns: readonly EvalQuery[]): Promise<ModelCalls> {
  const [ours, always]: [ModelUse[], ModelUse[]] = [[], []];
  for (const turn of turns) {
    const question = inConversation(turn);
    const condensing = question.history.length > 0 ? tokensOf(condenseMessages(question, BUDGET.historyTokens)) : 0;
    const { read, model } = countingModel(question);
    const options = { ...BUDGET, model, log: createLog("silent") };
    const search = await condense(question, new AbortController().signal, options);
    const { sections } = await retrieve(search, { ...options, engine: index });
    const answering = tokensOf(answerMessages(question, sections, BUDGET.historyTokens));
    ours.push({ calls: 1 + read.length, tokens: answering + read.reduce((sum, tokens) => sum + tokens, 0) });
    always.push({ calls: condensing > 0 ? 2 : 1, tokens: answering + condensing });
  }
  return { n: ours.length, ours: meanUse(ours), always: meanUse(always) };
}

/** A model that repeats the question, and notes what it reads. */
function countingModel({ text }: Question): { readonly read: number[]; readonly model: Model } {
  const read: number[] = [];
  const complete = async (messages: readonly ChatMessage[]) => {
    read.push(tokensOf(messages));
    return text;
  };
  const stream = async function* () {};
  return { read, model: { complete, stream } };
}

function tokensOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + countTokens(content), 0);
}

function meanUse(each: readonly ModelUse[]): ModelUse {
  return { calls: mean(each.map(({ calls }) => calls)), tokens: mean(each.map(({ tokens }) => tokens)) };
}

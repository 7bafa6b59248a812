import { type Rag, wholeAnswer } from "./core/answer.ts";
import { reference } from "./core/journal.ts";
import type { Json } from "./core/prompt.ts";
import type { Reports } from "./core/report.ts";
import type { Library } from "./ingest/library.ts";
import type { Look } from "./report/gaps.ts";
import { createReports } from "./report/reports.ts";
import type { ReportedQuestion } from "./report/signals.ts";
import type { Store } from "./storage/store.ts";

/** The namespace of what maintainers say of gaps. */
const GAPS = "gaps";

/** Of so many passages the words count as said near a question. */
const NEAR = 3;

/** Reports over what Docent stands on. `rag`: one without a model, which says how a question fares now. */
export function createReportsOver(
  { engine, embeddings, store }: Library & { readonly store: Store },
  rag: Rag,
): Reports {
  const keyv = store.keyv<Json>(GAPS);
  return createReports({
    journal: store.journal,
    decisions: {
      get: (key) => keyv.get(key),
      // Zero is without an end: a subject that is not ours never will be.
      set: async (key, value) => void (await keyv.set(key, value, 0)),
    },
    async lookUp(question) {
      const [end, { passages }] = await Promise.all([
        endOf(rag, question),
        engine.search({ text: question.words, limit: NEAR }),
      ]);
      return {
        ...end,
        text: passages.map(({ title, headings, text }) => [title, ...headings, text].join("\n")).join("\n"),
      };
    },
    gone: (ids) => engine.gone(ids),
    ...(embeddings && { embed: (texts) => embeddings.embedDocuments([...texts]) }),
  });
}

async function endOf(rag: Rag, { id, words, place }: ReportedQuestion): Promise<Pick<Look, "outcome" | "found">> {
  const question = { id: reference(id), text: words, history: [], place };
  return (await wholeAnswer(rag.answer(question, new AbortController().signal))).end;
}

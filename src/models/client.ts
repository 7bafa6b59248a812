/**
 * The client of models' servers. Loaded by itself, for it takes longer than anything else at a start, and everything
 * stands still meanwhile: before the first question, and not at all where there is no model.
 */
export function loadClient(): Promise<typeof import("@langchain/openai")> {
  return import("@langchain/openai");
}

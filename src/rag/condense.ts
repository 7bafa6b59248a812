import type { Question } from "./answer.ts";
import type { Search } from "./retrieve.ts";

/** How far back earlier questions still say what is meant. */
const LOOK_BACK = 3;

/** What is searched for without a model: the words as they are, earlier questions and quoted text as context. */
export function plainSearch({ text, quoted, history }: Question): Search {
  const earlier = history.map((turn) => turn.question).toReversed();
  const context = [...(quoted && text.trim() ? [quoted] : []), ...earlier].slice(0, LOOK_BACK);
  return { text: text.trim() || (quoted ?? ""), context };
}

import { indexTerms } from "../../text/tokenizer.ts";
import type { AnswerBlock } from "./blocks.ts";

/** Names of parts that belong together, and are no choice. */
const NO_CHOICE =
  /^(?:examples?|outputs?|inputs?|results?|usage|before|after|requests?|responses?|notes?|warning|tip)$/i;

/**
 * Blocks of a section without the tabs that the question does not name, where it names another one of them. The name of
 * a tab is a label that announces what is below it.
 */
export function withoutOtherTabs(blocks: readonly AnswerBlock[], asked: string): readonly AnswerBlock[] {
  const labels = new Set(blocks.flatMap((block) => tabOf(block) ?? []));
  const terms = new Set(indexTerms(asked));
  const named = new Set([...labels].filter((label) => isNamed(label, terms)));
  if (labels.size < 2 || named.size === 0 || named.size === labels.size) return blocks;
  const last = blocks.findLastIndex((block) => tabOf(block) !== undefined);
  let tab: string | undefined;
  return blocks.filter((block, at) => {
    tab = tabOf(block) ?? tab;
    const isOther = tab !== undefined && !named.has(tab);
    // Nothing says where the last tab ends: one block of it is sure.
    return !isOther || at > last + 1;
  });
}

function tabOf(block: AnswerBlock): string | undefined {
  if (block.kind !== "label" || !/[:：]$/.test(block.text)) return undefined;
  const name = block.text.slice(0, -1).trim();
  return NO_CHOICE.test(name) ? undefined : name;
}

/** One of the names that a label has: `macOS / Linux`, `npm or yarn`. */
function isNamed(label: string, terms: ReadonlySet<string>): boolean {
  return label.split(/[/,&|]|\s(?:or|and)\s/).some((name) => {
    const own = indexTerms(name);
    return own.length > 0 && own.every((term) => terms.has(term));
  });
}

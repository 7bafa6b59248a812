import type { Source } from "./rag/cite.ts";

/**
 * One question and what people saw of its answer. Plain JSON that outlives upgrades of any library.
 *
 * - `at`: when the question was asked, milliseconds since 1970.
 * - `mark`: how the answer ended early: `stopped` by a person, `cut` by trouble.
 */
export interface Turn {
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly question: string;
  readonly answer: string;
  readonly sources: readonly Source[];
  readonly at: number;
  readonly mark?: "stopped" | "cut";
}

import { z } from "zod";
import type { Whose } from "./journal.ts";

const texts = z.array(z.string().min(1)).optional();

/**
 * A question whose answer is to stay right.
 *
 * - `history`: what was said before it, oldest first.
 * - `pages`: addresses that must be among the sources; one with an anchor means that very section.
 * - `mustSay`, `mustNotSay`: texts that the answer must have, or must not; case does not count.
 * - `mustRefuse`: the docs do not answer it, and Docent must say so.
 */
export const regressionCase = z
  .strictObject({
    question: z.string().min(1),
    history: z.array(z.strictObject({ question: z.string(), answer: z.string() })).optional(),
    pages: texts,
    mustSay: texts,
    mustNotSay: texts,
    mustRefuse: z.boolean().optional(),
    /** Hashes of whose question it is, by which it is deleted at their wish. */
    whose: z.array(z.string()).optional(),
  })
  .refine(({ pages, mustSay, mustRefuse }) => !(mustRefuse && (pages || mustSay)), {
    error: "cannot be refused and have pages or something to say",
  });

/** A question whose answer is to stay right. */
export type RegressionCase = Readonly<Omit<z.infer<typeof regressionCase>, "whose">>;

/** Keeps cases in a file that people edit. */
export interface CaseKeeper {
  /** Adds a case. `whose`: of everybody who said something in it. False where it is there already. */
  add(kept: RegressionCase, whose: readonly Whose[]): Promise<boolean>;
  /** Deletes the cases in which somebody said something, or that come from a workspace. */
  forget(whose: Whose): Promise<void>;
}

import type { Exchange } from "./answer.ts";
import type { Vote } from "./feedback.ts";
import type { Place } from "./prompt.ts";

/** What a journal keeps of one person: what they asked, ended or not, and how they voted. */
export interface JournalledData {
  readonly questions: readonly {
    readonly at: number;
    readonly text?: string;
    readonly outcome: string;
    readonly place: Place;
  }[];
  readonly votes: readonly Vote[];
}

/** Everything that is kept of one person on a platform. */
export interface PersonalData extends JournalledData {
  readonly conversations: readonly Pick<Exchange, "at" | "question" | "answer">[];
}

/** What one person may know and say of what is kept about them. */
export interface Privacy {
  data(): Promise<PersonalData>;
  /** Whether their questions are kept once they are answered. */
  isKept(): Promise<boolean>;
  /** From now on keeps their questions once they are answered, or does not. */
  keep(isKept: boolean): Promise<void>;
}

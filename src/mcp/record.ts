import { randomUUID } from "node:crypto";
import type { Complaint } from "../core/feedback.ts";
import type { Closing, Journal } from "../core/journal.ts";
import type { Place } from "../core/prompt.ts";

/** Who asks by a program: nobody that is known. */
const PROGRAM = { id: "program", name: "A program" };

/** Keeps what programs ask and report among the questions, where reports find it. */
export interface ProgramRecorder {
  /** A question that has ended; with what was wrong with its answer, where that is known. Rejects as the journal does. */
  record(
    asked: { readonly text: string; readonly place: Place },
    closing: Closing,
    complaint?: Complaint,
  ): Promise<void>;
}

/** Records in the journal, only once a question has ended: no process would take it up after a crash. */
export function createProgramRecorder(journal: Pick<Journal, "accept" | "close" | "vote">): ProgramRecorder {
  return {
    async record({ text, place }, closing, complaint) {
      const id = `${place.platform}:${randomUUID()}`;
      const asked = { command: "ask", text, author: PROGRAM, cause: "asked" as const, private: false, address: null };
      await journal.accept({ id, place, ...asked });
      await journal.close(id, closing);
      if (complaint) await journal.vote(id, PROGRAM.id, { helpful: false, ...complaint });
    },
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ended } from "./bot/bot.ts";
import type { Meter } from "./rag/answer.ts";

/** Bounds of every duration in seconds: from a quote out of the index to a slow model. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** What is measured when somebody asks. `syncedAt`: milliseconds since 1970. */
export interface Watched {
  /** How many questions are being answered, or wait. */
  open(): number;
  sources(): Promise<readonly { readonly name: string; readonly syncedAt: number }[]>;
}

/** What `/metrics` tells in Prometheus' text format. */
export interface Metrics extends Meter {
  readonly registry: Registry;
  /** Counts a question that came to an end. */
  count(ended: Ended): void;
  /** Adds what is not counted but looked at. */
  watch(watched: Watched): void;
}

/** Makes the metrics of this process; its memory, event loop and garbage collection are among them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const questions = new Counter({
    name: "docent_questions_total",
    help: "Questions that came to an end, by platform, state of the delivery and outcome of the answer.",
    labelNames: ["platform", "state", "outcome"],
    registers,
  });
  const refusals = new Counter({
    name: "docent_platform_errors_total",
    help: "Answers that a platform did not take for good: their place is gone, denied, or its time has run out.",
    labelNames: ["platform", "failure"],
    registers,
  });
  const tokens = new Counter({
    name: "docent_tokens_total",
    help: "Tokens that models read and wrote, where their server says how many.",
    labelNames: ["kind"],
    registers,
  });
  const failures = new Counter({
    name: "docent_model_failures_total",
    help: "Answers that a model did not write, or not to their end, by what was the trouble.",
    labelNames: ["trouble"],
    registers,
  });
  const duration = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: ["platform"], buckets: SECONDS, registers });
  const seconds = duration("docent_question_seconds", "Seconds from accepting a question to the end of its delivery.");
  const stages = {
    waitMs: duration("docent_wait_seconds", "Seconds from accepting a question to the beginning of its turn."),
    searchMs: duration("docent_search_seconds", "Seconds until the documentation was searched."),
    firstWordMs: duration("docent_first_word_seconds", "Seconds from the beginning of a turn to its first word."),
  };
  const supported = new Histogram({
    name: "docent_answer_support",
    help: "Share of an answer's cited sentences that their sources bear out.",
    labelNames: ["platform"],
    buckets: [0.25, 0.5, 0.75, 0.9, 1],
    registers,
  });
  return {
    registry,
    count({ prompt, state, outcome = "none", failure, support, stages: passed, ms }) {
      const { platform } = prompt.place;
      questions.inc({ platform, state, outcome });
      if (failure) refusals.inc({ platform, failure });
      if (support !== undefined) supported.observe({ platform }, support);
      seconds.observe({ platform }, ms / 1000);
      for (const stage of ["waitMs", "searchMs", "firstWordMs"] as const)
        if (passed[stage] !== undefined) stages[stage].observe({ platform }, passed[stage] / 1000);
    },
    spend({ read, written }) {
      tokens.inc({ kind: "read" }, read);
      tokens.inc({ kind: "written" }, written);
    },
    fail: (trouble) => failures.inc({ trouble }),
    watch: (watched) => watch(watched, registers),
  };
}

function watch({ open, sources }: Watched, registers: Registry[]): void {
  new Gauge({
    name: "docent_questions_open",
    help: "Questions that are being answered or wait.",
    registers,
    collect() {
      this.set(open());
    },
  });
  new Gauge({
    name: "docent_sync_age_seconds",
    help: "Seconds since a source was last synced to its end.",
    labelNames: ["source"],
    registers,
    async collect() {
      this.reset();
      for (const { name, syncedAt } of await sources()) this.set({ source: name }, (Date.now() - syncedAt) / 1000);
    },
  });
}

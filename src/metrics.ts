import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Ended } from "./bot.ts";

/** Bounds of the answer time in seconds: from a quote out of the index to a slow model. */
const ANSWER_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** What `/metrics` tells in Prometheus' text format. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts a question that came to an end. */
  count(ended: Ended): void;
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
  const seconds = new Histogram({
    name: "docent_question_seconds",
    help: "Seconds from accepting a question to the end of its delivery.",
    labelNames: ["platform"],
    buckets: ANSWER_SECONDS,
    registers,
  });
  return {
    registry,
    count({ prompt, state, outcome = "none", ms }) {
      const { platform } = prompt.place;
      questions.inc({ platform, state, outcome });
      seconds.observe({ platform }, ms / 1000);
    },
  };
}

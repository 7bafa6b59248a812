import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ended } from "./bot/endings.ts";
import type { CallOutcome } from "./mcp/server.ts";
import type { Meter } from "./rag/answer.ts";

/** Bounds of every duration in seconds: from a quote out of the index to a slow model. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** What is measured when somebody asks. `syncedAt`: milliseconds since 1970. */
export interface Watched {
  /** How many questions are being answered, or wait. */
  open(): number;
  sources(): Promise<readonly { readonly name: string; readonly syncedAt?: number }[]>;
  /** How far each platform has come. */
  platforms(): ReadonlyMap<string, string>;
}

/** What `/metrics` tells in Prometheus' text format. */
export interface Metrics extends Meter {
  readonly registry: Registry;
  /** Counts a question that came to an end. */
  count(ended: Ended): void;
  /** Counts a call of a tool by a program, which is no question of a person. */
  countCall(tool: string, outcome: CallOutcome): void;
  /** Adds what is not counted but looked at. */
  watch(watched: Watched): void;
}

/** Makes the metrics of this process; its memory, event loop and garbage collection are among them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counters = createCounters(registers);
  const histograms = createHistograms(registers);
  return {
    registry,
    count(ended) {
      counters.count(ended);
      histograms.observe(ended);
    },
    countCall: counters.countCall,
    spend: counters.spend,
    fail: counters.fail,
    watch: (watched) => watch(watched, registers),
  };
}

/** What is only ever counted up. */
function createCounters(registers: Registry[]) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const questions = counter(
    "docent_questions_total",
    "Questions that came to an end, by platform, state of the delivery and outcome of the answer.",
    ["platform", "state", "outcome"],
  );
  const refusals = counter(
    "docent_platform_errors_total",
    "Answers that a platform did not take for good: their place is gone, denied, or its time has run out.",
    ["platform", "failure"],
  );
  const tokens = counter(
    "docent_tokens_total",
    "Tokens that models read and wrote, where their server says how many.",
    ["kind"],
  );
  const failures = counter(
    "docent_model_failures_total",
    "Answers that a model did not write, or not to their end, by what was the trouble.",
    ["trouble"],
  );
  const calls = counter("docent_mcp_calls_total", "Calls of tools by programs over MCP, by tool and outcome.", [
    "tool",
    "outcome",
  ]);
  return {
    countCall: (tool: string, outcome: CallOutcome) => calls.inc({ tool, outcome }),
    count({ prompt, state, outcome, failure }: Ended) {
      const { platform } = prompt.place;
      questions.inc({ platform, state, outcome: outcome ?? "none" });
      if (failure) refusals.inc({ platform, failure });
    },
    spend({ read, written }: Parameters<Meter["spend"]>[0]) {
      tokens.inc({ kind: "read" }, read);
      tokens.inc({ kind: "written" }, written);
    },
    fail: (trouble: string) => failures.inc({ trouble }),
  };
}

/** What lies somewhere between little and much. */
function createHistograms(registers: Registry[]) {
  const histogram = (name: string, help: string, buckets: number[] = SECONDS) =>
    new Histogram({ name, help, labelNames: ["platform"], buckets, registers });
  const whole = histogram("docent_question_seconds", "Seconds from accepting a question to the end of its delivery.");
  const stages = {
    waitMs: histogram("docent_wait_seconds", "Seconds from accepting a question to the beginning of its turn."),
    searchMs: histogram("docent_search_seconds", "Seconds until the documentation was searched."),
    firstWordMs: histogram("docent_first_word_seconds", "Seconds from the beginning of a turn to its first word."),
  };
  const supported = histogram(
    "docent_answer_support",
    "Share of an answer's cited sentences that their sources bear out.",
    [0.25, 0.5, 0.75, 0.9, 1],
  );
  return {
    observe({ prompt, support, stages: passed, ms }: Ended) {
      const { platform } = prompt.place;
      if (support !== undefined) supported.observe({ platform }, support);
      whole.observe({ platform }, ms / 1000);
      for (const stage of ["waitMs", "searchMs", "firstWordMs"] as const)
        if (passed[stage] !== undefined) stages[stage].observe({ platform }, passed[stage] / 1000);
    },
  };
}

function watch({ open, sources, platforms }: Watched, registers: Registry[]): void {
  new Gauge({
    name: "docent_platform_state",
    help: "1 for the state that a platform is in: connecting, on, refused (by its settings, for good) or failed.",
    labelNames: ["platform", "state"],
    registers,
    collect() {
      this.reset();
      for (const [platform, state] of platforms()) this.set({ platform, state }, 1);
    },
  });
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
      for (const { name, syncedAt } of await sources())
        if (syncedAt !== undefined) this.set({ source: name }, (Date.now() - syncedAt) / 1000);
    },
  });
}

import { setTimeout as delay } from "node:timers/promises";
import { RefusedError, UserError } from "./core/errors.ts";
import type { Logger } from "./core/log.ts";
import { explainStorage } from "./storage/errors.ts";

/** How far a platform has come. `refused`: for good, by its settings; `failed`: it is tried again. */
export type PlatformState = "connecting" | "on" | "refused" | "failed";

/** How soon a platform that could not be reached is tried again, in milliseconds. */
const AGAIN_MS = 30_000;

/** The name of the documentation among what can fail. */
const DOCUMENTATION = "documentation";

/**
 * What stands between Docent and answering: platforms on their way, and what failed. Once a platform has been on, that
 * it connects again changes nothing here.
 */
export class Readiness {
  readonly #log: Logger;
  readonly #againMs: number;
  readonly #states = new Map<string, PlatformState>();
  readonly #failures = new Map<string, string>();

  /** `platforms`: the names of those that are set up. `againMs`: how soon one that failed is tried again. */
  constructor(platforms: readonly string[], log: Logger, againMs = AGAIN_MS) {
    this.#log = log;
    this.#againMs = againMs;
    for (const platform of platforms) this.#states.set(platform, "connecting");
  }

  /** How far each platform has come. */
  get platforms(): ReadonlyMap<string, PlatformState> {
    return this.#states;
  }

  /** Whether a platform has been connected. */
  isOn(platform: string): boolean {
    return this.#states.get(platform) === "on";
  }

  /** What went wrong, by what it went wrong with. */
  get failures(): ReadonlyMap<string, string> {
    return this.#failures;
  }

  /** Whether the last sync of the documentation failed. */
  get documentationFailed(): boolean {
    return this.#failures.has(DOCUMENTATION);
  }

  /**
   * Starts a platform, and resolves when the first attempt has ended. Where it failed in a way that may pass it is
   * tried again behind that, until `signal` aborts. Never rejects.
   */
  async follow(platform: string, start: () => Promise<void>, signal: AbortSignal): Promise<void> {
    await this.#attempt(platform, start);
    const goOn = async () => {
      while (this.#states.get(platform) === "failed") {
        await delay(this.#againMs, undefined, { signal, ref: false });
        await this.#attempt(platform, start);
      }
    };
    goOn().catch(() => undefined);
  }

  async #attempt(platform: string, start: () => Promise<void>): Promise<void> {
    try {
      await start();
      this.#states.set(platform, "on");
      if (this.#failures.delete(platform)) this.#log.info({ what: platform }, "is connected now");
    } catch (error) {
      this.#states.set(platform, error instanceof RefusedError ? "refused" : "failed");
      this.#fail(platform, error);
    }
  }

  /** A sync of the documentation begins: what the last one failed at no longer counts. */
  syncBegins(): void {
    this.#failures.delete(DOCUMENTATION);
  }

  /** The documentation could not be read. */
  syncFailed(error: unknown): void {
    this.#fail(DOCUMENTATION, error);
  }

  /** The platforms that are still on their way, a sentence each. */
  connecting(): readonly string[] {
    return this.#in("connecting").map((platform) => `${platform}: not connected yet.`);
  }

  /** What failed and is tried again, with the next sync where it is documentation; a sentence each. */
  reasons(): readonly string[] {
    const failed = [...this.#failures].filter(([what]) => this.#states.get(what) !== "refused");
    return failed.map(([what, why]) => `${what}: ${why}`);
  }

  /** What stays off until its settings are mended, a sentence each: Docent is ready without it. */
  refusals(): readonly string[] {
    return this.#in("refused").map((platform) => `${platform} is off: ${this.#failures.get(platform)}`);
  }

  #in(state: PlatformState): string[] {
    return [...this.#states].flatMap(([platform, now]) => (now === state ? [platform] : []));
  }

  #fail(what: string, error: unknown): void {
    const err = explainStorage(error);
    const remedy = err instanceof UserError ? err.message : undefined;
    this.#log.error(remedy ? { what, remedy } : { what, err }, "cannot go on with a part");
    this.#failures.set(what, remedy ?? "see the log");
  }
}

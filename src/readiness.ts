import { RefusedError, UserError } from "./core/errors.ts";
import type { Logger } from "./core/log.ts";
import { explainStorage } from "./storage/errors.ts";

/** How far a platform has come. `refused`: for good, by its settings; `failed`: it may be there after a new start. */
export type PlatformState = "connecting" | "on" | "refused" | "failed";

/** The name of the documentation among what can fail. */
const DOCUMENTATION = "documentation";

/**
 * What stands between Docent and answering: platforms on their way, and what failed. Once a platform has been on, that
 * it connects again changes nothing here.
 */
export class Readiness {
  readonly #log: Logger;
  readonly #states = new Map<string, PlatformState>();
  readonly #failures = new Map<string, string>();

  /** `platforms`: the names of those that are set up. */
  constructor(platforms: readonly string[], log: Logger) {
    this.#log = log;
    for (const platform of platforms) this.#states.set(platform, "connecting");
  }

  /** How far each platform has come. */
  get platforms(): ReadonlyMap<string, PlatformState> {
    return this.#states;
  }

  /** What went wrong, by what it went wrong with. */
  get failures(): ReadonlyMap<string, string> {
    return this.#failures;
  }

  /** Whether the last sync of the documentation failed. */
  get documentationFailed(): boolean {
    return this.#failures.has(DOCUMENTATION);
  }

  /** Notes how the start of a platform ends. Never rejects. */
  async follow(platform: string, start: Promise<void>): Promise<void> {
    try {
      await start;
      this.#states.set(platform, "on");
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

  /** What failed and may work after a new start, or with the next sync; a sentence each. */
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

import type { Adapter, AdapterNotes } from "./adapter.ts";
import type { Exchange } from "./answer.ts";
import type { About, Command } from "./command.ts";
import type { Finding } from "./finding.ts";
import type { Campaign } from "./lease.ts";
import type { Logger } from "./log.ts";
import type { Place } from "./prompt.ts";
import type { Settings } from "./settings.ts";

/** What adapters are made with. */
export interface AdapterDeps {
  readonly about: About;
  readonly commands: readonly Command[];
  readonly log: Logger;
  /** Who leads where several processes share a store; left out where this one is alone. */
  readonly campaign?: Campaign;
  /** What an adapter keeps of its own, for the process that comes after a crash. */
  readonly notes: AdapterNotes;
  /** Whether people may vote on answers. */
  readonly takesVotes: boolean;
  /** How many questions one person may ask in a minute. */
  readonly questionsPerMinute: number;
  /** The exchanges kept of a conversation, oldest first. */
  history(place: Place, owner: string): Promise<readonly Exchange[]>;
}

/** Makes an adapter once the core stands. */
export type CreateAdapter = (deps: AdapterDeps) => Adapter;

/**
 * A platform's entry in the table of platforms: all that the rest of Docent knows of it. Nothing here loads the
 * platform's library before it is needed: each takes half a second.
 */
export interface Platform<Config> {
  /** The value of `Place.platform`, also in the audience of a source. */
  readonly name: string;
  /** How people call it. */
  readonly label: string;
  /** Its settings; the secret ones are marked there. */
  readonly settings: Settings;
  /** Whether it is on, or why not and which setting turns it on. */
  describe(config: Config): string;
  /** Whether it is on for people who expect answers about their own project. */
  isForOthers(config: Config): boolean;
  /** Loads what makes its adapter; undefined where it is off. */
  load(config: Config): Promise<CreateAdapter> | undefined;
  /** The doctor's check of tokens and permissions; nothing where it is off. */
  examine(config: Config): Promise<readonly Finding[]>;
}

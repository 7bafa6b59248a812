import { setTimeout as pause } from "node:timers/promises";
import type { LocalDiscord } from "../discord/local-discord.ts";
import type { LocalSlack } from "../slack/local-slack.ts";

/** A case as its file tells it; `page` where the file is Markdown. */
export interface Case {
  readonly docs?: Readonly<Record<string, string>>;
  readonly texts?: readonly string[] | Readonly<Record<string, string>>;
  readonly first?: string;
  readonly event?: { readonly event: Readonly<Record<string, unknown>> };
  readonly gateway?: GatewayEvent | readonly GatewayEvent[];
  readonly shortcut?: Readonly<Record<string, unknown>>;
  readonly command?: { readonly text: string };
  readonly page?: string;
}

/** A message as Discord's gateway brings it. */
export interface GatewayEvent {
  readonly d: {
    readonly id: string;
    readonly content: string;
    readonly author: { readonly username: string; readonly bot: boolean };
    readonly message_reference?: { readonly type: number; readonly message_id: string };
    readonly [field: string]: unknown;
  };
}

/** One act of a case: what the people see afterwards, and whether that is what should be. */
export interface Played {
  readonly act: string;
  readonly seen: string;
  readonly isRight: boolean;
}

/** The two platforms that a Docent is on. */
export interface Platforms {
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
}

/** Plays one case. */
export type Play = (given: Case, platforms: Platforms) => Promise<Played[]>;

/** Pages beside those of the cases, on which words of the cases stand that ask for nothing. */
export const PAGES: Readonly<Record<string, string>> = {
  "support.md":
    "# Support\n\nAnswer questions of others in the forum. Thank you for helping: who answers most gets a great badge.\n",
  "limits.md":
    "# Limits\n\nThere is no limit on queues. A queue worked through is deleted, and that did it cost nothing.\n",
  "costs.md":
    "# Costs\n\nThe blotter queue costs 3 EUR a month. It is why blotter queues exist: an example is a lost order.\n",
};

const QUIET_MS = 900;

/** Resolves once Docent has called nothing for a while. */
export async function quiet({ slack, discord }: Platforms): Promise<void> {
  const count = () => slack.calls.length + discord.calls.length;
  for (let seen = -1; seen !== count(); await pause(QUIET_MS)) seen = count();
}

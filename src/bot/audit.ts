import type { Logger } from "../core/log.ts";
import type { Place } from "../core/prompt.ts";

/** Something that somebody did by a right that not everybody has. `whose`: of whom, where it was somebody else's. */
interface AuditedAct {
  readonly act: string;
  readonly by: { readonly id: string };
  readonly whose?: string;
  readonly place: Place;
  readonly outcome: "done" | "refused";
}

/** Notes in the log who did what. Nothing of it is stored: how long logs are kept is for whoever runs Docent to say. */
export function audit(log: Logger, { act, by, whose, place, outcome }: AuditedAct): void {
  const { platform, workspace, channel } = place;
  log.info({ audit: act, by: by.id, ...(whose && { whose }), platform, workspace, channel, outcome }, "audit");
}

import { warning } from "../../core/finding.ts";
import type { CreateAdapter, Platform } from "../../core/platform.ts";
import { isLoopback } from "../../core/request-origin.ts";
import { type WebConfig, webSettings } from "./config.ts";
import { PLATFORM } from "./reply-target.ts";

/** The chat page in the table of platforms. It is always served: where it is off, it says why. */
export const web = {
  name: PLATFORM,
  label: "Chat page",
  settings: webSettings,
  describe: describePage,
  // Who first tries Docent does so on its page, and asks it about itself.
  isForOthers: () => false,
  load,
  examine: async (config) => (isOpen(config) ? [OPEN] : []),
} as const satisfies Platform<WebConfig>;

const OPEN = warning("Page: it is open on the network without ACCESS_TOKEN, so it is switched off there.");

function isOpen({ host, accessToken }: WebConfig): boolean {
  return !accessToken && !isLoopback(host);
}

function describePage(config: WebConfig): string {
  if (config.accessToken) return "on; people sign in with ACCESS_TOKEN";
  if (isOpen(config)) return `off on ${config.host}; turn it on with ACCESS_TOKEN`;
  return "on, for this machine; for others with HOST and ACCESS_TOKEN";
}

async function load(config: WebConfig): Promise<CreateAdapter> {
  const { createWebAdapter } = await import("./index.ts");
  // Named one by one: the whole configuration has a `history` of another kind.
  const { host, accessToken, adminToken, trustedProxies, pageQuestionsPerMinute } = config;
  return (deps) => createWebAdapter({ ...deps, host, accessToken, adminToken, trustedProxies, pageQuestionsPerMinute });
}

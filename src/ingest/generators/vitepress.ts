import { type AddressRule, bare, setting } from "./generator.ts";

const PAIR = /["']([^"'\n]{1,300})["']\s*:\s*["']([^"'\n]{1,300})["']/g;

/** The rule of VitePress. */
export function vitepressRule(config: string): AddressRule {
  return {
    shape: setting(config, "cleanUrls") === "true" ? "clean" : "html",
    contents: [{ folder: bare(setting(config, "srcDir") ?? ""), prefix: "" }],
    index: /^index$/i,
    slashesIndex: true,
    underscored: true,
    slug: "ignored",
    rewrites: rewritesOf(config),
    anchors: "vitepress",
  };
}

/** The pairs that stand in `rewrites: { ... }`; a function that makes them is not run. */
function rewritesOf(config: string): [string, string][] {
  const start = /\brewrites\s*:\s*\{/.exec(config);
  if (!start) return [];
  const [block = ""] = config.slice(start.index + start[0].length).split("}", 1);
  return [...block.matchAll(PAIR)].map(([, from = "", to = ""]) => [from, to]);
}

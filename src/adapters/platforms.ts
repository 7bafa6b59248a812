import type { z } from "zod";
import { TERMINAL } from "./console.ts";
import { discord } from "./discord/platform.ts";
import { slack } from "./slack/platform.ts";
import { web } from "./web/platform.ts";

/** Every platform that Docent can be on, in the order in which the banner names them. A new one is one line here. */
export const platforms = [web, discord, slack] as const;

/** The names of the places where people ask. */
export const CHAT_PLACES: readonly string[] = [...platforms.map(({ name }) => name), TERMINAL];

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** What all platforms together run with, derived from their settings. */
export type PlatformsConfig = Intersection<z.output<(typeof platforms)[number]["settings"]>>;

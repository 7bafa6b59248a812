import { ask } from "./ask.ts";
import { docs } from "./docs.ts";
import { forgetMe } from "./forget-me.ts";
import { gaps } from "./gaps.ts";
import { help } from "./help.ts";
import { privacy } from "./privacy.ts";
import { reset } from "./reset.ts";
import { search } from "./search.ts";
import { sync } from "./sync.ts";

/** Every command, in the order in which `help` lists them. A new one is a file here and a word in this list. */
export const commands = [ask, search, docs, sync, gaps, reset, privacy, forgetMe, help] as const;

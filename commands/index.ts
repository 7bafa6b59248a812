import { ask } from "./ask.ts";
import { forgetMe } from "./forget-me.ts";
import { help } from "./help.ts";
import { reset } from "./reset.ts";
import { search } from "./search.ts";

/** Every command, in the order in which `help` lists them. A new one is a file here and a word in this list. */
export const commands = [ask, search, reset, forgetMe, help] as const;

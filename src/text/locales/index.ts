import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { el } from "./el.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { ko } from "./ko.ts";
import type { Locale } from "./locale.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import { th } from "./th.ts";
import { tr } from "./tr.ts";
import { vi } from "./vi.ts";
import { zh } from "./zh.ts";

/** The languages that Docent knows, the most widely read first: where two share a phrase, the first has it. */
export const LOCALES: readonly Locale[] = [en, de, fr, es, pt, it, nl, pl, tr, vi, ru, el, zh, ja, ko, th, hi, ar];

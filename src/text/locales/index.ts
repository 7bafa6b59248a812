import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import type { Locale } from "./locale.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import { zh } from "./zh.ts";

/** The languages that Docent knows. English comes first: it is taken where nothing tells the language of a text. */
export const LOCALES: readonly Locale[] = [en, de, fr, es, pt, it, nl, zh, ja, ru];

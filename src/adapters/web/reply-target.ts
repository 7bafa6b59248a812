import { createHash, randomBytes } from "node:crypto";
import type { Place } from "../../core/prompt.ts";

/** The page's `Place.platform`. */
export const PLATFORM = "web";

/** Ids made by the page and by this adapter: 128 random bits in hexadecimal. */
export const ID = /^[0-9a-f]{32}$/;

/**
 * A new secret for a browser. Whoever knows it reads that browser's conversations, so it lives in an HttpOnly cookie
 * alone.
 */
export function newBrowser(): string {
  return randomBytes(16).toString("hex");
}

/** The author behind a browser's secret: what is stored and logged, and does not give the secret away. */
export function authorOf(browser: string): string {
  return createHash("sha256").update(browser).digest("hex").slice(0, 32);
}

/**
 * Where a browser's conversation takes place. The author is part of it, so that no conversation id, guessed or
 * seen, leads into somebody else's.
 */
export function webPlaceOf(author: string, conversation: string): Place {
  return { platform: PLATFORM, workspace: "page", channel: `${author}.${conversation}` };
}

/** The page as a whole, for what does not hang on a conversation. */
export const ANYWHERE: Place = { platform: PLATFORM, workspace: "page", channel: "" };

/** The prompt's id for the id that the page gave its question: the same click sent twice is one prompt. */
export function webPromptId(author: string, id: string): string {
  return `${author}.${id}`;
}

/** The id by which the page knows a prompt: its own for what it asked. */
export function pageIdOf(promptId: string): string {
  return promptId.slice(promptId.indexOf(".") + 1);
}

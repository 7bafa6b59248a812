import type { Action, Content, ProgressStep } from "../../core/adapter.ts";
import { type Exchange, namesNearest, OUTDATED, type Source } from "../../core/answer.ts";
import { actionsOn } from "../../core/buttons.ts";
import { linkAddress } from "../../core/link.ts";
import { pageIdOf } from "./reply-target.ts";

/** A question and the answer under it, as the page shows them. Never changed: what changes is a new object. */
export interface ShownExchange {
  readonly id: string;
  readonly question: string;
  /** Milliseconds since 1970; the page shows exchanges in this order. */
  readonly at: number;
  /** What is going on before the first word. */
  readonly step?: ProgressStep;
  readonly messages: readonly Shown[];
}

/** One message of an answer. `text` is Markdown that the page renders and sanitises. */
export interface Shown {
  readonly text: string;
  readonly done: boolean;
  readonly sources: readonly Link[];
  readonly isNearest?: boolean;
  readonly actions: readonly Action[];
}

/**
 * A source in the list under an answer, `excerpt` its preview. `where`: its address as people read it. `href` only where
 * a browser opens it; a page served over HTTP may not link to a `file` of this machine, so it links to a view of it.
 */
export interface Link {
  readonly n: number;
  readonly title: string;
  readonly where: string;
  readonly href?: string;
  readonly file?: boolean;
  readonly excerpt?: string;
}

/** A message as the page shows it. */
export function showContent({ text, done, sources = [], isNearest, actions = [] }: Content): Shown {
  return { text, done, sources: sources.map(link), ...(isNearest && { isNearest }), actions };
}

/** What stands under an answer of the past that ended early. */
const MARKS: Readonly<Record<NonNullable<Exchange["mark"]>, string>> = {
  stopped: "_Stopped._",
  cut: "_Something went wrong, so this ended here._",
};

/** An exchange of the past. What does not say how it ended is taken for an answer. */
export function showExchange(exchange: Exchange, takesVotes = true): ShownExchange {
  const { id, question, answer, sources, at, mark, outcome = "answered" } = exchange;
  const under = [mark && MARKS[mark], exchange.isOutdated && `_${OUTDATED}_`].filter(Boolean);
  const text = [answer, ...under].join("\n\n");
  const actions = actionsOn(outcome, takesVotes);
  const content = { text, done: true, sources, isNearest: namesNearest(outcome), actions };
  return { id: pageIdOf(id), question, at, messages: [showContent(content)] };
}

function link({ n, title, url, path, excerpt }: Source): Link {
  const shown = { n, title, ...(excerpt && { excerpt }) };
  const address = linkAddress(url);
  if (address) return { ...shown, where: readable(address), href: address.href };
  const file = URL.parse(url);
  return file?.protocol === "file:"
    ? { ...shown, where: path ?? fileName(file), file: true }
    : { ...shown, where: url };
}

function readable({ host, pathname, hash }: URL): string {
  return host + decodePart(pathname === "/" ? "" : pathname) + decodePart(hash);
}

/** Of a file whose place in its source is not known, no more than its name. */
function fileName({ pathname, hash }: URL): string {
  return decodePart(pathname.split("/").at(-1) ?? "") + decodePart(hash);
}

/** A part of an address as people read it. */
export function decodePart(part: string): string {
  try {
    return decodeURI(part);
  } catch {
    return part;
  }
}

/** The end of the last message that was added between two states, or undefined where more than that has changed. */
export function appended(before: ShownExchange, after: ShownExchange): string | undefined {
  const [old, young] = [before.messages.at(-1), after.messages.at(-1)];
  if (!old || !young?.text.startsWith(old.text)) return undefined;
  const same = JSON.stringify(withLastText(before, "")) === JSON.stringify(withLastText(after, ""));
  return same ? young.text.slice(old.text.length) : undefined;
}

function withLastText(exchange: ShownExchange, text: string): ShownExchange {
  const last = exchange.messages.at(-1);
  return last ? { ...exchange, messages: [...exchange.messages.slice(0, -1), { ...last, text }] } : exchange;
}

import { type APIActionRowComponent, type APIButtonComponent, MessageFlags } from "discord.js";
import type { Content } from "../../core/adapter.ts";
import { OUTDATED, type Source } from "../../core/answer.ts";
import { linkAddress } from "../../core/link.ts";
import { buttonRows } from "./buttons.ts";
import { escapeMentions, linkLabel, toDiscord } from "./markdown.ts";

/**
 * The most that one message takes, in UTF-16 units.
 * https://discord.com/developers/docs/resources/message#create-message
 */
export const MOST = 2_000;

/** The most that the name of a thread takes. */
const MOST_NAME = 100;

/** A message's body, for a new message and for a change of one alike. */
export interface MessageBody {
  readonly content: string;
  readonly components: APIActionRowComponent<APIButtonComponent>[];
  readonly flags: number;
  /** Nobody is ever notified: neither by a mention nor by a reply. */
  readonly allowed_mentions: { readonly parse: []; readonly replied_user: false };
}

/**
 * How Discord shows a content. `above` stands over it: the quoted question where there is no thread. Its marks are links
 * where all of them have room.
 */
export function renderDiscord(content: Content, promptId: string, above = ""): MessageBody {
  const linked = above + textOf(content, content.cited);
  const shown = linked.length <= MOST ? linked : above + textOf(content);
  return body(shown, buttonRows(content.actions ?? [], promptId));
}

/** A message that is only text. */
export function body(content: string, components: MessageBody["components"] = []): MessageBody {
  return {
    content: content.trim() ? content : "…",
    components,
    flags: MessageFlags.SuppressEmbeds,
    allowed_mentions: { parse: [], replied_user: false },
  };
}

/** Whether one message can show it. */
export function fitsDiscord(content: Content, above = ""): boolean {
  return above.length + textOf(content).length <= MOST;
}

function textOf(content: Content, cited?: readonly Source[]): string {
  const shown = withSources(content, cited);
  return content.isOutdated ? `${shown}\n-# ${OUTDATED}` : shown;
}

function withSources({ text, sources = [], isNearest }: Content, cited: readonly Source[] = []): string {
  const shown = toDiscord(text, (n) => {
    const address = hrefOf(cited.find((source) => source.n === n)?.url ?? "");
    return address && `[[${n}]](${address})`;
  });
  if (sources.length === 0) return shown;
  const listed = `**${isNearest ? "Nearest pages" : "Sources"}**\n${sources.map(sourceLine).join("\n")}`;
  return shown.trim() ? `${shown}\n\n${listed}` : listed;
}

function sourceLine({ n, title, url, path }: Source): string {
  const address = hrefOf(url);
  const label = linkLabel(title) || "Source";
  if (address) return `[${n}] [${label}](${address})`;
  return `[${n}] ${label}${path ? ` (${linkLabel(path)})` : ""}`;
}

/** In angle brackets a link shows no preview, whatever becomes of the message's flags. */
function hrefOf(url: string): string | undefined {
  const { href } = linkAddress(url) ?? {};
  return href && `<${href.replaceAll(/[<>\s]/g, encodeURIComponent)}>`;
}

/** A question as it stands above its answer. */
export function quote(text: string, most = 500): string {
  return `> ${toDiscord(shorten(oneLine(text), most))}`;
}

/** What draws nothing by itself: `_ _` is how people send an empty line. */
const BARE_MARKUP = /^[\s*_~`|#>.\u200b-\u200d\u2060\ufeff]*$/u;

/** A thread's name: the question's first words, letter by letter. `otherwise` where the question has none. */
export function threadName(text: string, otherwise: string): string {
  const words = oneLine(text);
  return shorten(escapeMentions(BARE_MARKUP.test(words) ? otherwise : words), MOST_NAME);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Cuts between whole characters, at a word where there is one near. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)];
  const kept = characters.filter(({ index, segment }) => index + segment.length < most).map(({ segment }) => segment);
  const cut = kept.join("");
  return `${cut.replace(/\s+\S{0,20}$/, "")}…`;
}

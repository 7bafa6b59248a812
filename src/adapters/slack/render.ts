import type { types } from "@slack/bolt";
import type { Action, Content } from "../../core/adapter.ts";
import { OUTDATED, type Source } from "../../core/answer.ts";
import { ACTION_LABELS, buttonId } from "../../core/buttons.ts";
import { linkAddress } from "../../core/link.ts";
import { portable } from "../../text/portable.ts";
import { type LinkTo, linkMarks, mapProse } from "../../text/prose.ts";
import { feedbackBlocks, isVote } from "./feedback-buttons.ts";

/**
 * What one message may carry, in UTF-16 units. A part can be streamed, posted or, when a stream dies, brought
 * back by `chat.update`, which refuses more than 4,000 characters; so the narrowest way sets the limit.
 */
export const MOST_CHARACTERS = 3900;

/** What the links of marks may add to a text: a `markdown` block takes 12,000 characters. */
const MOST_LINK_CHARACTERS = 7000;

/**
 * A `context` block takes 10 elements of text of at most 3,000 characters.
 * https://docs.slack.dev/reference/block-kit/blocks/context-block
 */
const MOST_ELEMENTS = 10;
const MOST_ELEMENT_CHARACTERS = 3000;

/** A link's text in the list of sources: longer titles say no more. */
const MOST_TITLE_CHARACTERS = 150;

/** Stands between `<` and what would make it a token; takes no room and is no space. */
const WORD_JOINER = "\u2060";

/**
 * Where Slack's own notation for a mention, a channel or a date begins, also with the bracket written as an entity.
 * Code has brackets like these too (`<!DOCTYPE`, `<@State`): only what Slack knows counts.
 */
const TOKEN_START = new RegExp(
  "(<|&[lL][tT];|&#0*60;|&#[xX]0*3[cC];)" +
    "(?=@[UWB][A-Z0-9|>&]|#[CGD][A-Z0-9|>&]|!(?:here|channel|everyone|group)(?:[|>]|&gt;)|!(?:subteam|date)\\^)",
  "g",
);

/** The end of a growing text that may yet become such a token. */
const TOKEN_TO_BE = /(?:<|&[#a-z0-9]{0,8};?)(?:[@#][UWBCGD]?|![a-z]{0,8}&?[a-z]{0,2};?)?$/i;

const REPEATED = "You may have seen this answer before: whether it arrived could not be found out.";

/**
 * Standard Markdown in which nothing is a mention, in code as little as in text: `<!channel>`, `<@U1>`,
 * `<!subteam^S1>` read as before but are no tokens. Other brackets stay letter by letter. With `done` false, the end
 * that may yet become a token is held back, so that a longer text only ever adds to the end of what a shorter one
 * gave, and a growing text can be sent piece by piece. Its marks become links to those of `cited`.
 */
export function toMarkdown(text: string, { done = true, cited = [] }: MarkdownOptions = {}): string {
  const linkTo = linksTo(cited);
  const read = portable(text, done);
  const drawn = cited.length > 0 ? mapProse(read, (prose) => linkMarks(prose, linkTo)) : read;
  const settled = done ? drawn : drawn.replace(TOKEN_TO_BE, "");
  return settled.replace(TOKEN_START, `$1${WORD_JOINER}`);
}

/** Whether the text is whole, and the sources that its marks become links to. */
type MarkdownOptions = Partial<Pick<Content, "done" | "cited">>;

/** Links of as many marks as a message has room for, the first ones first. */
function linksTo(cited: readonly Source[]): LinkTo {
  const links = new Map(cited.map(({ n, url }) => [n, linkOf(n, url)]));
  let room = MOST_LINK_CHARACTERS;
  return (n) => {
    const link = links.get(n) ?? "";
    room -= link.length;
    return link && room >= 0 ? link : undefined;
  };
}

function linkOf(n: number, url: string): string | undefined {
  const href = linkAddress(url)?.href.replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
  return href && `[[${n}]](${href})`;
}

/** Text for Slack's own `mrkdwn`, in which `&`, `<` and `>` are the only characters with power over others. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A message as Slack's methods take it: blocks to see, and text for notifications and screen readers. */
export interface Rendered {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** The whole message. `promptId` is what its buttons refer to; `repeated` says that it may be there twice. */
export function renderSlack(content: Content, promptId: string, repeated = false): Rendered {
  const text: types.KnownBlock = {
    type: "markdown",
    text: toMarkdown(content.text, { ...content, done: true }) || WORD_JOINER,
  };
  const note: types.KnownBlock = { type: "context", elements: [{ type: "plain_text", text: REPEATED }] };
  return { text: fallback(content.text), blocks: [text, ...below(content, promptId), ...(repeated ? [note] : [])] };
}

/** What stands under the text: sources as numbered links, then the buttons. */
export function below(content: Content, promptId: string): types.KnownBlock[] {
  const sources = packed(sourceLines(content));
  const blocks: types.KnownBlock[] = [];
  for (let at = 0; at < sources.length; at += MOST_ELEMENTS)
    blocks.push({
      type: "context",
      elements: sources.slice(at, at + MOST_ELEMENTS).map((text) => ({ type: "mrkdwn", text, verbatim: true })),
    });
  if (content.isOutdated) blocks.push({ type: "context", elements: [{ type: "plain_text", text: OUTDATED }] });
  const actions = content.actions ?? [];
  const others = actions.filter((action) => !isVote(action));
  if (others.length > 0) blocks.push({ type: "actions", elements: others.map((action) => button(action, promptId)) });
  return [...blocks, ...feedbackBlocks(actions, promptId)];
}

/** The sources as links, under their name where they bear nothing out. */
function sourceLines({ sources = [], isNearest }: Content): string[] {
  return [...(isNearest && sources.length > 0 ? ["*Nearest pages*"] : []), ...sources.map(sourceLine)];
}

/** Whether the content is one message, with its sources. */
export function fitsSlack(content: Content): boolean {
  const sources = packed(sourceLines(content));
  return toMarkdown(content.text).length <= MOST_CHARACTERS && sources.length <= MOST_ELEMENTS;
}

/** Plain text that says the same without blocks, cut to what `chat.update` takes. */
export function fallback(text: string): string {
  return cut(escapeMrkdwn(text), MOST_CHARACTERS) || WORD_JOINER;
}

/** The first `most` characters, no entity and no surrogate pair cut in half. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/&[a-z]*$|[\ud800-\udbff]$/, "")}…`;
}

function button(action: Action, promptId: string) {
  return {
    type: "button" as const,
    text: { type: "plain_text" as const, text: ACTION_LABELS[action] },
    action_id: buttonId(action),
    value: promptId,
  };
}

/** `[1] Title`, the title being the link. An address that is no web address or too long for a block is left out. */
function sourceLine({ n, title, url, path }: Source): string {
  const label = escapeMrkdwn(cut(title.replace(/\s+/g, " ").trim() || path || url, MOST_TITLE_CHARACTERS)).replaceAll(
    "|",
    "¦",
  );
  const address = linkHref(url);
  if (address) return `[${n}] <${address}|${label}>`;
  return `[${n}] ${label}${path ? ` (${escapeMrkdwn(cut(path, MOST_TITLE_CHARACTERS))})` : ""}`;
}

function linkHref(url: string): string | undefined {
  const { href } = linkAddress(url) ?? {};
  if (href === undefined) return undefined;
  const address = escapeMrkdwn(href.replaceAll("|", "%7C"));
  const fitting = address.length <= MOST_ELEMENT_CHARACTERS - 2 * MOST_TITLE_CHARACTERS * "&amp;".length;
  return fitting ? address : undefined;
}

/** Lines put together into as few texts as hold them. */
function packed(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MOST_ELEMENT_CHARACTERS)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

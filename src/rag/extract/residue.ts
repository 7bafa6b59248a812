import type { Token } from "markdown-it";

/** The name of a role of reST or MyST, which stands before what it marks. */
const ROLE = /(?:\{[\w:+-]+\}|:[\w:+-]+:)$/;
/** Code that is not there: nothing but the directive that would fetch it, and its options. */
const IS_ELSEWHERE = /^\s*(?:\.\. (?:literal)?include::[^\n]*(?:\n\s*|$))?(?::[\w-]+:[^\n]*(?:\n\s*|$))*$/;
/** A directive, target or comment of reST, and what stands behind it in its line. */
const DIRECTIVE = /^\.\. (?:([\w:-]+)::)? ?(.*)$/s;
const ADMONITION = /^(?:note|warning|tip|hint|important|caution|danger|attention|seealso)$/;
/** What reST closes a link with. */
const LINK_END = /^__?(?![\p{L}\p{N}_])/u;
/** The address in a link of reST. */
const ADDRESS = /\s*<[^<>]*>$/;

/** Text between code, without the role that it ends in and the sign that closes a link. */
export function withoutMarks({ content }: Token, before: Token | undefined, next: Token | undefined): string {
  const closed = before?.type === "code_inline" ? content.replace(LINK_END, "") : content;
  return next?.type === "code_inline" ? closed.replace(ROLE, "") : closed;
}

/** What a role or a link marks, without the place that it leads to; undefined where the code is no more than that. */
export function markedText(
  { content }: Token,
  before: Token | undefined,
  next: Token | undefined,
): { readonly text: string; readonly isCode: boolean } | undefined {
  const role = before?.type === "text" ? ROLE.exec(before.content)?.[0] : undefined;
  const text = content.replace(ADDRESS, "").replace(/^[~!]/, "");
  if (role) return { text, isCode: !/doc|ref|term/.test(role) };
  return next?.type === "text" && LINK_END.test(next.content) ? { text, isCode: false } : undefined;
}

/** Whether a code block holds nothing that could be shown. */
export function isElsewhere(code: string): boolean {
  return IS_ELSEWHERE.test(code);
}

/** A paragraph without what only the tools of reST read; empty where nothing else is in it. */
export function withoutDirectives(text: string): string {
  const [whole, name = "", rest = ""] = DIRECTIVE.exec(text) ?? [];
  const told = whole === undefined ? text : ADMONITION.test(name) ? rest : "";
  return told.replace(/^#\\?\. /, "").replace(/\s*::$/, ":");
}

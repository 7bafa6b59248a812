import { renderRole } from "../directives.ts";

/** What inline markup may refer to. */
export interface InlineContext {
  readonly targets: Map<string, string>;
  readonly substitutions: Map<string, string>;
  resolve(link: string): string;
}

const LITERAL = /``([^`\n]{1,500}|[^\n]{1,500}?)``/.source;
const ROLE = /:([\w:+.-]{1,40}):`([^`]{1,500})`/.source;
const LINK = /`([^`<]{0,300}?)\s*<([^<>`]{1,500})>`__?/.source;
const REFERENCE = /`([^`]{1,300})`(_{0,2})/.source;
const NAME = /(?<![\w`*])([A-Za-z0-9][\w.-]{0,80}?)__?(?![\w`])/.source;
const SUBSTITUTION = /\|([^|\s][^|\n]{0,60}?)\|(?:__?)?/.source;
const FOOTNOTE = /\s?\[(?:#?[\w-]{0,40}|\*)\]_(?!\w)/.source;

const INLINE = new RegExp([LITERAL, ROLE, LINK, REFERENCE, FOOTNOTE, SUBSTITUTION, NAME].join("|"), "g");

/** Inline markup as Markdown. */
export function inlineMarkdown(text: string, context: InlineContext): string {
  return text.replace(INLINE, (whole: string, ...groups: (string | undefined)[]) => {
    const [literal, role, content = "", label, address] = groups;
    if (literal !== undefined) return `\`${literal.trim()}\``;
    if (role !== undefined) return renderRole(role, content.replace(/\s+/g, " "));
    if (address !== undefined) return link(label || address, address, context);
    return reference(whole, groups.slice(5), context);
  });
}

/** What stands in backticks alone, between bars, or before an underscore; a footnote's number goes. */
function reference(whole: string, groups: readonly (string | undefined)[], context: InlineContext): string {
  const [quoted, marks, substitution, name] = groups;
  if (quoted !== undefined) return marks ? named(quoted, context) : quoted.replace(/^~(?:.*\.)?/, "");
  if (substitution !== undefined) return context.substitutions.get(substitution) ?? whole;
  if (name === undefined) return "";
  return context.targets.has(name.toLowerCase()) ? named(name, context) : whole;
}

function named(text: string, context: InlineContext): string {
  const address = context.targets.get(text.toLowerCase());
  return address ? link(text, address, context) : text;
}

function link(text: string, address: string, { targets, resolve }: InlineContext): string {
  const found = address.endsWith("_") ? targets.get(address.slice(0, -1).toLowerCase()) : address;
  return found ? `[${text.replace(/\s+/g, " ")}](${resolve(found)})` : text;
}

/** Marks of dialects that no reader of a site ever sees, by kind. */
const MARKS: Readonly<Record<string, RegExp>> = {
  "Hugo shortcode": /\{\{[<%]/,
  "Liquid or Markdoc tag": /\{%-?\s*\/?\w/,
  "template expression": /\{\{[^{}\n]*\}\}/,
  container: /^[ \t]*:{3,}/m,
  admonition: /^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+\w/m,
  tab: /^[ \t]*=== +"/m,
  "attribute list": /\{:[ \t]*[.#\w][^{}\n]*\}|(?:[ \t]|\))\{[.#][\w-][^{}\n]*\}[ \t]*$/m,
  component: /<\/?[A-Z][A-Za-z]*(?:\s[^<>\n]*=[^<>\n]*|\s*\/)?>/,
  element:
    /<\/?(?:div|span|p|br|img|a|ul|li|table|tr|td|th|details|summary|strong|em|sup|sub|kbd|video|iframe)(?:\s[^<>\n]*)?\/?>/i,
  comment: /<!--|\{\/\*/,
  "import or export": /^(?:import\s.+\sfrom\s+["']|export\s+(?:const|default|function)\s)/m,
  include: /^[ \t]*(?:<<<\s|--8<--|\{\{#|include::|@\[code|!?\[import)/m,
  "reST directive": /^[ \t]*\.\.[ \t]+[\w:-]+::/m,
  "reST role": /(?<!`):[a-z][\w:-]*:`/,
  "reST reference": /(?<=[\w>]`)_{1,2}(?=[\s.,;)]|$)|\|[A-Za-z][\w-]*\|_/,
  "reST target": /^[ \t]*\.\.[ \t]+_/m,
  "MyST role or target": /\{[a-z][\w:-]*\}`|^\([\w-]+\)=\s*$/m,
  "AsciiDoc macro": /\b(?:xref|link|image|kbd|btn|menu|footnote):{1,2}[^\s[\]]*\[/,
  "AsciiDoc block":
    /^\[(?:source|NOTE|TIP|WARNING|IMPORTANT|CAUTION|cols|%)[^\]]*\]$|^(?:={4,}|-{4,}|\|={3,}|\*{4,}|\.{4,})$/m,
  "AsciiDoc reference": /<<[\w-]+(?:,[^>]*)?>>/,
  "table of contents": /^\s*\[?\[toc\]\]?\s*$|\{:?\s*toc\s*\}/im,
  icon: /:(?:material|fontawesome|octicons|simple)-[\w-]+:/,
};

/** What was left of a dialect in a chunk: its kind, and the line that it stands on. */
export interface Leftover {
  readonly kind: string;
  readonly line: string;
}

/** The marks of dialects that stand in a chunk outside its code. */
export function leftovers(chunk: string): Leftover[] {
  const prose = withoutCode(chunk);
  return Object.entries(MARKS).flatMap(([kind, mark]) => {
    const found = mark.exec(prose);
    if (!found) return [];
    const start = prose.lastIndexOf("\n", found.index) + 1;
    const end = prose.indexOf("\n", found.index + found[0].length);
    return [{ kind, line: prose.slice(start, end < 0 ? undefined : end).trim() }];
  });
}

function withoutCode(text: string): string {
  let fence: string | undefined;
  const lines = text.split("\n").filter((line) => {
    const mark = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})/.exec(line)?.[1];
    const isEdge = mark !== undefined && (fence === undefined || mark.startsWith(fence));
    if (isEdge) fence = fence === undefined ? mark : undefined;
    return !isEdge && fence === undefined && !/^(?: {4}|\t)/.test(line);
  });
  return lines.join("\n").replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "`code`");
}

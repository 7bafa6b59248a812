import {
  announcing,
  attributeOf,
  capitalised,
  type Dialect,
  labelled,
  markedLines,
  replaceBetween,
  replaceProse,
  rewriteProse,
} from "./markdown-dialect.ts";

/** `{% name arguments %}`, `{{ "/path" | filter }}` and what is named of a site or page. */
const TAG = /\{%-?[ \t]*(\/?[\w-]{1,60})((?:[^%"'{}]|"[^"]{0,2000}"|'[^']{0,2000}'|%(?!\})){0,400})%\}/;
const OUTPUT =
  /\{\{-?[ \t]*(?:["']([^"'\n]{0,300})["'][ \t]*\|[^{}\n]{0,100}|(?:site|page|jekyll|include|layout|book|gitbook)\.[^{}\n]{0,200})\}\}/;
/** A page that is made of data by its own program: what it puts in is known to nobody here. */
const LOOP = /\{%-?[ \t]*(?:for|assign|capture|tablerow)\b/;
const ANY_OUTPUT = new RegExp(`${OUTPUT.source}|\\{\\{[^{}\\n]{0,300}\\}\\}`);
const CODE = /^[ \t]*\{%-?[ \t]*(highlight|endhighlight|raw|endraw)(?:[ \t]+([\w+#-]+))?[^%]{0,100}%\}[ \t]*$/;

/** The blocks of GitBook and Markdoc, and the Liquid tags of Jekyll. */
export const liquid: Dialect = {
  name: "GitBook, Markdoc and Liquid",
  marks: /\{%|\{\{-?[ \t]*(?:["']|(?:site|page|include|book|gitbook)\.)/,
  rewrite: (text) => {
    const shown = replaceBetween(text, /\{%-?[ \t]*comment[ \t]*-?%\}/, "{% endcomment %}", () => "");
    const output = LOOP.test(shown) ? ANY_OUTPUT : OUTPUT;
    return rewriteProse(asFences(shown), (prose) =>
      replaceProse(replaceProse(prose, TAG, rewriteTag), output, ([path]) => path ?? ""),
    );
  },
};

function asFences(text: string): string {
  return markedLines(text)
    .flatMap(({ text: line, isCode }) => {
      const [, name, language = ""] = CODE.exec(line) ?? [];
      if (name === "raw" || name === "endraw") return [];
      if (isCode || name === undefined) return [line];
      return [name === "highlight" ? `\`\`\`\`${language}` : "````"];
    })
    .join("\n");
}

function rewriteTag([name = "", rest = ""]: readonly (string | undefined)[]): string {
  if (/^(?:end|\/)/.test(name)) return "";
  if (/^(?:link|post_url)$/.test(name)) return rest.trim();
  const title = attributeOf(rest, "title") ?? attributeOf(rest, "label") ?? attributeOf(rest, "summary");
  if (name === "include") return included(rest, title);
  if (/^(?:hint|callout|admonition|note|warning|tip|info|danger|caution)$/.test(name)) {
    const kind =
      attributeOf(rest, "style") ??
      attributeOf(rest, "type") ??
      (/^(?:hint|callout|admonition)$/.test(name) ? "note" : name);
    return labelled(title ?? capitalised(kind));
  }
  if (/^(?:embed|file)$/.test(name))
    return linked(attributeOf(rest, "url") ?? attributeOf(rest, "src"), attributeOf(rest, "caption"));
  return labelled(title && /^(?:tab|code)$/.test(name) ? announcing(title) : title);
}

/** What an include is given to show: `{% include note.html content="..." %}`. */
function included(rest: string, title: string | undefined): string {
  const content = attributeOf(rest, "content") ?? attributeOf(rest, "text");
  const name = /^\s*([\w/-]+)\./.exec(rest)?.[1]?.split("/").at(-1) ?? "";
  if (!content) return labelled(title);
  return /^(?:note|warning|tip|important|caution|danger|callout)$/.test(name)
    ? `${labelled(capitalised(name))}\n${content}\n`
    : content;
}

function linked(address: string | undefined, caption: string | undefined): string {
  return address ? `[${caption ?? address}](${address})` : (caption ?? "");
}

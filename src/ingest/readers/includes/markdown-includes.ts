import { attributeOf } from "../dialects/markdown-dialect.ts";
import { fenced, type Include, type IncludeSyntax, languageOf, rangesOf, type Selection } from "./include.ts";
import { importsOf, mdxElement } from "./mdx-imports.ts";
import { directiveInclude } from "./rst-includes.ts";

/** A line on which a tool takes in another file: its form, and what it means. */
interface Rule {
  readonly form: RegExp;
  readonly include: (groups: readonly string[]) => Include | undefined;
}

const code = (target: string, more: Partial<Include> & { readonly info?: string } = {}): Include => ({
  target,
  isCode: true,
  selection: more.selection,
  wrap: (text) => fenced(text, more.info ?? languageOf(target)),
});

/** A line alone, whatever it is indented by. */
const line = (pattern: RegExp) => new RegExp(`^[ \\t]*(?:${pattern.source})[ \\t]*$`);

const RULES: readonly Rule[] = [
  // MkDocs: `--8<-- "part.md:section"`, `--8<-- "part.md:3:5"`.
  {
    form: line(/-{1,2}8<-{1,2}[ \t]+["']([^"'\n]{1,300})["'](?:[ \t].{0,100})?/),
    include: ([spec = ""]) => snippet(spec),
  },
  // VitePress: `<!--@include: ./part.md#section{3,5}-->`, `<<< @/code.ts#region{ts:line-numbers} [title]`.
  {
    form: line(/<!--[ \t]*@include:[ \t]*([^\s{}#>]{1,300})(?:#([\w.-]{1,100}))?[ \t]*(?:\{([\d,]{1,20})\})?[ \t]*-->/),
    include: ([target = "", name, lines = ""]) => ({ target, selection: selection(name, rangesOf(lines, /;/, /,/)) }),
  },
  {
    form: line(
      /<<<[ \t]+([^\s{}#[\]]{1,300})(?:#([\w.-]{1,100}))?[ \t]*(?:\{([^{}\n]{0,100})\})?[ \t]*(?:\[([^\]\n]{1,100})\])?/,
    ),
    include: ([target = "", name, info = "", title]) =>
      code(target, {
        selection: selection(name, []),
        info: `${/[a-z]\w*/i.exec(info.replace(/:.*/, ""))?.[0] ?? languageOf(target)} ${title ? `[${title}]` : ""}`,
      }),
  },
  // mdBook: `{{#include part.md:section}}`, `{{#include code.rs:2:10}}`.
  {
    form: line(
      /\{\{#(include|rustdoc_include|playground|playpen)[ \t]+([^\s:{}]{1,300})(?::([^\s{}]{1,100}))?(?:[ \t][^{}\n]{0,100})?\}\}/,
    ),
    include: ([kind = "", target = "", part = ""]) => {
      const wanted = /^[\d:]+$/.test(part) ? selection(undefined, rangesOf(part, /;/, /:/)) : selection(part, []);
      return kind.startsWith("play") ? code(target, { selection: wanted }) : { target, selection: wanted };
    },
  },
  // Hugo: `{{% code_sample file="pod.yaml" %}}`, `{{< include "part.md" >}}`, `{{< readfile file="a.md" >}}`; Quarto alike.
  {
    form: line(
      /\{\{[<%][ \t]*(code_sample|code_file|codenew|include|readfile|include-code|snippet|include-html)[ \t]+([^{}\n]{1,500}?)[ \t]*[%>]\}\}/,
    ),
    include: ([name = "", rest = ""]) => shortcode(name, rest),
  },
  // Liquid, GitBook, Markdoc and the plugin of MkDocs: `{% include "part.md" %}`, `{% partial file="part.md" /%}`.
  {
    form: line(/\{%-?[ \t]*(include|include_relative|include-markdown|partial)[ \t]+([^%\n]{1,500}?)[ \t]*\/?-?%\}/),
    include: ([, rest = ""]) => liquidTag(rest),
  },
  // DocFX: `[!INCLUDE [title](../includes/part.md)]`, `[!code-csharp[](code.cs#Region)]`.
  {
    form: line(/\[!INCLUDE[ \t]*\[[^\]\n]{0,200}\]\(([^()\s]{1,300})\)[ \t]*\]/),
    include: ([target = ""]) => ({ target }),
  },
  {
    form: line(/\[!code-([\w+#-]{0,30})[ \t]*\[[^\]\n]{0,200}\]\(([^()\s#?]{1,300})(?:[#?][^()\s]{0,100})?\)[ \t]*\]/i),
    include: ([language, target = ""]) => code(target, { info: language }),
  },
  // Docsify: `[title](part.md ':include')`.
  {
    form: line(/\[[^\]\n]{0,200}\]\(([^()\s]{1,300})[ \t]+['"]:include\b[^()\n]{0,100}\)/),
    include: ([target = ""]) => (/\.mdx?$/.test(target) ? { target } : code(target)),
  },
  // HonKit's plugin for code: `[import:3-8, app.js](src/app.js)`.
  {
    form: line(/\[import(?::([\d,-]{1,30}))?(?:,?[ \t]*([^\]\n]{1,200}))?\]\(([^()\s]{1,300})\)/),
    include: ([lines = "", label = "", target = ""]) => {
      const title = (attributeOf(label, "title") ?? label).replace(/["\n]/g, "");
      const info = `${languageOf(target)} ${title && `title="${title}"`}`;
      return code(target, { selection: selection(undefined, rangesOf(lines, /,/, /-/)), info });
    },
  },
];

/** What tools that read Markdown take in. */
export const markdownIncludes: IncludeSyntax = {
  formats: ["markdown", "mdx"],
  marks:
    /8<-|@include:|^[ \t]*<<<[ \t]|\{\{#(?:include|rustdoc_include|play)|\{\{[<%][ \t]*(?:code_sample|code_file|codenew|include|readfile|snippet)|\{%-?[ \t]*(?:include|partial)|\[!(?:INCLUDE|code-)|['"]:include|\{(?:literal)?include\}|^import\s[^\n]{1,300}["'][^"'\n]{1,300}\.(?:mdx?|\w+\?raw)["']|raw-loader!|\[import\b|<Snippet\b/m,
  finder: () => {
    const imports = new Map<string, string>();
    return {
      enter: (text) => importsOf(text, imports),
      find(lines, at) {
        const words = lines[at] ?? "";
        // Most lines of most pages.
        if (!/[<{[]/.test(words) && !words.includes("8<")) return undefined;
        for (const { form, include } of RULES) {
          const groups = form.exec(words);
          const found = groups && include(groups.slice(1));
          if (found) return { includes: [found], end: at + 1 };
        }
        return snippetBlock(lines, at) ?? directiveInclude(lines, at) ?? mdxElement(lines, at, imports);
      },
    };
  },
};

function selection(name: string | undefined, ranges: Selection["ranges"]): Selection | undefined {
  return name || ranges?.length ? { name: name || undefined, ranges } : undefined;
}

/** A file that is named with a section, with lines, or alone. A `;` before it turns it off. */
function snippet(spec: string): Include | undefined {
  if (spec.startsWith(";") || /^https?:/.test(spec)) return undefined;
  const [, target = "", part = ""] = /^([^:]+)(?::(.*))?$/.exec(spec) ?? [];
  return {
    target,
    selection: /^[\d:,]+$/.test(part) ? selection(undefined, rangesOf(part, /,/, /:/)) : selection(part, []),
  };
}

/** MkDocs' block of several files: one a line between two marks. */
function snippetBlock(lines: readonly string[], at: number) {
  const mark = /^[ \t]*-{1,2}8<-{1,2}[ \t]*$/;
  if (!mark.test(lines[at] ?? "")) return undefined;
  const length = lines.slice(at + 1, at + 100).findIndex((one) => mark.test(one));
  if (length < 0) return undefined;
  const named = lines.slice(at + 1, at + 1 + length).map((one) => one.trim());
  return { includes: named.filter(Boolean).flatMap((one) => snippet(one) ?? []), end: at + length + 2 };
}

function shortcode(name: string, rest: string): Include | undefined {
  const target =
    attributeOf(rest, "file") ?? attributeOf(rest, "path") ?? /^["'`]?([^\s"'`=]+)["'`]?(?:\s|$)/.exec(rest)?.[1];
  if (!target) return undefined;
  const language = attributeOf(rest, "language") ?? attributeOf(rest, "lang");
  const isText = /\.(?:mdx?|markdown|qmd|rmd|html)$/i.test(target) && attributeOf(rest, "code") !== "true";
  if (/^(?:include|readfile|snippet|include-html)$/.test(name) && isText) return { target };
  return code(target, { info: `${language ?? languageOf(target)} title="${target}"` });
}

/** Templates of Jekyll are no text: what they are given is shown by the dialect. */
function liquidTag(rest: string): Include | undefined {
  const target =
    attributeOf(rest, "file") ?? /^["']?([^\s"'=]+\.(?:mdx?|markdown|txt|mdoc|html))["']?(?:\s|$)/.exec(rest)?.[1];
  if (!target || /\bcontent\s*=/.test(rest)) return undefined;
  const after = attributeOf(rest, "start");
  const before = attributeOf(rest, "end");
  const isTemplate = target.endsWith(".html");
  return isTemplate ? undefined : { target, selection: after || before ? { after, before } : undefined };
}

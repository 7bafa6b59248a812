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

/** `{{< name arguments >}}`, `{{% /name %}}`. */
const SHORTCODE =
  /\{\{[<%](?!\/\*)[ \t]*(\/?)[ \t]*([\w./-]{1,60})((?:[^{}"`]|"(?:[^"\\]|\\.){0,2000}"|`[^`]{0,2000}`){0,400})[%>]\}\}/;
const ADMONITIONS =
  /^(?:callout|admonition|alert|hint|notice|note|warning|caution|tip|info|important|danger|success|attention)$/;
const LABELLED = /^(?:tab|tabitem|details|expand|step|card|accordion|section|page|heading|panel|tab-item|cards\/card)$/;

/** Hugo's shortcodes, of the themes that documentation uses. */
export const hugo: Dialect = {
  name: "Hugo",
  marks: /\{\{[<%]/,
  rewrite: (text) => {
    const shown = replaceBetween(text, /\{\{[<%][ \t]*comment[ \t]*[%>]\}\}/, "{{< /comment >}}", () => "");
    return unescaped(rewriteProse(asFences(shown), (prose) => replaceProse(prose, SHORTCODE, rewriteShortcode)));
  },
};

/** Highlighted code becomes a fence, so that nothing in it is taken for text. */
function asFences(text: string): string {
  return markedLines(text)
    .map(({ text: line, isCode }) => {
      if (isCode) return line;
      const open =
        /^[ \t]*\{\{[<%][ \t]*(?:highlight|code|code-block)(?:[ \t]+([^{}]{0,300}?))?[ \t]*[%>]\}\}[ \t]*$/.exec(line);
      if (open)
        return `\`\`\`\`${attributeOf(open[1] ?? "", "lang") ?? /^"?([\w+#-]+)"?(?![\w=])/.exec(open[1] ?? "")?.[1] ?? ""}`;
      return /^[ \t]*\{\{[<%][ \t]*\/[ \t]*(?:highlight|code|code-block)[ \t]*[%>]\}\}[ \t]*$/.test(line)
        ? "````"
        : line;
    })
    .join("\n");
}

function rewriteShortcode([slash, name = "", rest = ""]: readonly (string | undefined)[]): string {
  if (slash) return "";
  if (/^(?:rel)?ref$/.test(name)) return first(rest) ?? attributeOf(rest, "path") ?? "";
  const title = titleOf(rest);
  if (ADMONITIONS.test(name))
    return labelled(title ?? (plain(first(rest)) || capitalised(attributeOf(rest, "type") ?? kind(name))));
  const label = title ?? plain(first(rest));
  if (/^tab/.test(name)) return labelled(label && announcing(label));
  if (LABELLED.test(name)) return labelled(label);
  if (name === "figure") return attributeOf(rest, "caption") ?? attributeOf(rest, "alt") ?? "";
  return attributeOf(rest, "text") ?? (title ? labelled(title) : "");
}

function titleOf(rest: string): string | undefined {
  return ["title", "name", "header", "label"].map((key) => attributeOf(rest, key)).find(Boolean);
}

function kind(name: string): string {
  return /^(?:callout|admonition|alert|hint|notice)$/.test(name) ? "note" : name;
}

/** The first argument that has no name. */
function first(rest: string): string | undefined {
  return /^\s*(?:"([^"]*)"|`([^`]*)`|([^\s"=`]+)(?![^\s]*=))/.exec(rest)?.slice(1).find(Boolean);
}

function plain(word: string | undefined): string | undefined {
  return word && /^[a-z]+$/.test(word) ? capitalised(word) : word;
}

/** A shortcode that is only shown stands between comment marks. */
function unescaped(text: string): string {
  return text.replace(/(\{\{[<%])\/\*([^*{}\n]{0,300})\*\/([%>]\}\})/g, "$1$2$3");
}

import { announcing, attributeOf, capitalised, type Dialect, labelled, rewriteProse } from "./markdown-dialect.ts";

/** Containers that only arrange what is in them. */
const SILENT = new Set(
  "code-group code-group-item raw v-pre tabs tab-set steps cards card-grid columns column div grid row card figure tabset".split(
    " ",
  ),
);

const COLONS = /^([ \t]*):{3,}[ \t]*([^\n]*)$/gm;
const ALERT = /^([ \t]*>[ \t]*)\[!(\w+)\][+-]?[ \t]*([^\n]*)$/gm;

/** A tab of a tabs container: `== Label`, or `@tab Label`. */
const TAB = /^([ \t]*)(?:==|@tab(?::active)?)[ \t]+([^\n=][^\n]*)$/gm;

/** `:::tip[Title]`, `::: details Title`, `:::{note} Title`, `::: {.callout-tip}`, and GitHub's `> [!TIP]`. */
export const containers: Dialect = {
  name: "containers",
  marks: /^[ \t]*:{3,}|^[ \t]*>[ \t]*\[!|^[ \t]*@tab\b/m,
  rewrite: (text) =>
    rewriteProse(text, (prose) =>
      prose
        .replace(COLONS, (_, indent: string, rest: string) => labelled(containerLabel(rest.trim()), indent))
        .replace(/:{3}/.test(text) || /^[ \t]*@tab/m.test(text) ? TAB : /(?!)/g, (_, indent: string, label: string) =>
          labelled(announcing(label.trim()), indent),
        )
        .replace(ALERT, (_, quote: string, name: string, title: string) => {
          const label = title.trim() || capitalised(name);
          return `${quote}**${label}**\n${quote}`;
        }),
    ),
};

function containerLabel(rest: string): string | undefined {
  const directive = /^\{([\w:-]+)\}[ \t]*(.*)$/.exec(rest);
  if (directive) return own(directive[2]) ?? named(directive[1]);
  const classes = /^\{([^{}]*)\}?/.exec(rest);
  if (classes) return attributeOf(classes[1] ?? "", "title") ?? named(/\.callout-(\w+)/.exec(classes[1] ?? "")?.[1]);
  const [, name, title, attributes = "", words = ""] =
    /^([A-Za-z][\w-]*)?(?:\[([^\]\n]*)\])?(\{[^}\n]*\})?(.*)$/.exec(rest) ?? [];
  return title || attributeOf(attributes.slice(1, -1), "title") || own(words) || named(name);
}

function own(title: string | undefined): string | undefined {
  return title?.replace(/\{[^}]*\}/, "").trim() || undefined;
}

function named(name: string | undefined): string | undefined {
  return name && !SILENT.has(name) ? capitalised(name) : undefined;
}

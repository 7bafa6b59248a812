import { announcing, capitalised, type Dialect, markedLines, replaceProse, rewriteProse } from "./markdown-dialect.ts";

/** `!!! note "Title"`, `??? note`, `=== "Label"`: what belongs to them is indented by four. */
const OPENING =
  /^([ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)[^"\n]*(?:"([^"\n]*)")?[^"\n]*|===[!+]*[ \t]+"([^"\n]*)"[ \t]*)$/;
const STEP = 4;

const ICON = /:(?:material|fontawesome|octicons|simple)-[\w-]{1,80}:(?:\{[^{}\n]{0,100}\})?/;
const KEYS = /\+\+([\w"-]{1,40}(?:\+[\w"-]{1,40}){0,6})\+\+/;
const ATTRIBUTES = /(?<=[)\]`*_])\{:?[ \t]*[.#][^{}\n]{0,200}\}|(?<=\n|^)[ \t]*\{:[^{}\n]{0,200}\}[ \t]*(?=\n|$)/;
const GENERATED = /(?<=\n|^):::[ \t]+([\w]+(?:\.\w+)+)[ \t]*(?:\n[ \t]+[^\n]*)*/;

/** MkDocs with Material and Python-Markdown's extensions. */
export const mkdocs: Dialect = {
  name: "MkDocs",
  marks: /!!!|\?\?\?|===|:material-|:fontawesome-|:octicons-|:simple-|\+\+|\{:?[ \t]*[.#:]|\[TOC\]|^::: /m,
  rewrite: (text) => rewriteProse(openBlocks(text), plainMarks),
};

function openBlocks(text: string): string {
  const open: number[] = [];
  return markedLines(text)
    .flatMap(({ text: line, isCode }) => {
      const indent = line.length - line.trimStart().length;
      const isBlank = line.trim() === "";
      while (!isCode && !isBlank && open.length > 0 && indent < (open.at(-1) ?? 0)) open.pop();
      const moved = line.slice(Math.min(indent, open.length * STEP));
      const [whole, space = "", kind, title, tab] = isCode ? [] : (OPENING.exec(moved) ?? []);
      if (whole === undefined) return [moved];
      open.push(indent + STEP);
      const label = (tab && announcing(tab)) ?? title ?? capitalised(kind);
      return label ? ["", `${space}**${label}**`, ""] : [""];
    })
    .join("\n");
}

function plainMarks(prose: string): string {
  const generated = prose.replace(new RegExp(GENERATED.source, "g"), "`$1`");
  const icons = replaceProse(generated, ICON, () => "");
  const keys = replaceProse(icons, KEYS, ([names = ""]) => names.replace(/"/g, ""));
  return replaceProse(keys, ATTRIBUTES, () => "").replace(/^\[TOC\][ \t]*$/gm, "");
}

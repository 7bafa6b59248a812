import { announcing, capitalised, type Dialect, markedLines, replaceProse, rewriteProse } from "./markdown-dialect.ts";

/** `!!! note "Title"`, `??? note`, `=== "Label"`: what belongs to them is indented by four. */
const OPENING =
  /^([ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)[^"\n]*(?:"([^"\n]*)")?[^"\n]*|===[!+]*[ \t]+"([^"\n]*)"[ \t]*)$/;
const STEP = 4;

const ICON = /:(?:material|fontawesome|octicons|simple)-[\w-]{1,80}:(?:\{[^{}\n]{0,100}\})?/;
const KEYS = /\+\+([\w"-]{1,40}(?:\+[\w"-]{1,40}){0,6})\+\+/;
const ATTRIBUTES =
  /(?<=[)\]`*_])\{:?[ \t]*[.#][^{}\n]{0,200}\}|(?<=\n|^)[ \t>]*\{:[^{}\n]{0,200}\}[ \t]*(?=\n|$)|[ \t]?\{:(?:[\w-]{1,40}|[ \t]*(?:[.#][\w-]|[\w-]{1,40}=)[^{}\n]{0,200})\}/;
/** An id below its heading, as kramdown and Python-Markdown have it. */
const ID_BELOW = /^(#{1,6}[ \t][^\n]*)\n[ \t]*\{:[ \t]*([^{}\n]{0,100}#[\w.:-]+)[^{}\n]{0,100}\}[ \t]*$/gm;
/** Where a table of contents would stand. */
const CONTENTS =
  /^[ \t]*(?:[-*+]|\d+\.)[ \t]+[^\n]{0,80}\n[ \t]*\{:[ \t]*toc\b[^{}\n]{0,80}\}[ \t]*$|^\[?\[_?toc_?\]\]?[ \t]*$/gim;
const GENERATED = /(?<=\n|^):::[ \t]+([\w]+(?:\.\w+)+)[ \t]*(?:\n[ \t]+[^\n]*)*/;

/** MkDocs with Material and Python-Markdown's extensions. */
export const mkdocs: Dialect = {
  name: "MkDocs",
  marks: /!!!|\?\?\?|===|:material-|:fontawesome-|:octicons-|:simple-|\+\+|\{:?[ \t]*[.#:]|\[_?toc_?\]|^::: /im,
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
  const named = generated
    .replace(CONTENTS, "")
    .replace(ID_BELOW, (_, heading: string, id: string) => `${heading} {#${id.split("#").at(-1)}}`);
  const icons = replaceProse(named, ICON, () => "");
  const keys = replaceProse(icons, KEYS, ([names = ""]) => names.replace(/"/g, ""));
  return replaceProse(keys, ATTRIBUTES, () => "");
}

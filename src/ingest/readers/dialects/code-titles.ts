import { splitFences } from "../../../text/fences.ts";
import { announcing, attributeOf, type Dialect } from "./markdown-dialect.ts";

const OPENING = /^([ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(`{3,}|~{3,})[ \t]*(.*)$/;
const HIGHLIGHT = /^[ \t]*(?:\/\/|#|\/\*|<!--|--|;)[ \t]*highlight-(?:next-line|start|end)\b.{0,20}$/;
const CODE_MARK = /[ \t]*(?:\/\/|#|<!--|\/\*|--)[ \t]*\[!code [^\]\n]{1,40}\][ \t]*(?:-->|\*\/)?[ \t]*$/;

/** What stands above a block of code on the page: `title="app.js"`, `[npm]`. And marks in code that nobody sees. */
export const codeTitles: Dialect = {
  name: "titles of code",
  marks: /^[ \t>]*(?:`{3,}|~{3,})[^\n]*[\s{]|highlight-|\[!code/m,
  rewrite: (text) =>
    splitFences(text.split("\n"))
      .flatMap(({ isCode, lines }) => (isCode ? withTitle(lines) : lines))
      .join("\n"),
};

function withTitle([opening = "", ...lines]: readonly string[]): string[] {
  const [, indent = "", marks = "", info = ""] = OPENING.exec(opening) ?? [];
  const { language, title } = infoOf(info);
  const code = (language === "rust" ? lines.filter((line) => !/^[ \t]*#(?: |$)/.test(line)) : lines)
    .filter((line) => !HIGHLIGHT.test(line))
    .map((line) => line.replace(CODE_MARK, ""));
  const isItem = /[-*+\d]/.test(indent);
  const label = title && !isItem ? [`${indent}**${announcing(title)}**`, indent.trimEnd()] : [];
  return [...label, `${indent}${marks}${language}`, ...code];
}

function infoOf(info: string): { readonly language: string; readonly title?: string } {
  const attributes = /^\{[ \t]*\.?([\w+#-]*)([^}]*)\}?(.*)$/.exec(info);
  const language = attributes?.[1] ?? /^[^\s{,:[]*/.exec(info)?.[0] ?? "";
  const rest = attributes ? `${attributes[2]} ${attributes[3]}` : info.slice(language.length);
  const title = attributeOf(rest, "title") ?? attributeOf(rest, "filename") ?? /(?:^|\s)\[([^\]\n]+)\]/.exec(rest)?.[1];
  return { language, title };
}

import { type Directive, renderDirective, renderRole } from "../directives.ts";
import { rstMarkdown } from "../rst/rst-markdown.ts";
import { type Dialect, rewriteProse } from "./markdown-dialect.ts";

const OPENING = /^([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*\{([\w:.-]+)([^}\n]*)\}[ \t]*(.*)$/;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const ROLE = /(?<![`\\])\{([A-Za-z][\w:+-]{0,40})\}`([^`\n]{1,500})`(?!`)/g;
/** Directives stand in directives; nobody nests them deeper. */
const DEEPEST = 8;

/** What notebooks in Markdown name the language of a cell with (R Markdown, Quarto): `{r setup, include=FALSE}`. */
const CELL =
  /^(?:r|python|julia|bash|sh|sql|ojs|js|css|html|stan|cpp|c|node|powershell|perl|ruby|rust|go|java|scala)$/i;
const HIDDEN_CELL = /\b(?:include|echo)\s*=\s*F(?:ALSE)?\b/;

/** MyST, which is Sphinx's Markdown, with its directives and roles; and the cells of R Markdown and Quarto. */
export const myst: Dialect = {
  name: "MyST",
  marks: /^[ \t]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{|\{[\w:+-]+\}`|^\([^()\n]+\)=[ \t]*$/m,
  rewrite: (text) => rewriteProse(directives(text.split("\n"), 0).join("\n"), plainMarks),
};

function plainMarks(prose: string): string {
  const plain = prose.replace(/^\([^()\n]{1,200}\)=[ \t]*$/gm, "").replace(/^\+\+\+.*$/gm, "");
  return rolesOf(plain).replace(/^%[ \t].*$/gm, "");
}

/** A role's backticks are no inline code: they are looked for before any. */
function rolesOf(prose: string): string {
  return prose.replace(ROLE, (_, role: string, content: string) => renderRole(role, content));
}

function directives(lines: readonly string[], depth: number): string[] {
  const result: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const opening = OPENING.exec(line);
    if (opening && depth < DEEPEST && isDirective(opening)) {
      const end = closingOf(lines, at, opening[2] ?? "");
      const shown = rendered(opening, lines.slice(at + 1, end), depth);
      result.push(...shown.split("\n").map((one) => (one === "" ? "" : `${opening[1]}${one}`)));
      at = end;
      continue;
    }
    const fence = FENCE.exec(line)?.[1];
    if (
      fence === undefined ||
      (fence.startsWith("`") && line.slice(line.indexOf(fence) + fence.length).includes("`"))
    ) {
      result.push(line);
      continue;
    }
    const end = closingOf(lines, at, fence);
    result.push(...lines.slice(at, end + 1));
    at = end;
  }
  return result;
}

/** `::: {.callout}` is Pandoc's, and ```` ```{.python} ```` only names a language. */
function isDirective([, , , name = ""]: RegExpExecArray): boolean {
  return !name.startsWith(".") && name !== "";
}

/** The line that closes a fence, or the last one. */
function closingOf(lines: readonly string[], from: number, fence: string): number {
  const mark = fence.charAt(0);
  for (let at = from + 1; at < lines.length; at++) {
    const words = (lines[at] ?? "").trim();
    if (words.length >= fence.length && words === mark.repeat(words.length)) return at;
  }
  return lines.length;
}

function rendered(
  [, indent = "", , name = "", more = "", argument = ""]: RegExpExecArray,
  inner: readonly string[],
  depth: number,
): string {
  const lines = inner.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  if (CELL.test(name)) {
    if (HIDDEN_CELL.test(more)) return "";
    return ["", `\`\`\`\`${name.toLowerCase()}`, ...lines.filter((line) => !/^#\|/.test(line)), "````", ""].join("\n");
  }
  if (name === "eval-rst") return rstMarkdown(lines.join("\n"), (link) => link).markdown;
  const directive = withOptions(name, argument.trim(), lines);
  return renderDirective(directive, (body) => directives(body, depth + 1).join("\n"));
}

/** `:key: value` lines, or a YAML block, before the body. */
function withOptions(name: string, argument: string, lines: readonly string[]): Directive {
  const options: Record<string, string> = {};
  let at = 0;
  if (lines[0]?.trim() === "---") {
    const end = lines.indexOf("---", 1);
    for (const line of lines.slice(1, Math.max(1, end))) addOption(options, /^([\w-]+):\s*(.*)$/.exec(line));
    at = end < 0 ? 0 : end + 1;
  } else
    for (; /^[ \t]*:[\w-]+:/.test(lines[at] ?? ""); at++)
      addOption(options, /^[ \t]*:([\w-]+):\s*(.*)$/.exec(lines[at] ?? ""));
  return { name, argument, options, body: lines.slice(at) };
}

function addOption(options: Record<string, string>, match: RegExpExecArray | null): void {
  if (match?.[1]) options[match[1]] = match[2]?.trim() ?? "";
}

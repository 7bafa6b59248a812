import { markdownTable } from "../directives.ts";
import { type Dialect, markedLines, replaceBetween, replaceProse, rewriteProse } from "./markdown-dialect.ts";

const ICON = /<(?:i|em|b|strong|span)\b[^<>]{0,500}><\/(?:i|em|b|strong|span)>/.source;
/** An icon, with the brackets that hold nothing else. */
const EMPTY = new RegExp(`[ \\t]?\\(${ICON}\\)|(?<=^|\\n)${ICON}[ \\t]*|${ICON}`);

/**
 * HTML in Markdown that is no text of the page, or whose form is lost without its tags: code, styles, tables, icons.
 */
export const elements: Dialect = {
  name: "elements",
  marks: /<(?:script|style|svg|table|i|em|b|strong|span|!--)\b|<!--/i,
  rewrite: (text) => rewriteProse(withoutUnseen(text), (prose) => replaceProse(tables(prose), EMPTY, () => "")),
};

/** Comments and code go with the fences in them; a fence that shows such an element is no element. */
function withoutUnseen(text: string): string {
  const within = rewriteProse(text, (prose) => replaceBetween(prose, /<!--/, "-->", () => ""));
  const stripped = within.includes("<!--") ? withoutLongComments(within) : within;
  return ["script", "style", "svg"].reduce(
    (rest, name) =>
      rewriteProse(rest, (prose) =>
        replaceBetween(prose, new RegExp(`(?<![\`])<${name}(?=[\\s>])[^>]{0,2000}>`, "i"), `</${name}>`, () => ""),
      ),
    stripped,
  );
}

/** Comments that begin before a fence and end behind it. */
function withoutLongComments(text: string): string {
  const lines = markedLines(text);
  const last = lines.findLastIndex(({ text: line }) => line.includes("-->"));
  let isOpen = false;
  return lines
    .flatMap(({ text: line, isCode }, at) => {
      if (isOpen) {
        const end = line.indexOf("-->");
        isOpen = end < 0;
        return isOpen ? [] : [line.slice(end + 3)];
      }
      const start = isCode || at >= last ? -1 : line.lastIndexOf("<!--");
      isOpen = start >= 0 && !/-->|`/.test(line.slice(start));
      return [isOpen ? line.slice(0, start) : line];
    })
    .join("\n");
}

function tables(prose: string): string {
  return replaceBetween(prose, /<table(?=[\s>])[^>]{0,2000}>/i, "</table>", (inner, opening) =>
    /<table[\s>]/i.test(inner) ? `${opening}${inner}</table>` : `\n\n${markdownTable(rowsOf(inner))}\n\n`,
  );
}

function rowsOf(inner: string): string[][] {
  const rows = inner.split(/<tr(?=[\s>])[^>]{0,2000}>/i).slice(1);
  const cells = rows.map((row) =>
    row
      .split(/<t[hd](?=[\s>])[^>]{0,2000}>/i)
      .slice(1)
      .map(cellText),
  );
  const filled = cells.filter((row) => row.length > 0);
  const hasHead = /<th[\s>]/i.test(rows.find((row) => /<t[hd][\s>]/i.test(row)) ?? "");
  return hasHead ? filled : [[], ...filled];
}

function cellText(cell: string): string {
  return cell
    .replace(/<\/(?:t[hdr]|thead|tbody|tfoot)\s{0,20}>/gi, "")
    .replace(/<(?:br|\/p|\/li|\/div)\s{0,20}\/?>/gi, " ")
    .replace(/<(?:thead|tbody|tfoot|caption|colgroup)[^>]{0,500}>/gi, "");
}

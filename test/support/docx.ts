import JSZip from "jszip";

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const STYLES = ["Title", "Heading 1", "Heading 2", "toc 1", "Source Code"].map(
  (name) =>
    `<w:style w:type="paragraph" w:styleId="${name.replaceAll(" ", "")}"><w:name w:val="${name.replace("H", "h")}"/></w:style>`,
);

/** A list of numbers, and one of points. */
const NUMBERING = ["decimal", "bullet"].map(
  (format, id) =>
    `<w:abstractNum w:abstractNumId="${id}"><w:lvl w:ilvl="0"><w:numFmt w:val="${format}"/></w:lvl></w:abstractNum>`,
);

/** A run of text, in a font where one is given. */
export function run(text: string, font?: string): string {
  const look = font ? `<w:rPr><w:rFonts w:ascii="${font}"/></w:rPr>` : "";
  return `<w:r>${look}<w:t xml:space="preserve">${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</w:t></w:r>`;
}

/** A paragraph of runs, in a style such as `Heading1`, or in a list: 1 has numbers, 2 has points. */
export function paragraph(runs: string, { style, list }: { style?: string; list?: 1 | 2 } = {}): string {
  const look = style ? `<w:pStyle w:val="${style}"/>` : "";
  const number = list ? `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${list}"/></w:numPr>` : "";
  return `<w:p><w:pPr>${look}${number}</w:pPr>${runs}</w:p>`;
}

/** A table of paragraphs. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((cell) => `<w:tc>${cell}</w:tc>`).join("");
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join("")}</w:tbl>`;
}

/** A link to the one address that the document knows. */
export function link(text: string): string {
  return `<w:hyperlink r:id="link">${run(text)}</w:hyperlink>`;
}

/**
 * A small Word document of our own. `body`: what stands in it; `target`: where its link leads; `before`: in front of
 * the XML.
 */
export async function docxOf(body: string, { target = "https://example.com/", before = "" } = {}): Promise<Uint8Array> {
  const zip = new JSZip();
  const part = (name: string, xml: string) => zip.file(name, HEAD + xml);
  part(
    "[Content_Types].xml",
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
  );
  const relationships = (...all: [id: string, type: string, target: string, more?: string][]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all
      .map(
        ([id, type, to, more = ""]) =>
          `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${type}" Target="${to}"${more}/>`,
      )
      .join("")}</Relationships>`;
  part("_rels/.rels", relationships(["main", "officeDocument", "word/document.xml"]));
  part(
    "word/_rels/document.xml.rels",
    relationships(
      ["styles", "styles", "styles.xml"],
      ["numbering", "numbering", "numbering.xml"],
      ["link", "hyperlink", target, ' TargetMode="External"'],
    ),
  );
  part("word/styles.xml", `<w:styles ${NAMESPACES}>${STYLES.join("")}</w:styles>`);
  const numbers = [1, 2].map((id) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id - 1}"/></w:num>`).join("");
  part("word/numbering.xml", `<w:numbering ${NAMESPACES}>${NUMBERING.join("")}${numbers}</w:numbering>`);
  part("word/document.xml", `${before}<w:document ${NAMESPACES}><w:body>${body}</w:body></w:document>`);
  return zip.generateAsync({ type: "uint8array", compression: "DEFLATE" });
}

import type { CheerioAPI } from "cheerio";

/** Cells of a table hold one line in Markdown: lists, code and headings in them become text of that line. */
export function flattenCells($: CheerioAPI): void {
  $("td ul, td ol, th ul, th ol").each((_, list) => {
    const items = $(list)
      .find("li")
      .toArray()
      .map((item) => $(item).clone().find("ul, ol").remove().end().html()?.trim() ?? "");
    $(list).replaceWith(` ${items.filter(Boolean).join("; ")} `);
  });
  $("td pre, th pre").each((_, pre) => {
    const code = $(pre).text().replace(/\s+/g, " ").trim();
    $(pre).replaceWith($("<code>").text(code));
  });
  $("td, th")
    .find("h1, h2, h3, h4, h5, h6")
    .each((_, heading) => {
      $(heading).replaceWith($("<strong>").text(`${$(heading).text().trim()}: `));
    });
  $("td blockquote, th blockquote").each((_, quote) => {
    $(quote).replaceWith($(quote).contents());
  });
  $("td hr, th hr").remove();
}

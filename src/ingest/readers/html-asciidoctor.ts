import type { CheerioAPI } from "cheerio";
import { announcing } from "./dialects/markdown-dialect.ts";

/**
 * What Asciidoctor writes as tables and lists for their looks becomes text: the label of an admonition above what it
 * says, terms beside what they mean, a footnote where it belongs.
 */
export function showAsciidoctor($: CheerioAPI): void {
  $(".admonitionblock").each((_, element) => {
    const label = $(element).find("td.icon").first();
    const words = label.text().trim() || label.find("[title], [alt]").first().attr("title") || "";
    const content = $(element).find("td.content").first();
    if (content.length === 0) return;
    const title = content.children(".title").first();
    const strong = $("<strong>").text(words.replace(/\s+/g, " "));
    title.replaceWith($("<p>").append($("<strong>").text(title.text())));
    $(element).replaceWith($("<div>").append(words ? $("<p>").append(strong) : "", content.contents()));
  });
  $(".dlist > dl").each((_, list) => {
    $(list)
      .children("dt")
      .each((_, term) => {
        $(term).replaceWith($("<p>").append($("<strong>").text(announcing($(term).text().trim()))));
      });
  });
  $(".footnote a.footnote, .footnoteref a.footnote").each((_, link) => {
    const note = $(`[id="${($(link).attr("href") ?? "#").slice(1).replace(/["\\]/g, "")}"]`).first();
    const words = note
      .text()
      .replace(/^\s*\d+\.\s*/, "")
      .trim();
    $(link)
      .closest("sup")
      .replaceWith(words ? $("<span>").text(` (${words})`) : "");
  });
  $("#footnotes").remove();
}

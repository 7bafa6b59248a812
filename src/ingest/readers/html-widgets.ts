import type { Cheerio, CheerioAPI } from "cheerio";
import type { AnyNode } from "domhandler";
import { announcing } from "./dialects/markdown-dialect.ts";

/** How generators write tabs: the row of names, and the panels beside it, in the same order. */
const TAB_SETS = [
  { set: ".tabbed-set", names: ".tabbed-labels > label", panels: ".tabbed-content > .tabbed-block" },
  { set: ".vp-code-group", names: ".tabs > label", panels: ".blocks > *" },
  { set: ".sd-tab-set", names: ".sd-tab-label", panels: ".sd-tab-content" },
  { set: ".code-group", names: "label", panels: "[class*=language-]" },
];

/** So many steps up from a row of tabs stand its panels. */
const STEPS_UP = 4;

/** A question that a button opens has so many letters at the least: others open menus. */
const SHORTEST_QUESTION = 8;

/** Every panel of a row of tabs is shown, below its name: what is hidden at first is no less a part of the page. */
export function showTabs($: CheerioAPI): void {
  $("[role=tablist]").each((_, list) => {
    const tabs = $(list).find("[role=tab]").toArray();
    const panels = panelsOf($, $(list), tabs);
    name($, tabs, panels);
    if (panels.some((panel) => panel !== undefined)) $(list).remove();
  });
  for (const { set, names, panels } of TAB_SETS)
    $(set).each((_, element) => {
      const labels = $(element).find(names).toArray();
      name($, labels, $(element).find(panels).toArray());
      $(labels).remove();
    });
  show($("[role=tabpanel]"));
}

/** The panel of each tab: the one that it names, else the one at its place in the nearest part with as many panels. */
function panelsOf($: CheerioAPI, list: Cheerio<AnyNode>, tabs: readonly AnyNode[]): (AnyNode | undefined)[] {
  const byId = elementsById($, "[role=tabpanel]");
  const named = tabs.map((tab) => byId.get($(tab).attr("aria-controls") ?? $(tab).attr("href")?.slice(1) ?? ""));
  if (named.every(Boolean)) return named;
  let part = list;
  for (let step = 0; step < STEPS_UP; step++) {
    part = part.parent();
    const panels = part.find("[role=tabpanel]").toArray();
    if (panels.length === tabs.length) return panels;
  }
  return tabs.map(() => undefined);
}

function name($: CheerioAPI, labels: readonly AnyNode[], panels: readonly (AnyNode | undefined)[]): void {
  labels.forEach((label, index) => {
    const panel = panels[index];
    const text = oneLine($(label).text());
    if (!panel || !text) return;
    show($(panel)).before($("<p>").append($("<strong>").text(announcing(text))));
  });
}

/** Questions in buttons become text, and what they open is shown. */
export function showAccordions($: CheerioAPI, headings: string): void {
  const hidden = elementsById($, "[hidden], [aria-hidden=true]");
  $("button").each((_, element) => {
    const button = $(element);
    const opens = button.attr("aria-controls");
    const opened = hidden.get(opens ?? "");
    if (opened) show($(opened));
    const heading = button.closest(headings);
    if (heading.length === 0) {
      if (isQuestion(button)) button.replaceWith($("<p>").append($("<strong>").text(oneLine(button.text()))));
    } else if (oneLine(heading.text()) === oneLine(button.text())) button.replaceWith(button.contents());
    else button.remove();
  });
}

function elementsById($: CheerioAPI, selector: string): ReadonlyMap<string, AnyNode> {
  const elements = $(selector).toArray();
  return new Map(
    elements.flatMap((element) => ($(element).attr("id") ? [[$(element).attr("id") ?? "", element]] : [])),
  );
}

function isQuestion(button: Cheerio<AnyNode>): boolean {
  const isLong = oneLine(button.text()).length >= SHORTEST_QUESTION;
  return isLong && button.attr("aria-expanded") !== undefined && button.closest("nav, header, aside").length === 0;
}

function show(parts: Cheerio<AnyNode>): Cheerio<AnyNode> {
  return parts.removeAttr("hidden").removeAttr("aria-hidden");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A formula stands on a page as it is drawn and as it is read aloud: what its author wrote is enough. */
export function showFormulas($: CheerioAPI): void {
  $("math").each((_, element) => {
    const math = $(element);
    const source = math.find('annotation[encoding="application/x-tex"]').text().trim();
    math.find("annotation, annotation-xml").remove();
    const whole = math.closest(".katex, mjx-container, .MathJax, .mwe-math-element");
    const shown = source || math.text().replace(/\s+/g, " ").trim();
    (whole.length > 0 ? whole : math).replaceWith($("<span>").text(shown));
  });
  $(".katex-html, .MathJax_Preview, .MJX_Assistive_MathML").remove();
}

/** The words by which generators leave a page out, or leave it to those who know its address; what each means here. */
const UNPUBLISHED: readonly (readonly [string, boolean, string])[] = [
  ["draft", true, "is a draft"],
  ["published", false, "is not published"],
  ["publish", false, "is not published"],
  ["unlisted", true, "is unlisted"],
  ["hidden", true, "is hidden"],
  ["noindex", true, "asks not to be indexed"],
];

/** Why a page is not for readers by its front matter, as a clause; undefined where it is for them. */
export function unpublishedBy(matter: Readonly<Record<string, unknown>>): string | undefined {
  const found = UNPUBLISHED.find(([name, value]) => isSaid(matter[name], value));
  const robots = JSON.stringify([matter.robots, matter.head, matter.meta, matter.seo]);
  const reason = found?.[2] ?? (/\bnoindex\b(?!":false)/.test(robots) ? "asks not to be indexed" : undefined);
  return reason && `${reason}, says its front matter`;
}

/** The same of front matter that is not parsed: by its plain lines. */
export function unpublishedByLines(block: string): string | undefined {
  const lines = block.matchAll(/^([a-z]{1,40})[:=][ \t]*["']?(\w+)["']?[ \t]*$/gim);
  return unpublishedBy(Object.fromEntries([...lines].map(([, name = "", value]) => [name, value])));
}

/** People write `yes` and `"true"` where they mean it. */
function isSaid(value: unknown, meant: boolean): boolean {
  const said = typeof value === "string" ? value.trim().toLowerCase() : String(value);
  return (meant ? ["true", "yes", "on"] : ["false", "no", "off"]).includes(said);
}

/** A page in HTML that a crawl would leave out for what its head says. */
export function isHiddenHtml(html: string): boolean {
  const [head = ""] = html.slice(0, 50_000).split(/<body\b/i, 1);
  return (head.match(/<meta\b[^>]{0,300}>/gi) ?? []).some((tag) => /["']robots["']/i.test(tag) && /noindex/i.test(tag));
}

import type { OwnAddress } from "./generator.ts";

const DATED = /^(?:(.*)\/)?(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]([^/]+)$/;

/** Where a pattern of addresses puts a page. `path`: without its ending, where its folder of pages counts from. */
export function permalinkOf(pattern: string, path: string, own: OwnAddress): string | undefined {
  const [, above = "", ...dated] = DATED.exec(path) ?? [];
  const [year, month, day, name = path.split("/").at(-1) ?? ""] = dated;
  const date = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(own.date ?? "")?.slice(1) ?? [year, month, day];
  if (date[0] === undefined && /:(?:year|month|day|i_day|i_month|short_year|y_day)\b/.test(pattern)) return undefined;
  const values = valuesOf(date, { name, above, path, own });
  const route = pattern.replace(/:(output_ext|[a-z_]+)(?:\[[^\]]*\])?/g, (whole, token: string) =>
    Object.hasOwn(values, token) ? (values[token] ?? "") : whole,
  );
  return route.replace(/\/{2,}/g, "/").replace(/^\//, "");
}

/** What the names in a pattern stand for. */
function valuesOf(
  [year = "", month = "", day = ""]: readonly (string | undefined)[],
  { name, above, path, own }: { name: string; above: string; path: string; own: OwnAddress },
): Readonly<Record<string, string>> {
  const slug = own.slug && !own.slug.includes("/") ? own.slug : undefined;
  const titled = own.title ? urlWord(own.title) : name;
  return {
    year,
    month: month.padStart(2, "0"),
    day: day.padStart(2, "0"),
    i_month: String(Number(month)),
    i_day: String(Number(day)),
    short_year: year.slice(2),
    y_day: dayOfYear(year, month, day),
    title: slug ?? name,
    name,
    slug: slug ?? titled,
    slugorfilename: slug ?? name,
    slugorcontentbasename: slug ?? name,
    filename: name,
    contentbasename: name,
    path,
    categories: above,
    output_ext: ".html",
  };
}

function dayOfYear(year: string, month: string, day: string): string {
  const days = (Date.UTC(Number(year), Number(month) - 1, Number(day)) - Date.UTC(Number(year), 0, 0)) / 86_400_000;
  return String(days).padStart(3, "0");
}

/** A title as it stands in an address. */
function urlWord(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s._#+~-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");
}

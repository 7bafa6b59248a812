/** What tells who somebody is, or where to find them. */
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** A mention of somebody; `@scope/package` and an annotation with arguments are none. */
const MENTION = /(?<![\w`/@])@[\p{L}\p{N}][\p{L}\p{N}._-]*(?![\p{L}\p{N}._-]*[/(])/gu;
const CODE = /(```[\s\S]*?```|`[^`]*`)/;

/** Shorter names are too often words. */
const SHORTEST_NAME = 3;

/** The longest question that is quoted whole, in characters. */
const LONGEST_QUOTE = 300;

/** A text on one line as it may be quoted: without addresses, mentions and the names of people who asked. */
export function anonymousText(text: string, names: ReadonlySet<string>): string {
  const parts = text.split(CODE).map((part, index) => (index % 2 === 0 ? anonymous(part, names) : part));
  return shorten(parts.join("").replace(/\s+/g, " ").trim());
}

function anonymous(text: string, names: ReadonlySet<string>): string {
  const known = [...names].filter((name) => name.length >= SHORTEST_NAME && text.includes(name));
  const without = text.replace(ADDRESS, "(address)").replace(MENTION, "@somebody");
  return known.reduce((said, name) => said.replace(wholeName(name), "somebody"), without);
}

function wholeName(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu");
}

function shorten(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  return `${text.slice(0, LONGEST_QUOTE).replace(/\s+\S*$/, "")}…`;
}

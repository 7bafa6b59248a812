/** What tells who somebody is, or where to find them. */
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** A mention of somebody; `@scope/package` and an annotation with arguments are none. */
const MENTION = /(?<![\w`/@])@[\p{L}\p{N}][\p{L}\p{N}._-]*(?![\p{L}\p{N}._-]*[/(])/gu;
const CODE = /(```[\s\S]*?```|`[^`]*`)/;

/** Shorter names are too often words. */
const SHORTEST_NAME = 3;

/** A text on one line as it may be quoted: without addresses, mentions and these names of people. */
export function anonymousText(text: string, names: ReadonlySet<string>): string {
  const parts = text.split(CODE).map((part, index) => (index % 2 === 0 ? anonymous(part, names) : part));
  return parts.join("").replace(/\s+/g, " ").trim();
}

function anonymous(text: string, names: ReadonlySet<string>): string {
  const known = [...names].filter((name) => name.length >= SHORTEST_NAME && text.includes(name));
  const without = text.replace(ADDRESS, "(address)").replace(MENTION, "@somebody");
  return known.reduce((said, name) => said.replace(wholeName(name), "somebody"), without);
}

function wholeName(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu");
}

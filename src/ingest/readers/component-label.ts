import { announcing } from "./dialects/markdown-dialect.ts";

/** What a component's tag shows by itself. `attributes`: as they stand in the tag. */
export interface ComponentTag {
  readonly name: string;
  readonly attributes: string;
}

/** Attributes by which documentation of an API names a field, and says where it goes. */
const FIELD_NAMES = ["body", "query", "path", "header", "cookie", "name"];
const FIELD = /^(?:Param|Response|Schema|Request|Body|Query|Api)?(?:Field|Param|Property|Attribute)$|^Parameter$/;
const TAB = /^(?:Tab|TabItem|TabsTrigger|Tabs\.Tab|CodeGroupItem|TabPane|CodeBlockTab)$/;
/** Tags whose words stand in the line and not above what they enclose. */
const INLINE = /^(?:Badge|Tag|Tooltip|Icon|Kbd|Pill|Label|Chip)$/i;

/** A card's linked title, a tab's name, an API field with its type. `resolve`: where a link leads. */
export function componentLabel({ name, attributes }: ComponentTag, resolve: (link: string) => string): string {
  if (FIELD.test(name)) return fieldLabel(attributes);
  const title =
    ["title", "label", "header", "summary", "heading", "question"]
      .map((key) => attributeValue(attributes, key))
      .find(Boolean) ??
    (TAB.test(name) ? (attributeValue(attributes, "name") ?? attributeValue(attributes, "value")) : undefined);
  if (INLINE.test(name)) return attributeValue(attributes, "text") ?? title ?? "";
  const description = attributeValue(attributes, "description");
  if (!title) return "";
  const href = attributeValue(attributes, "href") ?? attributeValue(attributes, "to");
  if (TAB.test(name)) return `**${announcing(title)}**`;
  const shown = href ? `[${title}](${resolve(href)})` : `**${title}**`;
  return description ? `${shown}: ${description}` : shown;
}

/** The names of tabs where the row of tabs holds them: `items={["npm", "pnpm"]}`. */
export function tabNames(attributes: string): string[] {
  const items = /(?:^|\s)items=\{?\s*\[([^\]]{0,2000})\]/.exec(attributes)?.[1] ?? "";
  return [...items.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? "");
}

/** Whether a component is one tab of a row. */
export function isTab(name: string): boolean {
  return TAB.test(name);
}

function fieldLabel(attributes: string): string {
  const name = FIELD_NAMES.map((key) => attributeValue(attributes, key)).find(Boolean);
  if (!name) return "";
  const value = attributeValue(attributes, "default");
  const facts = [
    attributeValue(attributes, "type"),
    value && `default ${value}`,
    /(?:^|\s)required(?!\s*=\s*\{?["']?false)(?=[\s=/>]|$)/.test(attributes) && "required",
    /(?:^|\s)deprecated(?!\s*=\s*\{?["']?false)(?=[\s=/>]|$)/.test(attributes) && "deprecated",
  ].filter(Boolean);
  return `\n**\`${name}\`**${facts.length > 0 ? ` (${facts.join(", ")})` : ""}\n`;
}

/** The value of an attribute that is text: in quotes, or as an expression that is only text. */
export function attributeValue(attributes: string, name: string): string | undefined {
  const match = new RegExp(
    `(?:^|\\s)${name}\\s*=\\s*\\{?\\s*(?:"([^"]*)"|'([^']*)'|\`([^\`]*)\`|\\{\\s*(\\d+|true|false)\\s*\\}|(\\d+|true|false)\\s*\\})`,
  ).exec(attributes);
  return (
    match
      ?.slice(1)
      .find((value) => value !== undefined)
      ?.trim() || undefined
  );
}

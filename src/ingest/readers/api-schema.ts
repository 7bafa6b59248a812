import { type ApiNode, dereference, list, nameOf, record, text } from "./api-node.ts";

/** A schema is shown so deep and so long; one that refers to itself would have no end. */
const MOST_LEVELS = 4;
const MOST_LINES = 120;

/** What a schema describes, as a nested list of its fields. */
export function renderSchema(root: ApiNode, schema: unknown): string[] {
  if (schema === undefined) return [];
  const lines: string[] = [];
  fields(root, schema, 0, lines);
  if (lines.length >= MOST_LINES) lines.push("- and more");
  return [`${typeOf(root, schema)}`, "", ...lines];
}

/** A schema's type in a few words: `string (uuid)`, `array of Pet`, `"a" or "b"`. */
export function typeOf(root: ApiNode, schema: unknown, level = 0): string {
  const node = dereference(root, schema);
  const values = list(node.enum);
  if (values.length > 0)
    return values
      .slice(0, 20)
      .map((value) => JSON.stringify(value))
      .join(" or ");
  const options = [...list(node.oneOf), ...list(node.anyOf)];
  if (options.length > 0 && level < MOST_LEVELS)
    return options
      .slice(0, 20)
      .map((option) => typeOf(root, option, level + 1))
      .join(" or ");
  const type = list(node.type).map(text).join(" or ") || text(node.type);
  if (type === "array" && level < MOST_LEVELS) return `array of ${typeOf(root, node.items, level + 1)}`;
  const format = text(node.format);
  return nameOf(schema) || (format ? `${type || "value"} (${format})` : type || "object");
}

function fields(root: ApiNode, schema: unknown, level: number, lines: string[]): void {
  if (level >= MOST_LEVELS || lines.length >= MOST_LINES) return;
  const node = dereference(root, schema);
  if (node.items) fields(root, node.items, level, lines);
  for (const part of list(node.allOf)) fields(root, part, level, lines);
  const required = new Set(list(node.required));
  for (const [name, value] of Object.entries(record(node.properties))) {
    if (lines.length >= MOST_LINES) return;
    const note = text(dereference(root, value).description).replace(/\s+/g, " ");
    const must = required.has(name) ? ", required" : "";
    lines.push(`${"  ".repeat(level)}- \`${name}\` (${typeOf(root, value)}${must})${note ? `: ${note}` : ""}`);
    fields(root, value, level + 1, lines);
  }
}

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
  const values = node.const === undefined ? list(node.enum) : [node.const];
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

/** `above`: the schemas that are being shown; one that holds itself is named and not repeated. */
function fields(root: ApiNode, schema: unknown, level: number, lines: string[], above: readonly ApiNode[] = []): void {
  const node = dereference(root, schema);
  if (level >= MOST_LEVELS || lines.length >= MOST_LINES || above.includes(node)) return;
  const within = [...above, node];
  if (node.items) fields(root, node.items, level, lines, within);
  for (const part of [...list(node.allOf), ...list(node.oneOf), ...list(node.anyOf)])
    fields(root, part, level, lines, within);
  const required = new Set(list(node.required));
  for (const [name, value] of Object.entries(record(node.properties))) {
    if (lines.length >= MOST_LINES) return;
    const target = dereference(root, value);
    // Words beside a reference are about this field, those of what it leads to about the thing.
    const note = (text(record(value).description) || text(target.description)).replace(/\s+/g, " ");
    const facts = [
      typeOf(root, value),
      ...(required.has(name) ? ["required"] : []),
      ...limitsOf({ ...target, ...record(value) }),
    ];
    lines.push(`${"  ".repeat(level)}- \`${name}\` (${facts.join(", ")})${note ? `: ${note}` : ""}`);
    fields(root, value, level + 1, lines, within);
  }
}

/** What a value may be, in a few words. */
export function limitsOf(node: ApiNode): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems, pattern } =
    node;
  const range = (least: unknown, most: unknown, of = "") => {
    const [low, high] = [text(least), text(most)];
    if (low && high) return `${low} to ${high}${of}`;
    if (low) return `at least ${low}${of}`;
    return high ? `at most ${high}${of}` : "";
  };
  return [
    range(minimum, maximum),
    typeof exclusiveMinimum === "number" && `above ${exclusiveMinimum}`,
    typeof exclusiveMaximum === "number" && `below ${exclusiveMaximum}`,
    range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " items"),
    text(pattern).length > 0 && text(pattern).length < 100 && `matches ${text(pattern)}`,
    node.default !== undefined && `default ${short(node.default)}`,
    node.deprecated === true && "deprecated",
    node.readOnly === true && "read only",
    node.writeOnly === true && "write only",
  ].filter((fact) => typeof fact === "string" && fact !== "") as string[];
}

function short(value: unknown): string {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

/** An object of a description, of which nothing is known. */
export type ApiNode = Readonly<Record<string, unknown>>;

/** A document made from a part of a description. `pointer`: the part's JSON pointer (RFC 6901). */
export interface ApiPart {
  readonly pointer: string;
  readonly markdown: string;
}

/** References are followed so many steps at the most. */
const MOST_STEPS = 20;

/** The value as an object; an empty one where it is none. */
export function record(value: unknown): ApiNode {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ApiNode) : {};
}

/** The value as a list; an empty one where it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; an empty one where it is an object or missing. */
export function text(value: unknown): string {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value).trim() : "";
}

/** One line of text for a table's cell. */
export function cell(value: unknown): string {
  return text(value).replace(/\s+/g, " ").replaceAll("|", "\\|");
}

/** The JSON pointer of a path into the description. */
export function pointerOf(...steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/**
 * What a `$ref` within the description leads to; the object itself where it is no reference. Other files are not
 * fetched.
 */
export function dereference(root: ApiNode, value: unknown): ApiNode {
  let node = record(value);
  for (let step = 0; typeof node.$ref === "string" && step < MOST_STEPS; step++) node = atPointer(root, node.$ref);
  return node;
}

/** The last word of a reference: what authors call the thing. */
export function nameOf(value: unknown): string {
  const { $ref } = record(value);
  return typeof $ref === "string" ? ($ref.split("/").at(-1) ?? "") : "";
}

function atPointer(root: ApiNode, reference: string): ApiNode {
  if (!reference.startsWith("#/")) return {};
  const steps = reference
    .slice(2)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.reduce<ApiNode>((node, step) => record(Object.hasOwn(node, step) ? node[step] : undefined), root);
}

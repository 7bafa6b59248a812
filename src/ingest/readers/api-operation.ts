import { type ApiNode, cell, dereference, list, nameOf, record, text } from "./api-node.ts";
import { limitsOf, renderSchema, typeOf } from "./api-schema.ts";

/** An operation of an OpenAPI description. `shared`: the parameters of all operations of its path. */
export interface Operation {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly operation: ApiNode;
  readonly shared: unknown;
}

/** What the description says about the whole API. `operations`: how many it describes. */
export function renderOverview(root: ApiNode, operations: number): string {
  const info = record(root.info);
  const servers = [...list(root.servers), ...Object.values(record(root.servers))].map(record);
  const addresses = servers.map(({ url, host, description }) =>
    `- \`${text(url) || text(host)}\` ${text(description)}`.trimEnd(),
  );
  if (text(root.host)) addresses.push(`- \`${text(root.host)}${text(root.basePath)}\``);
  const schemes = Object.entries({
    ...record(root.securityDefinitions),
    ...record(record(root.components).securitySchemes),
  });
  return joined([
    `# ${text(info.title) || "API"}`,
    `${operations === 1 ? "1 operation" : `${operations} operations`}${text(info.version) && `, version ${text(info.version)}`}.`,
    text(info.description),
    section("Servers", addresses),
    section(
      "Authentication",
      schemes.map(([name, scheme]) => `- \`${name}\`: ${schemeText(dereference(root, scheme))}`),
    ),
  ]);
}

/** One operation as a page that stands alone. No heading has an anchor: the page's address leads to the operation. */
export function renderOperation(root: ApiNode, { title, method, path, operation, shared }: Operation): string {
  const parameters = [...list(shared), ...list(operation.parameters)].map((parameter) => dereference(root, parameter));
  return joined([
    `# ${title.replace(/\s+/g, " ")}`,
    `\`${method} ${path}\``,
    operation.deprecated === true && "Deprecated.",
    text(operation.description),
    list(operation.tags).length > 0 && `Tags: ${list(operation.tags).map(text).join(", ")}.`,
    section("Parameters", parameterTable(root, parameters)),
    section("Request body", contentLines(root, dereference(root, operation.requestBody))),
    section(
      "Responses",
      Object.entries(record(operation.responses)).flatMap(([status, value]) => response(root, status, value)),
    ),
  ]);
}

/** A heading with what stands below it; nothing where nothing does. */
export function section(title: string, lines: readonly string[]): string {
  return lines.length > 0 ? `## ${title} {#}\n\n${lines.join("\n")}` : "";
}

/** The parts that say something, as paragraphs. */
export function joined(parts: readonly (string | false | undefined)[]): string {
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function parameterTable(root: ApiNode, parameters: readonly ApiNode[]): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map((parameter) => {
    const schema = parameter.schema ?? parameter;
    const required = parameter.required === true ? "required" : "optional";
    return `| \`${cell(parameter.name)}\` | ${cell(parameter.in)} | ${cell([typeOf(root, schema), ...limitsOf(record(schema))].join(", "))} | ${required} | ${cell(parameter.description)} |`;
  });
  return ["| Name | In | Type | | Description |", "| --- | --- | --- | --- | --- |", ...rows];
}

function response(root: ApiNode, status: string, value: unknown): string[] {
  const node = dereference(root, value);
  return [
    `**${status}**: ${text(node.description).replace(/\s+/g, " ") || nameOf(value)}`,
    "",
    ...contentLines(root, node, false),
    "",
  ];
}

/** What a body holds, by media type; in OpenAPI 2 there is only a schema. */
function contentLines(root: ApiNode, node: ApiNode, withDescription = true): string[] {
  const content: [string, unknown][] = Object.entries(record(node.content));
  if (node.schema) content.push(["", node]);
  const description = withDescription ? text(node.description) : "";
  const bodies = content.flatMap(([type, media]) => {
    const { schema, example } = record(media);
    return [type && `\`${type}\`:`, "", ...renderSchema(root, schema), "", ...exampleLines(example)];
  });
  return [...(description ? [description, ""] : []), ...bodies];
}

function exampleLines(example: unknown): string[] {
  if (example === undefined) return [];
  const json = typeof example === "string" ? example : JSON.stringify(example, null, 2);
  return json.length > 4000 || json.includes("```") ? [] : ["```json", ...json.split("\n"), "```", ""];
}

function schemeText({ type, scheme, in: place, name, description }: ApiNode): string {
  const how = [text(type), text(scheme), place && `in ${text(place)} as \`${text(name)}\``].filter(Boolean).join(" ");
  return description ? `${how}. ${text(description).replace(/\s+/g, " ")}` : how;
}

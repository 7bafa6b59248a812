import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { shared } from "../needs.ts";

interface Content {
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
}

/** Checks what goes to and fro against the descriptions of Pinecone's API. */
export interface Specification {
  /** What is wrong with a request; nothing where all is well. `route` as the description writes it. */
  request(method: string, route: string, body: unknown): readonly string[];
  /** What is wrong with an answer. */
  response(method: string, route: string, status: number, body: unknown): readonly string[];
}

/** Reads the descriptions in place; undefined where they are not on this machine. */
export function readSpecification(): Specification | undefined {
  const files = ["db_control", "db_data"].map((name) => shared(`specs/pinecone/${name}_2025-01.json`));
  const parts = files.flatMap((file) => (file ? [JSON.parse(readFileSync(file, "utf8")) as Description] : []));
  return parts.length === files.length ? createSpecification(parts) : undefined;
}

function createSpecification(parts: readonly Description[]): Specification {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false });
  for (const [index, part] of parts.entries()) ajv.addSchema(withoutOldWords(part) as object, `part-${index}`);
  const compiled = new Map<string, ValidateFunction>();
  const find = (method: string, route: string) => {
    const index = parts.findIndex(({ paths }) => paths[route]?.[method.toLowerCase()]);
    return { index, operation: parts[index]?.paths[route]?.[method.toLowerCase()] };
  };
  const check = (index: number, pointer: string, body: unknown): readonly string[] => {
    const name = `part-${index}#${pointer}/content/application~1json/schema`;
    const validate = compiled.get(name) ?? ajv.compile({ $ref: name });
    compiled.set(name, validate);
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
  const pointerOf = (method: string, route: string) =>
    `/paths/${encodeURIComponent(route.replaceAll("~", "~0").replaceAll("/", "~1"))}/${method.toLowerCase()}`;
  return {
    request(method, route, body) {
      const { index, operation } = find(method, route);
      if (!operation) return [`${method} ${route} is not in the description`];
      if (!operation.requestBody?.content?.["application/json"]) return [];
      return check(index, `${pointerOf(method, route)}/requestBody`, body);
    },
    response(method, route, status, body) {
      const { index, operation } = find(method, route);
      const named = [String(status), `${String(status)[0]}XX`].find((name) => operation?.responses[name]);
      if (!named) return status >= 429 ? [] : [`${method} ${route} never answers ${status}`];
      if (!operation?.responses[named]?.content?.["application/json"] || status >= 400) return [];
      return check(index, `${pointerOf(method, route)}/responses/${named}`, body);
    },
  };
}

/**
 * The descriptions are OpenAPI 3.0, where a property may carry `required: [...]` of its own name in another spelling.
 */
function withoutOldWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOldWords);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const isScalar = ["integer", "number", "string", "boolean"].includes((value as { type?: string }).type ?? "");
  return Object.fromEntries(
    entries
      .filter(([key]) => !(isScalar && key === "required") && key !== "example" && key !== "discriminator")
      .map(([key, inner]) => [key, withoutOldWords(inner)]),
  );
}

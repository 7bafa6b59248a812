import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { shared } from "../needs.ts";

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
}

/** Checks what goes to and fro against the official description of the API. */
export interface Specification {
  /** What is wrong with a request; nothing where all is well. `route` as the description writes it. */
  request(method: string, route: string, body: unknown): readonly string[];
  /** What is wrong with an answer. */
  response(method: string, route: string, status: number, body: unknown): readonly string[];
}

/** Reads the official description in place; undefined where it is not on this machine. */
export function readSpecification(): Specification | undefined {
  const path = shared("specs/discord/openapi.json");
  return path ? createSpecification(JSON.parse(readFileSync(path, "utf8")) as Description) : undefined;
}

function createSpecification(description: Description): Specification {
  // Formats are Discord's own (`snowflake`, `nonce`); patterns and lengths beside them are checked.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: "discord", ...description });
  const compiled = new Map<string, ValidateFunction>();
  const check = (pointer: string, body: unknown): readonly string[] => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `discord#${pointer}` });
    compiled.set(pointer, validate);
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
  return {
    request(method, route, body) {
      const operation = description.paths[route]?.[method.toLowerCase()];
      if (!operation) return [`${method} ${route} is not in the description`];
      if (body === undefined || !operation.requestBody?.content["application/json"]) return [];
      return check(
        `/paths/${escaped(route)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`,
        body,
      );
    },
    response(method, route, status, body) {
      const operation = description.paths[route]?.[method.toLowerCase()];
      const named = statusName(operation, status);
      if (!named) return [`${method} ${route} never answers ${status}`];
      const answer = operation?.responses[named];
      if (!answer?.$ref && !answer?.content?.["application/json"]) return [];
      const place = answer.$ref?.slice(1) ?? `/paths/${escaped(route)}/${method.toLowerCase()}/responses/${named}`;
      return check(`${place}/content/application~1json/schema`, body);
    },
  };
}

function statusName(operation: Operation | undefined, status: number): string | undefined {
  const responses = operation?.responses ?? {};
  // A server that fails is described nowhere.
  if (status >= 500) return "5XX";
  return [String(status), `${String(status)[0]}XX`].find((name) => name in responses);
}

function escaped(route: string): string {
  return encodeURIComponent(route.replaceAll("~", "~0").replaceAll("/", "~1"));
}

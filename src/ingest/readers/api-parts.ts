import { parse } from "yaml";
import { asyncOperations } from "./api-async.ts";
import { type ApiNode, type ApiPart, dereference, pointerOf, record, text } from "./api-node.ts";
import { renderOperation, renderOverview } from "./api-operation.ts";

/** Aliases that point at aliases can make a few bytes into gigabytes; descriptions use few. */
const MAX_ALIASES = 100;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/**
 * An OpenAPI 2, 3 or AsyncAPI 2, 3 description as Markdown: one document about the whole, and one for each operation.
 */
export async function apiParts(bytes: Uint8Array): Promise<ApiPart[]> {
  const source = new TextDecoder().decode(bytes);
  const root = record(/^\s*\{/.test(source) ? JSON.parse(source) : parse(source, { maxAliasCount: MAX_ALIASES }));
  if (!root.openapi && !root.swagger && !root.asyncapi) throw new Error("it is no OpenAPI or AsyncAPI description");
  const operations = root.asyncapi ? asyncOperations(root) : openOperations(root);
  return [{ pointer: "/info", markdown: renderOverview(root, operations.length) }, ...operations];
}

function openOperations(root: ApiNode): ApiPart[] {
  return [...operationsAt(root, "paths"), ...operationsAt(root, "webhooks")];
}

/** The operations of paths, and the messages that the API sends by itself. */
function operationsAt(root: ApiNode, place: "paths" | "webhooks"): ApiPart[] {
  return Object.entries(record(root[place])).flatMap(([path, value]) => {
    const item = dereference(root, value);
    return METHODS.flatMap((method) => {
      const operation = record(item[method]);
      if (Object.keys(operation).length === 0) return [];
      const title = text(operation.summary) || text(operation.operationId) || `${method.toUpperCase()} ${path}`;
      const shown = { title, method: place === "webhooks" ? "webhook" : method.toUpperCase(), path, operation };
      const markdown = renderOperation(root, { ...shown, shared: item.parameters });
      return [{ pointer: pointerOf(place, path, method), markdown }];
    });
  });
}

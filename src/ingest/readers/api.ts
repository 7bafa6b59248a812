import type { ApiPart } from "./api-node.ts";
import { apiParts } from "./api-parts.ts";
import { orUnreadable } from "./unreadable.ts";

/** An API's description: each operation becomes a page at its place in the file. */
export function readApi(bytes: Uint8Array): Promise<readonly ApiPart[]> {
  return orUnreadable(() => apiParts(bytes));
}

import { resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import { kindOf, locationFrom } from "./sources/kinds.ts";
import type { RegisteredSource, Registry } from "./sources/registry.ts";

/** Docent's own documentation: what it answers from until somebody gives it theirs. */
export const DEFAULT_DOCS: RegisteredSource = { name: "docent", location: resolve(import.meta.dirname, "../../docs") };

/** A source as somebody asks for it. Without a `name` it is called after its folder, file, site or repository. */
export type SourceRequest = Omit<RegisteredSource, "name"> & { readonly name?: string };

export function ownSources(registry: Registry): RegisteredSource[] {
  return registry.list().filter((source) => !isDefault(source));
}

export function isDefault({ name, location }: RegisteredSource): boolean {
  return name === DEFAULT_DOCS.name && location === DEFAULT_DOCS.location;
}

/** Gives each request its name, and what was said of it before and not now. */
export function nameAll(requests: readonly SourceRequest[], registry: Registry): RegisteredSource[] {
  const taken = registry.list().filter((source) => !isDefault(source));
  const named: RegisteredSource[] = [];
  for (const request of requests) {
    const source = nameOne(request, taken);
    const other = [...taken, ...named].find(
      ({ name, location }) => name === source.name && location !== source.location,
    );
    // A folder that is no longer where it was has moved: the name goes with it.
    if (other && kindOf(other).exists?.(other.location) !== false)
      throw new UserError(
        `The name ${source.name} belongs to ${other.location} already. Give ${request.location} another one with --name, or remove the other with --remove ${source.name}.`,
      );
    named.push(source);
  }
  return named;
}

function nameOne(request: SourceRequest, taken: readonly RegisteredSource[]): RegisteredSource {
  const kind = kindOf(request);
  const location = locationFrom(process.cwd(), request);
  const before = taken.find(
    (source) => source.location === location && (!request.name || source.name === request.name),
  );
  const name = request.name ?? before?.name ?? kind.nameOf(location);
  // What is declared is said anew each time, in full.
  return request.declared ? { ...request, name, location } : { ...before, ...given(request), name, location };
}

/** Without what was not said, which would hide what is known. */
function given(request: SourceRequest): Partial<SourceRequest> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

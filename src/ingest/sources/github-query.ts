import { z } from "zod";
import { FetchError, type Fetcher } from "../crawler/fetch.ts";
import { type Github, graphqlUrl } from "./github.ts";

const answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).optional(),
});

/** What asking GitHub needs. */
export interface Asking {
  readonly github: Github;
  readonly fetcher: Fetcher;
  readonly signal?: AbortSignal;
}

/**
 * Asks GitHub in GraphQL for data of this shape. Rejects with a `FetchError` that says what is wrong, and never the
 * token.
 */
export async function askGithub<Shape extends z.ZodType>(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  shape: Shape,
  { github, fetcher, signal }: Asking,
): Promise<z.infer<Shape>> {
  if (!github.token) throw new FetchError("set GITHUB_TOKEN, without which it does not tell", true);
  const json = JSON.stringify({ query, variables });
  const { status, bytes } = await fetcher.post(graphqlUrl(github), { json, token: github.token, signal });
  if (status === 401) throw new FetchError("GITHUB_TOKEN is not valid (any more)", true);
  if (status === 403) throw new FetchError("it refuses GITHUB_TOKEN, or has had enough requests for now", true);
  const { data, errors: [error] = [] } = parse(bytes, answer, status);
  if (error?.type === "RATE_LIMITED") throw new FetchError("the requests of this hour are used up", true);
  if (error?.type === "NOT_FOUND")
    throw new FetchError("there is no such repository, or GITHUB_TOKEN may not see it", true);
  if (error) throw new FetchError(`it says ${JSON.stringify(error.message.slice(0, 200))}`, true);
  return parse(Buffer.from(JSON.stringify(data)), shape, status);
}

function parse<Shape extends z.ZodType>(bytes: Uint8Array, shape: Shape, status: number): z.infer<Shape> {
  try {
    return shape.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new FetchError(`it answers ${status} with something that is not understood`, true, { cause });
  }
}

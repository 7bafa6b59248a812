/** GitHub, as long as nobody has one of their own. */
export const GITHUB_URL = "https://github.com";

/** A GitHub: its web address without a last slash, and the token that opens what is private there. */
export interface Github {
  readonly url: string;
  readonly token?: string;
}

/** Where a GitHub answers GraphQL: github.com, a tenant of ghe.com, or an Enterprise Server. */
export function graphqlUrl({ url }: Github): string {
  const { host, protocol } = new URL(url);
  return host === "github.com" || host.endsWith(".ghe.com") ? `${protocol}//api.${host}/graphql` : `${url}/api/graphql`;
}

/** Owner and name of a repository that lives on this GitHub; undefined for every other address. */
export function repositoryOn({ url }: Github, address: string): { owner: string; repo: string } | undefined {
  if (!address.startsWith(`${url}/`)) return undefined;
  const [, owner, repo] = /^([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(address.slice(url.length + 1)) ?? [];
  return owner && repo ? { owner, repo } : undefined;
}

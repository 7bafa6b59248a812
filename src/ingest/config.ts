import { z } from "zod";
import { commaList, isLoopbackUrl, secret, url } from "../core/settings.ts";
import { GITHUB_URL, type Github } from "./sources/github.ts";

/** Where sources are declared, where there is more to say of them than DOCS can. */
export const DECLARED_FILE = "docent.yaml";

const hosts = z
  .string()
  .regex(
    /^\s*(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?:\s*,\s*(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?)*\s*$/i,
    "must be host names, such as 127.0.0.1:8080,docs.internal",
  )
  .pipe(commaList);

const githubUrl = url
  .refine(
    (value) => value.startsWith("https:") || isLoopbackUrl(value),
    "must start with https://, for the token's sake",
  )
  .transform((value) => value.replace(/\/+$/, ""));

/**
 * The settings of where documentation comes from. `allowPrivateHosts`: hosts, with their port, that may be read
 * although
 * their addresses are private. `github`: the GitHub of `github:` sources.
 */
export const ingestSettings = z
  .object({
    DOCS: commaList.optional(),
    DOCS_BASE_URL: url.optional(),
    DOCENT_FILE: z.string().default(DECLARED_FILE),
    ALLOW_PRIVATE_HOSTS: hosts.optional(),
    GITHUB_TOKEN: secret(z.string().optional()),
    GITHUB_URL: githubUrl.default(GITHUB_URL),
  })
  .transform((values) => ({
    docs: values.DOCS as readonly string[] | undefined,
    docsBaseUrl: values.DOCS_BASE_URL,
    declaredIn: values.DOCENT_FILE,
    allowPrivateHosts: values.ALLOW_PRIVATE_HOSTS ?? [],
    github: { url: values.GITHUB_URL, token: values.GITHUB_TOKEN } satisfies Github,
  }));

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { type PlatformsConfig, platforms } from "./adapters/platforms.ts";
import { botSettings } from "./bot/config.ts";
import { UserError } from "./core/errors.ts";
import { LOG_LEVELS } from "./core/log.ts";
import { networks, type Settings, secretsOf, token, whole } from "./core/settings.ts";
import { DECLARED_FILE, ingestSettings } from "./ingest/config.ts";
import { mcpSettings } from "./mcp/config.ts";
import { modelSettings } from "./models/config.ts";
import { ragSettings } from "./rag/config.ts";
import { searchSettings } from "./search/config.ts";
import { readSourcesFile, type SourcesFile } from "./sources-file.ts";
import { storageSettings } from "./storage/config.ts";

/** What the program itself is set up with. */
const programSettings = z
  .object({
    HOST: z.string().default("127.0.0.1"),
    PORT: whole(0)
      .refine((value) => value <= 65535, "must be at most 65535")
      .default(3000),
    TRUSTED_PROXIES: networks.optional(),
    METRICS_TOKEN: token,
    LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
    LOG_QUESTIONS: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
  })
  .transform((values) => ({
    host: values.HOST,
    port: values.PORT,
    trustedProxies: (values.TRUSTED_PROXIES ?? []) as readonly string[],
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
    logQuestions: values.LOG_QUESTIONS === "true",
  }));

/** The settings of every room. Each needs an entry in `.env.example`; a test compares them. */
const rooms: readonly Settings[] = [
  programSettings,
  storageSettings,
  ingestSettings,
  modelSettings,
  ragSettings,
  searchSettings,
  botSettings,
  mcpSettings,
  ...platforms.map(({ settings }) => settings),
];

/** Names of all settings, for the tests that compare them with `.env.example` and the documentation. */
export const SETTING_NAMES = rooms.flatMap((room) => Object.keys(room.in.shape));

/** What each setting is where nobody sets it, by name; for the test of the documentation. */
export const SETTING_DEFAULTS: Readonly<Record<string, unknown>> = Object.assign(
  {},
  ...rooms.map((room) => room.in.parse({})),
);

/** What Docent runs with, room by room; every problem was reported before this exists. */
export type Config = z.output<typeof programSettings> &
  z.output<typeof storageSettings> &
  z.output<typeof ingestSettings> &
  z.output<typeof modelSettings> &
  z.output<typeof ragSettings> &
  z.output<typeof searchSettings> &
  z.output<typeof botSettings> &
  z.output<typeof mcpSettings> &
  PlatformsConfig & {
    /** What `docent.yaml` says, where there is one. */
    readonly declared?: SourcesFile;
    /** Whether Docent may answer from its own documentation where none is named: not where others ask about theirs. */
    readonly mayUseOwnDocs: boolean;
    /** Whether npm runs this process and stands between it and the signals it should get. */
    readonly startedByNpm: boolean;
    /** Values that no log line may show. */
    readonly secrets: readonly string[];
  };

/** Settings that cannot work. `names`: of those that have a problem of their own. */
export class SettingsError extends UserError {
  readonly problems: readonly string[];
  readonly names: readonly string[];

  constructor(envFile: string, problems: readonly string[], names: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`).join("\n");
    super(`The settings need a correction (environment or ${envFile}):\n${lines}`);
    this.problems = problems;
    this.names = names;
  }
}

/** What is set by the environment, and by a `.env` file where the environment does not. Empty values count as unset. */
export function givenSettings(environment: NodeJS.ProcessEnv = process.env, envFile = ".env"): NodeJS.ProcessEnv {
  return { ...readEnvFile(envFile), ...withoutEmpty(environment) };
}

/**
 * Reads the settings from the environment, and from a `.env` file for those that the environment does not
 * set. An empty value counts as unset. Throws one `SettingsError` that names every problem with its remedy.
 *
 * @example
 * const { port, discord } = readConfig({ PORT: "8080" });
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, envFile = ".env"): Config {
  const values = givenSettings(environment, envFile);
  const { declared, problems: misdeclared } = readSourcesFile(values.DOCENT_FILE ?? DECLARED_FILE);
  const parsed = rooms.map((room) => room.safeParse(values));
  const issues = parsed.flatMap(({ error }) => error?.issues ?? []);
  const wrong = issues.map(sentence);
  const contradicting = wrong.length > 0 ? [] : contradictions(values, declared);
  const problems = [...wrong, ...contradicting, ...misdeclared];
  if (problems.length > 0)
    throw new SettingsError(envFile, problems, issues.map(({ path }) => path.join(".")).filter(Boolean));
  const settings = Object.assign({}, ...parsed.map(({ data }) => data));
  return Object.assign(settings, {
    declared,
    mayUseOwnDocs: !platforms.some(({ isForOthers }) => isForOthers(settings)),
    startedByNpm: environment.npm_lifecycle_event !== undefined,
    secrets: secretValues(values),
  });
}

/** A problem with its setting; one of several settings names them itself. */
function sentence({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join(".")} ${message}` : message;
}

function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return withoutEmpty(parseEnv(readFileSync(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new UserError(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function withoutEmpty(values: NodeJS.ProcessEnv | NodeJS.Dict<string>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value.trim() !== ""));
}

/** Settings of several rooms that are fine alone and make no sense together. */
function contradictions(values: NodeJS.ProcessEnv, declared: SourcesFile | undefined): string[] {
  const { DOCENT_FILE = DECLARED_FILE } = values;
  const problems: string[] = [];
  if (values.DOCS && declared) problems.push(`DOCS and ${DOCENT_FILE} both name documentation: keep one of them`);
  const asking = declared?.sources.find(({ answered = [] }) => answered.length > 0);
  if (asking && !values.GITHUB_TOKEN)
    problems.push(`GITHUB_TOKEN is missing: ${asking.name} in ${DOCENT_FILE} reads what was answered on GitHub`);
  if (values.PINECONE_INDEX && !values.OPENAI_EMBEDDING_MODEL)
    problems.push("PINECONE_INDEX needs OPENAI_EMBEDDING_MODEL, the model that makes its vectors");
  return problems;
}

/** The values of secret settings; of an address also its password alone, as it stands in errors. */
function secretValues(values: NodeJS.ProcessEnv): readonly string[] {
  return rooms
    .flatMap(secretsOf)
    .flatMap((name) => values[name] ?? [])
    .flatMap((value) => [value, decodeURIComponent(URL.parse(value)?.password ?? "")])
    .filter(Boolean);
}

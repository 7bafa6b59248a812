import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import type { DiscordConfig } from "./adapters/discord/config.ts";
import type { SlackConfig } from "./adapters/slack/config.ts";
import type { Followups } from "./bot/admit.ts";
import { UserError } from "./core/errors.ts";
import { LOG_LEVELS } from "./core/log.ts";
import { GITHUB_URL, type Github } from "./ingest/sources/github.ts";
import type { Endpoint } from "./models/endpoint.ts";
import { readSourcesFile, type SourcesFile } from "./sources-file.ts";

/** The model used where a key for OpenAI is set and no model is named. */
const DEFAULT_MODEL = "gpt-4.1-mini";

/** Where sources are declared, where there is more to say of them than DOCS can. */
const DECLARED_FILE = "docent.yaml";

const whole = (least: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least, `must be at least ${least}`);

const url = z.url({ protocol: /^https?$/, error: "must be an address that starts with http:// or https://" });
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

/** The only addresses that the test seams may point at: a token must never be sent to a stranger. */
const loopbackUrl = url.refine(isLoopback, "is for tests and may only name this machine (127.0.0.1)");

function isLoopback(value: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(URL.parse(value)?.hostname ?? "");
}

/** Every setting, as it is written. An entry here needs one in `.env.example`; a test compares them. */
const settings = z.object({
  DATA_DIR: z.string().default("./data"),
  HOST: z.string().default("127.0.0.1"),
  PORT: whole(0)
    .refine((value) => value <= 65535, "must be at most 65535")
    .default(3000),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  LOG_QUESTIONS: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
  STORE_URL: z.url({ protocol: /^rediss?$/, error: "must start with redis:// or rediss://" }).optional(),
  DOCS: list.optional(),
  DOCS_BASE_URL: url.optional(),
  DOCENT_FILE: z.string().default(DECLARED_FILE),
  ALLOW_PRIVATE_HOSTS: z
    .string()
    .regex(
      /^\s*(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?:\s*,\s*(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?)*\s*$/i,
      "must be host names, such as 127.0.0.1:8080,docs.internal",
    )
    .pipe(list)
    .optional(),
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_URL: url
    .refine(
      (value) => value.startsWith("https:") || isLoopback(value),
      "must start with https://, for the token's sake",
    )
    .transform((value) => value.replace(/\/+$/, ""))
    .default(GITHUB_URL),
  ACCESS_TOKEN: z.string().min(8, "must have at least 8 characters").optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  UNSUPPORTED: z.enum(["mark", "drop"], { error: "must be mark or drop" }).default("mark"),
  HISTORY_TURNS: whole(0).default(10),
  HISTORY_DAYS: whole(1).default(30),
  HISTORY_ROOT_MINUTES: whole(0).default(30),
  QUESTIONS_PER_MINUTE: whole(1).default(10),
  THREAD_FOLLOWUPS: z
    .enum(["owner", "everyone", "mention"], { error: "must be owner, everyone or mention" })
    .default("owner"),
  PINECONE_API_KEY: z.string().optional(),
  PINECONE_INDEX: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/, "must be at most 45 lower-case letters, digits and -")
    .optional(),
  PINECONE_NAMESPACE: z.string().optional(),
  PINECONE_CONTROLLER_HOST: loopbackUrl.optional(),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_GUILD_ID: z.string().regex(/^\d+$/, "must be a server's numeric id").optional(),
  DISCORD_ANSWER_CHANNELS: list.optional(),
  DISCORD_API_URL: loopbackUrl.optional(),
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must start with xoxb-").optional(),
  SLACK_APP_TOKEN: z.string().startsWith("xapp-", "must start with xapp-").optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_ANSWER_CHANNELS: list.optional(),
  SLACK_COMMAND_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]*$/, "must be lower-case letters, digits, - or _")
    .default("docent-"),
  SLACK_API_URL: loopbackUrl.optional(),
});

/** Names of all settings, for the tests that compare them with `.env.example` and the documentation. */
export const SETTING_NAMES = Object.keys(settings.shape);

/** What each setting is where nobody sets it, by name; for the test of the documentation. */
export const SETTING_DEFAULTS: Readonly<Record<string, unknown>> = settings.parse({});

/** What Docent runs with; every problem was reported before this exists. */
export interface Config {
  readonly dataDir: string;
  /** Redis, where several processes share conversations and questions. */
  readonly storeUrl?: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly logQuestions: boolean;
  readonly docs?: readonly string[];
  readonly docsBaseUrl?: string;
  /** What `docent.yaml` says, where there is one. */
  readonly declared?: SourcesFile;
  /** Hosts, with their port, that may be read although their addresses are private. */
  readonly allowPrivateHosts: readonly string[];
  /** The GitHub of `github:` sources, and the token that opens private repositories and answered threads. */
  readonly github: Github;
  readonly accessToken?: string;
  readonly chat?: Endpoint;
  readonly embedding?: Endpoint;
  /** What happens to a cited sentence that its source does not bear out. */
  readonly unsupported: "mark" | "drop";
  readonly pinecone?: PineconeConfig;
  readonly history: { readonly turns: number; readonly days: number; readonly rootMinutes: number };
  readonly questionsPerMinute: number;
  readonly followups: Followups;
  readonly discord?: DiscordConfig;
  readonly slack?: SlackConfig;
  /** Wanted for the manifest too, which is made before Slack hands out its tokens. */
  readonly slackCommandPrefix: string;
  /** Whether npm runs this process and stands between it and the signals it should get. */
  readonly startedByNpm: boolean;
  /** Values that no log line may show. */
  readonly secrets: readonly string[];
}

/** A namespace (empty for the default one) of an index; `controllerHost` for tests. */
export interface PineconeConfig {
  readonly apiKey: string;
  readonly index: string;
  readonly namespace: string;
  readonly controllerHost?: string;
}

type Settings = z.infer<typeof settings>;

/**
 * Reads the settings from the environment, and from a `.env` file for those that the environment does not
 * set. An empty value counts as unset. Throws one `UserError` that names every problem with its remedy.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, envFile = ".env"): Config {
  const values = { ...readEnvFile(envFile), ...withoutEmpty(environment) };
  const parsed = settings.safeParse(values);
  const { declared, problems: misdeclared } = readSourcesFile(values.DOCENT_FILE ?? DECLARED_FILE);
  const wrong = parsed.success
    ? contradictions(parsed.data, declared)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  const problems = [...wrong, ...misdeclared];
  if (!parsed.success || problems.length > 0) {
    const lines = problems.map((problem) => `  - ${problem}`).join("\n");
    throw new UserError(`The settings need a correction (environment or ${envFile}):\n${lines}`);
  }
  return toConfig(parsed.data, declared, environment.npm_lifecycle_event !== undefined);
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

/** Settings that are fine alone and make no sense together. */
function contradictions(values: Settings, declared: SourcesFile | undefined): string[] {
  const problems = misdirections(values, declared);
  if (values.OPENAI_EMBEDDING_MODEL && !values.OPENAI_API_KEY && !values.OPENAI_BASE_URL)
    problems.push("OPENAI_EMBEDDING_MODEL needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server of your own");
  if (values.OPENAI_MODEL && !values.OPENAI_API_KEY && !values.OPENAI_BASE_URL)
    problems.push("OPENAI_MODEL needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server of your own");
  if (Boolean(values.PINECONE_API_KEY) !== Boolean(values.PINECONE_INDEX))
    problems.push("PINECONE_API_KEY and PINECONE_INDEX go together: set both or neither");
  if (values.PINECONE_INDEX && !values.OPENAI_EMBEDDING_MODEL)
    problems.push("PINECONE_INDEX needs OPENAI_EMBEDDING_MODEL, the model that makes its vectors");
  if (values.SLACK_BOT_TOKEN && !values.SLACK_APP_TOKEN && !values.SLACK_SIGNING_SECRET)
    problems.push("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)");
  if (!values.SLACK_BOT_TOKEN && (values.SLACK_APP_TOKEN || values.SLACK_SIGNING_SECRET))
    problems.push("SLACK_BOT_TOKEN is missing beside the other Slack settings");
  return problems;
}

/** Where documentation is said to be and cannot be read so. */
function misdirections(values: Settings, declared: SourcesFile | undefined): string[] {
  const problems: string[] = [];
  if (values.DOCS && declared)
    problems.push(`DOCS and ${values.DOCENT_FILE} both name documentation: keep one of them`);
  const asking = declared?.sources.find(({ answered = [] }) => answered.length > 0);
  if (asking && !values.GITHUB_TOKEN)
    problems.push(`GITHUB_TOKEN is missing: ${asking.name} in ${values.DOCENT_FILE} reads what was answered on GitHub`);
  return problems;
}

function toConfig(values: Settings, declared: SourcesFile | undefined, startedByNpm: boolean): Config {
  const apiKey = values.OPENAI_API_KEY;
  const baseUrl = values.OPENAI_BASE_URL;
  const endpoint = (model: string): Endpoint => ({
    model,
    // A server of one's own may want no key, but the client insists on one.
    apiKey: apiKey ?? "none",
    ...(baseUrl && { baseUrl }),
  });
  // A base URL with nothing but an embeddings model named is an embeddings server: it has no model to talk to.
  const onlyEmbeds = baseUrl && values.OPENAI_EMBEDDING_MODEL && !values.OPENAI_MODEL;
  return {
    dataDir: values.DATA_DIR,
    storeUrl: values.STORE_URL,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    logQuestions: values.LOG_QUESTIONS === "true",
    docs: values.DOCS,
    docsBaseUrl: values.DOCS_BASE_URL,
    declared,
    allowPrivateHosts: values.ALLOW_PRIVATE_HOSTS ?? [],
    github: { url: values.GITHUB_URL, token: values.GITHUB_TOKEN },
    accessToken: values.ACCESS_TOKEN,
    chat: (apiKey || baseUrl) && !onlyEmbeds ? endpoint(values.OPENAI_MODEL ?? DEFAULT_MODEL) : undefined,
    embedding: values.OPENAI_EMBEDDING_MODEL ? endpoint(values.OPENAI_EMBEDDING_MODEL) : undefined,
    unsupported: values.UNSUPPORTED,
    history: { turns: values.HISTORY_TURNS, days: values.HISTORY_DAYS, rootMinutes: values.HISTORY_ROOT_MINUTES },
    questionsPerMinute: values.QUESTIONS_PER_MINUTE,
    followups: values.THREAD_FOLLOWUPS,
    pinecone: pineconeConfig(values),
    discord: discordConfig(values),
    slack: slackConfig(values),
    slackCommandPrefix: values.SLACK_COMMAND_PREFIX,
    startedByNpm,
    secrets: [
      values.OPENAI_API_KEY,
      values.PINECONE_API_KEY,
      values.ACCESS_TOKEN,
      values.GITHUB_TOKEN,
      // The password alone, as it stands in errors, and the whole address.
      values.STORE_URL,
      values.STORE_URL && decodeURIComponent(new URL(values.STORE_URL).password),
      values.DISCORD_TOKEN,
      values.SLACK_BOT_TOKEN,
      values.SLACK_APP_TOKEN,
      values.SLACK_SIGNING_SECRET,
    ].filter((value): value is string => !!value),
  };
}

function pineconeConfig(values: Settings): PineconeConfig | undefined {
  if (!values.PINECONE_API_KEY || !values.PINECONE_INDEX) return undefined;
  return {
    apiKey: values.PINECONE_API_KEY,
    index: values.PINECONE_INDEX,
    namespace: values.PINECONE_NAMESPACE ?? "",
    controllerHost: values.PINECONE_CONTROLLER_HOST,
  };
}

function discordConfig(values: Settings): DiscordConfig | undefined {
  if (!values.DISCORD_TOKEN) return undefined;
  return {
    token: values.DISCORD_TOKEN,
    guildId: values.DISCORD_GUILD_ID,
    answerChannels: values.DISCORD_ANSWER_CHANNELS ?? [],
    apiUrl: values.DISCORD_API_URL,
  };
}

function slackConfig(values: Settings): SlackConfig | undefined {
  if (!values.SLACK_BOT_TOKEN) return undefined;
  return {
    botToken: values.SLACK_BOT_TOKEN,
    appToken: values.SLACK_APP_TOKEN,
    signingSecret: values.SLACK_SIGNING_SECRET,
    answerChannels: values.SLACK_ANSWER_CHANNELS ?? [],
    commandPrefix: values.SLACK_COMMAND_PREFIX,
    apiUrl: values.SLACK_API_URL,
  };
}

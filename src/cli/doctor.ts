import { Command } from "commander";
import { platforms } from "../adapters/platforms.ts";
import type { Config } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import type { Finding } from "../core/finding.ts";
import { good, look, warning } from "../core/finding.ts";
import type { Endpoint } from "../models/endpoint.ts";
import { examineDocumentation } from "./doctor/documentation.ts";
import { examineGithub } from "./doctor/github.ts";
import { examineChat, examineEmbeddings } from "./doctor/models.ts";
import { examineSettings } from "./doctor/settings.ts";
import { examineDatabase, examinePinecone, examineRedis } from "./doctor/storage.ts";
import { failWith } from "./terminal.ts";

const NO_EMBEDDINGS =
  "Embeddings: none are made. Search by words alone is the largest cause of bad answers where questions are worded otherwise than the docs; a model on this machine makes them without a key: see docs/models.md.";

const SIGNS: Readonly<Record<Finding["state"], string>> = { good: "ok  ", warning: "note", trouble: "FAIL" };

const program = new Command(commandLine("doctor"))
  .description("Checks every credential, permission, scope, index, store and clock, and says what to do.")
  .action(async () => {
    const { config, findings: settings } = examineSettings();
    const findings = [...settings, ...(config ? await examine(config) : [])];
    for (const { state, text } of findings) process.stdout.write(`${SIGNS[state]}  ${text}\n`);
    const failed = findings.filter(({ state }) => state === "trouble").length;
    if (failed > 0) process.exitCode = 1;
    process.stdout.write(failed > 0 ? `\n${failed} of ${findings.length} checks failed.\n` : "\nDocent can run.\n");
  });

/** Looks into everything that is set up; each thing by itself, so that one fault hides no other. */
async function examine(config: Config): Promise<readonly Finding[]> {
  const { chat, storeUrl } = config;
  const findings = await Promise.all([
    look("Data folder", () => examineDatabase(config)),
    look("Documentation", () => examineDocumentation(config)),
    storeUrl ? look("Redis", () => examineRedis(storeUrl)) : [],
    chat ? look("Model", () => examineChat(chat)) : [good("Model: none is set; answers are quoted")],
    config.embedding ? look("Embeddings", () => examineVectors(config, config.embedding)) : [warning(NO_EMBEDDINGS)],
    config.github.token ? look("GitHub", () => examineGithub(config.github, config.allowPrivateHosts)) : [],
    ...platforms.map((platform) => look(platform.label, () => examinePlatform(platform, config))),
  ]);
  return findings.flat();
}

/** What a platform finds; of one that is off, how it is turned on. */
async function examinePlatform(platform: (typeof platforms)[number], config: Config): Promise<readonly Finding[]> {
  const findings = await platform.examine(config);
  return findings.length > 0 ? findings : [good(`${platform.label}: ${platform.describe(config)}`)];
}

/** The embeddings model, and whether Pinecone's index fits it. */
async function examineVectors(
  { dataDir, pinecone }: Config,
  embedding: Endpoint | undefined,
): Promise<readonly Finding[]> {
  const { dimension, findings } = embedding ? await examineEmbeddings(embedding, dataDir) : { findings: [] };
  if (!pinecone) return findings;
  return [...findings, ...(await look("Pinecone", () => examinePinecone(pinecone, dimension)))];
}

program.parseAsync().catch(failWith);

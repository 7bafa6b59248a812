/**
 * `node test/support/eval-engines.ts [folder...] [--json FILE]`: `npm run eval -- --embeddings` on both engines, with
 * a local Pinecone and
 * a local embeddings server whose vectors are hashed words: enough meaning to compare engines by, too little to
 * help words. Takes the arguments of `npm run eval`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startModelServer } from "./model-server.ts";
import { startLocalPinecone } from "./pinecone/local-pinecone.ts";

const folder = mkdtempSync(join(tmpdir(), "docent-eval-"));
const [model, pinecone] = await Promise.all([startModelServer(), startLocalPinecone()]);
const env = {
  PATH: process.env.PATH,
  DATA_DIR: folder,
  OPENAI_BASE_URL: model.url,
  OPENAI_EMBEDDING_MODEL: "hashed-words",
  PINECONE_API_KEY: pinecone.apiKey,
  PINECONE_INDEX: "docent-eval",
  PINECONE_CONTROLLER_HOST: pinecone.url,
};
const program = join(import.meta.dirname, "../../src/cli/eval.ts");
const child = spawn(process.execPath, [program, "--embeddings", ...process.argv.slice(2)], { env, stdio: "inherit" });
const [code] = await once(child, "exit");
await Promise.all([model.close(), pinecone.close()]);
rmSync(folder, { recursive: true });
process.exit(code ?? 1);

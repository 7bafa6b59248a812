import { UserError } from "../../core/errors.ts";
import { type Finding, good, trouble, warning } from "../../core/finding.ts";
import { createEmbeddings } from "../../models/embeddings.ts";
import type { Endpoint } from "../../models/endpoint.ts";
import { isUseless, type ProbeOutcome, probeOutcome } from "../../search/probes.ts";
import { openDatabase } from "../../storage/database.ts";

/** How long a model may take to say one word, in milliseconds. */
const WORD_MS = 30_000;

/** Has the model write one word: the key, the address and the name are right when it does. */
export async function examineChat(endpoint: Endpoint): Promise<readonly Finding[]> {
  const { ChatOpenAI } = await import("@langchain/openai");
  const model = new ChatOpenAI({
    model: endpoint.model,
    apiKey: endpoint.apiKey,
    maxRetries: 0,
    timeout: WORD_MS,
    configuration: { baseURL: endpoint.baseUrl },
  });
  try {
    await model.invoke("Answer with one word: ready.");
    return [good(`Model: ${endpoint.model} answers`)];
  } catch (error) {
    return [trouble(`Model: ${endpoint.model} does not answer. ${remedyFor((error as { status?: number }).status)}`)];
  }
}

/** What the server says is left out: it may repeat a part of the key. */
function remedyFor(status: number | undefined): string {
  if (status === 401 || status === 403) return `The key was refused (${status}). Check OPENAI_API_KEY.`;
  if (status === 404) return "There is no such model at this address (404). Check OPENAI_MODEL and OPENAI_BASE_URL.";
  if (status === 429) return "There is no quota left (429). Check the plan and billing of your account.";
  if (status !== undefined) return `The server answered ${status}. Try again later.`;
  return "It cannot be reached. Check OPENAI_BASE_URL and the network.";
}

/** What probes at the last ingest say of the vectors in the index; nothing where none were asked. */
function usefulness({ model }: Endpoint, outcome: ProbeOutcome | undefined): readonly Finding[] {
  if (!outcome) return [];
  const share = `${outcome.found} of ${outcome.asked} headings and link texts lead to their own page by their embedding`;
  if (!isUseless(outcome)) return [good(`Search by meaning: ${share}`)];
  return [
    warning(
      `Search by meaning: only ${share}, so embeddings of ${model} count for little. Set OPENAI_EMBEDDING_MODEL to a model for the language of the docs.`,
    ),
  ];
}

/** Has the model embed one word. Resolves to how many numbers a vector has, and what to say of it. */
export async function examineEmbeddings(
  endpoint: Endpoint,
  dataDir: string,
): Promise<{ readonly dimension?: number; readonly findings: readonly Finding[] }> {
  const database = openDatabase(dataDir);
  try {
    const vector = await createEmbeddings(endpoint, database, { retries: 0 }).embedQuery("ready");
    const text = `Embeddings: ${endpoint.model} makes vectors of ${vector.length} numbers`;
    return { dimension: vector.length, findings: [good(text), ...usefulness(endpoint, probeOutcome(database))] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { findings: [trouble(`Embeddings: ${error.message}`)] };
  } finally {
    database.close();
  }
}

import { statfsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../config.ts";
import { clockFinding, type Finding, good, trouble, warning } from "../../core/finding.ts";
import { createLog } from "../../core/log.ts";
import { PineconeRecords } from "../../search/pinecone/records.ts";
import { openDatabase } from "../../storage/database.ts";
import { ERASURE_TIMES, emptyLog, erasurePendingSince } from "../../storage/erasure.ts";
import { DAMAGED, diskFull, explainStorage, isDiskFull } from "../../storage/errors.ts";
import { explainRedis, openRedis, type Redis } from "../../storage/redis.ts";

/** Less free space than this is worth a word, in bytes. */
const LITTLE_SPACE = 500 * 1024 * 1024;

/** How long Redis may take to be there, in milliseconds. */
const REDIS_MS = 3000;

/** The data folder: whether it can be written, the database is whole, and there is room. */
export async function examineDatabase({ dataDir }: Config): Promise<readonly Finding[]> {
  const database = openDatabase(dataDir);
  let leftFindings: readonly Finding[];
  try {
    database.exec("begin immediate; rollback");
    const state = database.prepare("pragma quick_check(1)").get()?.quick_check;
    leftFindings = examineErasure(database);
    if (state !== "ok") return [trouble(`Data folder: ${DAMAGED} (${state})`)];
  } catch (error) {
    throw explainStorage(error, dataDir);
  } finally {
    database.close();
  }
  return [roomFinding(dataDir), ...leftFindings];
}

/** What was deleted and still stands in the log. The doctor tries to take it off the disk itself. */
function examineErasure(database: DatabaseSync): readonly Finding[] {
  const since = erasurePendingSince(database);
  if (since === undefined || Date.now() - since < ERASURE_TIMES.warnMs || emptyLog(database)) return [];
  return [
    warning(
      "Data folder: what was deleted still stands in docent.db-wal, because another program reads from the database. Close it, such as a database viewer or a copy under way.",
    ),
  ];
}

function roomFinding(dataDir: string): Finding {
  if (isDiskFull(dataDir)) return trouble(`Data folder: ${diskFull().message}`);
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  if (free < LITTLE_SPACE)
    return warning(`Data folder: only ${Math.round(free / 1024 ** 2)} MB are free on the disk of ${dataDir}.`);
  return good(`Data folder: ${dataDir} can be written, and the database is whole`);
}

/** Redis: whether it answers, keeps what it is given, and has the same time. */
export async function examineRedis(url: string): Promise<readonly Finding[]> {
  const redis = openRedis(url, { log: createLog("silent") });
  try {
    await isThere(redis);
    const [seconds] = await redis.client.time();
    return [good("Redis: answers"), await keeping(redis), clockFinding("Redis", Number(seconds) * 1000)];
  } catch (error) {
    throw explainRedis(error);
  } finally {
    redis.close();
  }
}

async function isThere({ client }: Redis): Promise<void> {
  for (const until = performance.now() + REDIS_MS; !client.isReady && performance.now() < until; ) await delay(20);
  await client.ping();
}

/** What a Redis that only remembers forgets with its next restart is every conversation. */
async function keeping({ client }: Redis): Promise<Finding> {
  const settings = await client.configGet(["save", "appendonly", "maxmemory-policy"]).catch(() => undefined);
  if (!settings) return warning("Redis: does not say whether it keeps things on disk. Ask whoever runs it.");
  if (settings["maxmemory-policy"]?.startsWith("allkeys"))
    return warning(
      `Redis: may drop conversations when its memory is full (${settings["maxmemory-policy"]}). Set maxmemory-policy to noeviction.`,
    );
  if (settings.appendonly !== "yes" && !settings.save)
    return warning(
      "Redis: keeps nothing on disk, so a restart forgets everything. Set appendonly to yes in redis.conf.",
    );
  return good("Redis: keeps things on disk");
}

/** Pinecone: whether the key is taken, and the index fits the vectors of the model. `dimension`: of those. */
export async function examinePinecone(
  target: NonNullable<Config["pinecone"]>,
  dimension: number | undefined,
): Promise<readonly Finding[]> {
  const held = await new PineconeRecords(target, { retryMs: [] }).check();
  if (held === undefined)
    return [good(`Pinecone: the key is taken; the index ${target.index} is made with the first documents`)];
  if (dimension !== undefined && held !== dimension)
    return [
      trouble(
        `Pinecone: the index ${target.index} holds vectors of ${held} numbers, the embeddings model makes ${dimension}. Set OPENAI_EMBEDDING_MODEL to the model it was made for, or PINECONE_INDEX to another name.`,
      ),
    ];
  return [good(`Pinecone: the index ${target.index} holds vectors of ${held} numbers`)];
}

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../src/storage/database.ts";
import { type DocentProcess, startDocent } from "./support/docent-process.ts";
import { type ModelServer, startModelServer } from "./support/model-server.ts";
import { tempDir } from "./support/temp-dir.ts";

/** How often a Docent is killed; more on demand, since each time a process starts anew. */
const KILLS = Number(process.env.DOCENT_TEST_KILLS ?? 3);

/** When it is killed: while the question is being recorded, while words come, while the turn is being stored. */
const POINTS = ["accepting", "storing", "writing"] as const;
type Point = (typeof POINTS)[number];

const PATIENCE = { timeout: 20_000, interval: 20 };
const id = () => randomBytes(16).toString("hex");

describe("a Docent that is killed", () => {
  let model: ModelServer;
  beforeAll(async () => {
    model = await startModelServer();
    model.delay(25);
  });
  afterAll(() => model.close());

  it(`${KILLS} times while it answers loses no delivered turn and answers what was open, once`, async () => {
    const dir = tempDir();
    mkdirSync(join(dir, "docs"));
    writeFileSync(join(dir, "docs", "colours.md"), "# Colours\n\nThe default colour of a button is green.\n");
    const settings = { OPENAI_BASE_URL: model.url, DOCS: join(dir, "docs"), QUESTIONS_PER_MINUTE: "1000" };
    const visitor = { cookie: "", conversation: id() };
    const delivered: string[] = [];
    const accepted: string[] = [];
    for (let round = 0; round < KILLS; round++) {
      const docent = await startDocent(dir, settings);
      await docent.ready();
      visitor.cookie ||= await cookieOf(docent);
      const point = POINTS[round % POINTS.length] ?? "writing";
      const question = id();
      if (await killAt(point, docent, { ...visitor, question }, round * 2)) delivered.push(question);
      await docent.end("SIGKILL");
      const stored = stateOf(dir);
      if (stored.questions.includes(question)) accepted.push(question);
      console.log(`killed while ${point}: ${JSON.stringify(stored.counts)}`);
      expect(stored.integrity).toBe("ok");
      expect(stored.turns.filter((turn) => delivered.slice(0, -1).includes(turn))).toEqual(delivered.slice(0, -1));
    }
    const docent = await startDocent(dir, settings);
    await vi.waitFor(() => expect(stateOf(dir).open).toEqual([]), PATIENCE);
    expect(await docent.end()).toBe(0);
    const { turns } = stateOf(dir);
    expect(turns).toEqual(accepted);
    expect(accepted).toEqual(expect.arrayContaining(delivered));
  }, 300_000);
});

interface Visitor {
  readonly cookie: string;
  readonly conversation: string;
  readonly question: string;
}

async function cookieOf({ url }: DocentProcess): Promise<string> {
  const { headers } = await fetch(url);
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/**
 * Asks, and kills at the point, or so many milliseconds after asking. Resolves to whether the whole answer had been
 * delivered by then.
 */
async function killAt(point: Point, docent: DocentProcess, visitor: Visitor, afterMs: number): Promise<boolean> {
  const { cookie, conversation, question } = visitor;
  const events = await fetch(`${docent.url}/api/events?conversation=${conversation}`, {
    headers: { cookie },
    signal: AbortSignal.timeout(PATIENCE.timeout),
  });
  const asking = fetch(`${docent.url}/api/ask`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json", origin: docent.url },
    body: JSON.stringify({ id: question, conversation, text: "What is the default colour of a button?" }),
  });
  asking.catch(() => undefined);
  if (point === "accepting") {
    await sleep(afterMs);
    await docent.end("SIGKILL");
    await Promise.allSettled([asking, events.body?.cancel()]);
    return false;
  }
  expect((await asking).status).toBe(202);
  const seen = point === "storing" ? new RegExp(`"${question}".*"done":true`) : /"actions":\["stop"\]/;
  await until(events, seen);
  await docent.end("SIGKILL");
  return point === "storing";
}

/** Reads an event stream until it says what is looked for. */
async function until(events: Response, seen: RegExp): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of events.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (seen.test(text)) return;
  }
  throw new Error(`The events ended without ${seen}`);
}

/** What the database of a Docent that is not running holds, in the order of asking. */
function stateOf(dir: string) {
  const database = openDatabase(dir);
  try {
    const asked = database.prepare("select id, closed from questions order by at, id").all();
    const rows = database.prepare("select value from keyv where namespace = 'conversations'").all();
    const turns = rows.flatMap(({ value }) => JSON.parse(String(value)).value as { id: string }[]);
    const pageId = (value: unknown) => String(value).split(".")[1] ?? "";
    return {
      integrity: database.prepare("pragma integrity_check").get()?.integrity_check,
      questions: asked.map((row) => pageId(row.id)),
      open: asked.filter(({ closed }) => closed === null).map((row) => pageId(row.id)),
      turns: turns.map((turn) => pageId(turn.id)),
      counts: {
        questions: asked.length,
        open: asked.filter(({ closed }) => closed === null).length,
        turns: turns.length,
      },
    };
  } finally {
    database.close();
  }
}

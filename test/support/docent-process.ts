import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CHILD_ENVIRONMENT } from "./child-environment.ts";

const ENTRY = join(import.meta.dirname, "../../src/index.ts");

const PATIENCE_MS = 15_000;

/** A Docent of its own process, as people start it. */
export interface DocentProcess {
  readonly url: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves once it can answer. */
  ready(): Promise<void>;
  /** Ends it and resolves to its exit code, null where the signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `src/index.ts` with nothing but these settings, in `dataDir`; resolves once it says where it is. */
export async function startDocent(dataDir: string, settings: Record<string, string> = {}): Promise<DocentProcess> {
  const env = { ...CHILD_ENVIRONMENT, PORT: "0", DATA_DIR: dataDir, ...settings };
  // The data folder as working folder keeps a .env of the developer's out of the test.
  const child = spawn(process.execPath, [ENTRY], { env, cwd: dataDir });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      printed += piece.toString();
    });
  const urlOf = () => /Docent is at (\S+)/.exec(printed)?.[1];
  const url = await until(urlOf, () => {
    child.kill("SIGKILL");
    return `Docent does not say where it is; it says: ${printed}`;
  });
  return {
    url,
    output: () => printed,
    async ready() {
      const isReady = async () => (await fetch(`${url}/readyz`)).status === 200 || undefined;
      await until(isReady, () => `Docent does not get ready; it says: ${printed}`);
    },
    end: (signal = "SIGTERM") => end(child, signal),
  };
}

/** Resolves to what is found, as soon as it is. Needs nothing of a test runner: commands start processes too. */
async function until<Value>(find: () => Value | undefined | Promise<Value | undefined>, trouble: () => string) {
  for (const since = Date.now(); Date.now() - since < PATIENCE_MS; await pause(20)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new Error(trouble());
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, "exit");
  }
  return child.exitCode;
}

/** Asks on the page, in a conversation of its own. Resolves once the question is taken. */
export async function askOnPage({ url }: DocentProcess, text: string): Promise<void> {
  const { headers } = await fetch(url);
  const cookie = headers.getSetCookie().map((set) => set.split(";")[0]);
  const [id, conversation] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
  const response = await fetch(`${url}/api/ask`, {
    method: "POST",
    headers: { cookie: cookie.join("; "), "content-type": "application/json", origin: url },
    body: JSON.stringify({ id, conversation, text }),
  });
  if (response.status !== 202) throw new Error(`The question was not taken: ${response.status}`);
}

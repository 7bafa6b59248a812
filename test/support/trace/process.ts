import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Cue, Cued, Order, Scene, Trace } from "./recorder.ts";

const RECORDER = pathToFileURL(join(import.meta.dirname, "recorder.ts")).href;

/** A scene is over when no function of the program was entered for so long. Milliseconds. */
const QUIET_MS = 750;
const PATIENCE_MS = 30_000;

/** How a traced process is started. `entry`: a file of the checkout, with its arguments. */
export interface TracedStart extends Pick<Order, "root" | "scene"> {
  readonly entry: readonly [file: string, ...given: string[]];
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A program of a checkout in a process of its own, with the recorder in it. */
export class TracedProcess {
  readonly #child: ChildProcess;
  readonly #output: string;
  #printed = "";

  constructor({ root, scene, entry, dataDir, settings }: TracedStart) {
    this.#output = join(dataDir, `trace-${performance.now()}.json`);
    const order: Order = { root, scene, output: this.#output };
    const [file, ...given] = entry;
    this.#child = spawn(process.execPath, ["--import", RECORDER, join(root, file), ...given], {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, DOCENT_TRACE: JSON.stringify(order), ...settings },
      // The data folder as working folder keeps a .env of the developer's out of the trace.
      cwd: dataDir,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (piece: Buffer) => {
        this.#printed += piece.toString();
      });
  }

  /** Resolves to what a pattern finds in the output, once it is there. */
  async prints(pattern: RegExp): Promise<string> {
    await this.until(() => pattern.test(this.#printed), `no ${pattern}`);
    return pattern.exec(this.#printed)?.[1] ?? "";
  }

  /** Begins a scene, or ends it without a name. Resolves to how many functions were entered so far. */
  async cue(scene?: string): Promise<number> {
    const reply = once(this.#child, "message");
    this.#child.send({ scene } satisfies Cue);
    const [{ entered }] = (await reply) as [Cued];
    return entered;
  }

  /** Resolves once nothing has happened for a while; the scene goes on meanwhile. */
  async quiet(scene?: string): Promise<void> {
    let before = -1;
    for (let now = await this.cue(scene); now !== before; now = await this.cue(scene)) {
      before = now;
      await delay(QUIET_MS);
    }
  }

  /** Waits for a condition; rejects with `trouble` and what was printed where it does not come. */
  async until(condition: () => boolean | Promise<boolean>, trouble: string): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (performance.now() > end || this.#child.exitCode)
        throw new Error(`${trouble}; the traced process printed:\n${this.#printed}`);
      await delay(20);
    }
  }

  /** Resolves to what was recorded, once the process has ended: by itself, or by a signal. */
  async end(signal?: NodeJS.Signals): Promise<Trace> {
    const exited = this.#child.exitCode === null ? once(this.#child, "exit") : undefined;
    if (signal) this.#child.kill(signal);
    await exited;
    if (this.#child.exitCode !== 0) throw new Error(`The traced process failed:\n${this.#printed}`);
    return this.#traces().reduce(joined);
  }

  /** What the process recorded, and each of its threads. */
  #traces(): Trace[] {
    const folder = dirname(this.#output);
    const files = readdirSync(folder).filter((name) => name.startsWith(basename(this.#output)));
    return files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Trace);
  }

  /** Ends it where it still runs. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Two traces as one: scene by scene, what one thread did behind what another did. */
function joined(one: Trace, other: Trace): Trace {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name): [string, Scene] => [
      name,
      {
        entries: [...(one[name]?.entries ?? []), ...(other[name]?.entries ?? [])],
        keyvReads: [...(one[name]?.keyvReads ?? []), ...(other[name]?.keyvReads ?? [])],
        listings: [...(one[name]?.listings ?? []), ...(other[name]?.listings ?? [])],
      },
    ]),
  );
}

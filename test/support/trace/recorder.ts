/**
 * What a traced process loads first: every function of the program tells when it is entered, and from which file it is
 * called; beside that, reads of Keyv and listings of folders are noted. `DOCENT_TRACE`: an `Order` as JSON. A parent
 * names the scene that begins by a message; at its exit the process writes its `Trace`, a thread beside it its own.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread, threadId } from "node:worker_threads";
import { type FunctionPlace, lineAt, parseFile } from "../syntax.ts";

/** What is to be traced: a checkout's folder; where the trace goes; the scene with which it begins. */
export interface Order {
  readonly root: string;
  readonly output: string;
  readonly scene?: string;
}

/** A function entered. `caller`: the file of ours that called it; left out where the runtime did. */
export interface Entry {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly caller?: string;
}

/** What happened in one scene. `listings`: the folders that were listed, each time. */
export interface Scene {
  readonly entries: Entry[];
  readonly keyvReads: string[];
  readonly listings: string[];
}

/** The scenes of a process by name. */
export type Trace = Readonly<Record<string, Scene>>;

/** What a parent sends: the scene that begins; without one, nothing is recorded from here on. */
export interface Cue {
  readonly scene?: string;
}

/** What is answered to a cue: how many functions were entered so far, recorded or not. */
export interface Cued {
  readonly entered: number;
}

/** Intervals of a second and more are housekeeping, and no part of a question's way. Milliseconds. */
const HOUSEKEEPING_MS = 1000;

const { root, output, scene: first }: Order = JSON.parse(process.env.DOCENT_TRACE ?? "{}");
const scenes: Record<string, Scene> = {};
const functions: Omit<Entry, "caller">[] = [];
const housekeeping = new AsyncLocalStorage<true>();
let current = first === undefined ? undefined : sceneOf(first);
let entered = 0;

function sceneOf(name: string): Scene {
  scenes[name] ??= { entries: [], keyvReads: [], listings: [] };
  return scenes[name];
}

/** The file as it is called in a trace; undefined where it is none of the program's. */
function programFile(url: string | null | undefined): string | undefined {
  if (!url?.startsWith("file:")) return undefined;
  const path = relative(root, fileURLToPath(url));
  return /^(src|commands)\/.*\.ts$/.test(path) ? path : undefined;
}

/** Called by every function of the program as it begins. */
function enter(index: number): void {
  entered++;
  const place = functions[index];
  if (!current || !place || housekeeping.getStore()) return;
  current.entries.push({ ...place, caller: callerOf() });
}

/** The nearest file of ours on the stack above the function that was entered; what awaits it is not its caller. */
function callerOf(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = (_, sites) => sites;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.captureStackTrace(holder, enter);
  const sites = holder.stack ?? [];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  for (const site of sites.slice(1)) {
    const file = site.isAsync() ? undefined : programFile(site.getFileName());
    if (file) return file;
  }
  return undefined;
}

interface Cut {
  readonly offset: number;
  readonly insert: string;
}

/** The source of a file with a call at the beginning of every function, on the lines that it had. */
function instrumented(file: string, text: string): string {
  const cuts = parseFile(file, text).functions.flatMap((place) => cutsOf(file, text, place));
  let [result, at] = ["", 0];
  for (const { offset, insert } of cuts.sort((one, other) => one.offset - other.offset)) {
    result += text.slice(at, offset) + insert;
    at = offset;
  }
  return result + text.slice(at);
}

function cutsOf(file: string, text: string, { name, start, body }: FunctionPlace): Cut[] {
  const index = functions.push({ file, line: lineAt(text, start), name }) - 1;
  const call = `__docentEnter(${index})`;
  if (!body.isExpression) return [{ offset: body.start + 1, insert: `${call};` }];
  return [
    { offset: body.start, insert: `(${call}, ` },
    { offset: body.end, insert: ")" },
  ];
}

function hookModules(): void {
  registerHooks({
    resolve: (name, context, next) =>
      name === "traced:keyv"
        ? next("keyv", { ...context, parentURL: pathToFileURL(join(root, "src/index.ts")).href })
        : next(name, context),
    load(url, context, next) {
      const loaded = next(url, context);
      const file = programFile(url);
      if (!file || loaded.source === undefined || loaded.source === null) return loaded;
      const text =
        typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
      return { ...loaded, source: instrumented(file, text) };
    },
  });
}

/** Replaces methods by others that note their first argument. */
function watch<Name extends string>(
  owner: { [name in Name]: (...given: never[]) => unknown },
  names: readonly Name[],
  note: (first: unknown) => void,
): void {
  for (const name of names) {
    const original = owner[name] as (...given: unknown[]) => unknown;
    const watched = function (this: unknown, ...given: unknown[]) {
      note(given[0]);
      return original.apply(this, given);
    };
    Object.assign(owner, { [name]: watched });
  }
}

async function watchKeyv(): Promise<void> {
  const { Keyv }: typeof import("keyv") = await import("traced:keyv" as string);
  watch(Keyv.prototype, ["get", "getMany"], (key) => void current?.keyvReads.push(String(key)));
}

function watchFolders(): void {
  const note = (folder: unknown) => void current?.listings.push(resolve(String(folder)));
  watch(fs.promises, ["readdir", "opendir"], note);
  watch(fs, ["readdir", "readdirSync", "opendir", "opendirSync"], note);
  syncBuiltinESMExports();
}

/** Leaves out what long intervals do, and all that comes of it. */
function leaveOutHousekeeping(): void {
  const original = globalThis.setInterval;
  const replaced = (work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
    original(ms < HOUSEKEEPING_MS ? work : (...args) => housekeeping.run(true, () => work(...args)), ms, ...given);
  Object.assign(globalThis, { setInterval: replaced });
}

function takeCues(): void {
  process.on("message", ({ scene }: Cue) => {
    current = scene === undefined ? undefined : sceneOf(scene);
    process.send?.({ entered } satisfies Cued);
  });
  process.channel?.unref();
}

/** A thread may be ended from outside: what it recorded is written down meanwhile. */
function keepWriting(file: string): void {
  const write = () => fs.writeFileSync(file, JSON.stringify(scenes));
  setInterval(write, 20).unref();
  process.on("exit", write);
}

Object.assign(globalThis, { __docentEnter: enter });
leaveOutHousekeeping();
watchFolders();
hookModules();
await watchKeyv();
if (isMainThread) {
  if (process.send) takeCues();
  process.on("exit", () => fs.writeFileSync(output, JSON.stringify(scenes)));
} else keepWriting(`${output}.${threadId}`);

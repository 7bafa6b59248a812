import { execFile, execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CHILD_ENVIRONMENT } from "./support/child-environment.ts";
import { docsFolder } from "./support/library.ts";
import { tempDir } from "./support/temp-dir.ts";

const ROOT = join(import.meta.dirname, "..");
const START = join(ROOT, "src/start.js");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** Runs a start file with arguments, in a folder without settings. */
function run(file: string, args: readonly string[], settings: Record<string, string> = {}, options: string[] = []) {
  const env = { ...CHILD_ENVIRONMENT, DATA_DIR: tempDir(), ...settings };
  const ended = promisify(execFile)(process.execPath, [...options, file, ...args], { env, cwd: tempDir() });
  return ended.catch((error: { code: number; stdout: string; stderr: string }) => error);
}

describe("src/start.js", () => {
  it("says in one sentence that a Node.js is too old, and which one is not", async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"22.17.9"})';
    const ended = await run(START, [], {}, ["--import", old]);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(
      /^Docent needs Node\.js 22\.18 or newer, and this is v\S+: install one from [^\n]+\n$/,
    );
    expect(manifest.engines.node).toBe(">=22.18");
  });

  it("knows the command of each npm script", () => {
    const [, listed = ""] = /COMMANDS = \[(.*?)\]/s.exec(readFileSync(START, "utf8")) ?? [];
    const commands = listed.match(/\w+/g) ?? [];
    expect(commands.map((name) => manifest.scripts[name])).toEqual(commands.map((name) => `node src/start.js ${name}`));
    const beside = Object.values<string>(manifest.scripts).filter((line) => line.includes("src/cli/"));
    expect(beside).toEqual([]);
    const files = readdirSync(join(ROOT, "src/cli"));
    expect(commands.filter((name) => !files.includes(`${name}.ts`))).toEqual([]);
  });
});

describe("what npm packs", () => {
  it("reads and answers as JavaScript within node_modules, and names its commands as they are typed there", async () => {
    execFileSync(process.execPath, ["deploy/prepack.ts"], { cwd: ROOT });
    const installed = tempDir();
    symlinkSync(join(ROOT, "node_modules"), join(installed, "node_modules"));
    const folder = join(installed, "app/node_modules/docent");
    for (const part of ["package.json", ...manifest.files])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const start = join(folder, manifest.bin.docent);
    const docs = docsFolder({ "herons.md": "# Herons\n\nThe colour of a heron is grey.\n" });
    const answered = await run(start, ["ask", "Which colour has a heron?"], { DOCS: docs });
    expect(answered.stdout).toContain("The colour of a heron is grey.");
    expect((await run(start, ["ingest", "--help"])).stdout).toContain("Usage: docent ingest ");
    // All of the program is compiled.
  }, 60_000);
});

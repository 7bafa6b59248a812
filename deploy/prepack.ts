/**
 * Writes `dist/`, what `npm pack` packs: the program as JavaScript, which Node.js does not make of TypeScript within
 * node_modules, and beside it what the program reads as it stands. Its folders lie as in the checkout.
 */
import { execFileSync } from "node:child_process";
import { cpSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/** Everything but TypeScript, which is emitted: the page, the compiled vector search and the start file. */
function isReadAsItIs(path: string): boolean {
  return statSync(path).isDirectory() || !path.endsWith(".ts");
}

rmSync(DIST, { recursive: true, force: true });
const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", "deploy"], { cwd: ROOT, stdio: "inherit" });
cpSync(join(ROOT, "src"), join(DIST, "src"), { recursive: true, filter: isReadAsItIs });
// The program tells its version.
cpSync(join(ROOT, "package.json"), join(DIST, "package.json"));
cpSync(join(ROOT, "docs"), join(DIST, "docs"), { recursive: true });

#!/usr/bin/env node
/**
 * Where Docent starts, and each of its commands. Plain JavaScript, with nothing imported at once: a Node.js that
 * cannot run the rest has to be able to read this, and to say what is missing.
 *
 *     node src/start.js                  starts Docent
 *     node src/start.js ./docs ...       starts Docent with this documentation, as DOCS does
 *     node src/start.js ask "How ...?"   runs src/cli/ask.ts
 */

/** The oldest Node.js that runs TypeScript by itself; `engines` in package.json says the same. */
const NEEDED = [22, 18];

/** What `src/cli/` can do for people; measurements are for those who have the whole checkout. */
const COMMANDS = [
  "ask",
  "backup",
  "bench",
  "chat",
  "doctor",
  "eval",
  "ingest",
  "manifest",
  "mcp",
  "register",
  "report",
  "restore",
];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const [neededMajor = 0, neededMinor = 0] = NEEDED;

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `Docent needs Node.js ${NEEDED.join(".")} or newer, and this is ${process.version}: install one from https://nodejs.org, or run npm install without --omit=dev, which brings one along.\n`,
  );
  process.exitCode = 1;
} else {
  // What works and may change, such as Node's SQLite, is nothing that people should worry about.
  process.removeAllListeners("warning").on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") process.stderr.write(`${warning.stack}\n`);
  });
  const { existsSync } = await import("node:fs");
  // Emitted for a package it stands beside JavaScript.
  const ending = existsSync(new URL("index.ts", import.meta.url)) ? "ts" : "js";
  const [first = "", ...rest] = process.argv.slice(2);
  if (COMMANDS.includes(first)) {
    process.argv.splice(2, 1);
    await import(new URL(`cli/${first}.${ending}`, import.meta.url).href);
  } else {
    if (first) process.env.DOCS = [first, ...rest].join(",");
    await import(new URL(`index.${ending}`, import.meta.url).href);
  }
}

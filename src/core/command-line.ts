/** Whether this is the package, whose JavaScript was emitted, and no checkout with its npm scripts. */
const isPackage = import.meta.url.endsWith(".js");

/**
 * How a command of Docent is typed in a terminal, as long as options can follow it; `words` are what follows.
 *
 * @example
 * commandLine("ingest", "<folder>"); // npm run ingest -- <folder>
 */
export function commandLine(name: string, ...words: readonly string[]): string {
  return [...(isPackage ? ["docent", name] : ["npm", "run", name, "--"]), ...words].join(" ");
}

import { userInfo } from "node:os";
import { createConsole } from "../adapters/console.ts";
import { createDocent } from "../app.ts";
import { readConfig } from "../config.ts";
import { createLog } from "../core/log.ts";
import { failWith, quieter, readDocs } from "./terminal.ts";

const WELCOME =
  "Ask about the documentation. `help` says what else there is; Ctrl-C stops an answer, then the talk.\n\n";

/** Talks in the terminal until the input ends or the person leaves. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(quieter(config.logLevel), config.secrets);
  const { stdin: input, stdout: output } = process;
  const terminal = createConsole({ input, output, user: userInfo().username });
  const docent = await createDocent(config, { log, adapters: () => [terminal] });
  try {
    await readDocs(docent, config);
    output.write(WELCOME);
    await docent.start();
    await terminal.left;
  } finally {
    await docent.stop();
  }
}

main().catch(failWith);

import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createDocent } from "../app.ts";
import { readConfig } from "../config.ts";
import { createLog } from "../core/log.ts";
import { createMcpServer } from "../mcp/server.ts";
import { readVersion } from "../version.ts";
import { failWith, quieter, readDocs } from "./terminal.ts";

/** Serves the documentation to one program over standard input and output, until that has gone. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(quieter(config.logLevel), config.secrets);
  const docent = await createDocent(config, { log, adapters: () => [] });
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  const ready = readDocs(docent, config);
  const serving = serveStdio(
    async () => {
      await ready;
      return createMcpServer({
        docs: docent.rag,
        journal: docent.journal,
        log,
        version: readVersion(),
        transport: "stdio",
      });
    },
    { onerror: (err) => log.warn({ err }, "mcp: a message was not understood") },
  );
  process.stdin.once("end", leave);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, leave);
  try {
    await ready;
    await gone;
  } finally {
    await serving.close();
    await docent.stop();
  }
}

main().catch(failWith);

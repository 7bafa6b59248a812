import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { SkippedReporter } from "./test/support/skipped-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests start Docent some hundred times: what Node compiled at one start serves the next.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node") },
    setupFiles: ["test/support/loopback-only.ts"],
    reporters: [new SkippedReporter(), ...configDefaults.reporters],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // Files share a worker's modules: the official API descriptions are compiled once, not for each file.
    isolate: false,
    // Half of the tests wait for processes, sockets and pages, so more files than cores may be under way.
    maxWorkers: 3,
    // A Discord client that is destroyed while it connects goes on, and rejects where nobody can listen; the program logs it.
    onUnhandledError: ({ message, stack = "" }) =>
      !(message.startsWith("WebSocket is not open") && stack.includes("@discordjs/ws")),
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});

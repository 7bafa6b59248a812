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
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});

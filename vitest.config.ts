import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // Files share a worker's modules: the official API descriptions are compiled once, not for each file.
    isolate: false,
    // Half of the tests wait for processes, sockets and pages, so more files than cores may be under way.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});

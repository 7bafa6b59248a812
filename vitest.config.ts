import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // Files share a worker's modules: the official API descriptions are compiled once, not for each file.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});

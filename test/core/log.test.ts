import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";

const LOG = join(import.meta.dirname, "../../src/core/log.ts");

/** Logs from another process, as it would stand in a file or on a terminal. */
function logged(terminal: boolean): string {
  const script = `import { createLog } from ${JSON.stringify(LOG)};
    const log = createLog("info", ["sk-verysecret", "ab"], ${terminal});
    log.debug("too quiet");
    log.info({ source: "docs", pages: 3, seconds: 0.1234, removed: 0, links: ["a", "b"] }, "documentation synced");
    log.error({ err: new Error("401 for key sk-verysecret"), header: "Bearer sk-verysecret" }, "cab sk-verysecret");`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  return stderr;
}

describe("the log", () => {
  it.each([true, false])("shows no secret in any field or stack trace (terminal: %s)", (terminal) => {
    const text = logged(terminal);
    expect(text).toContain("cab [secret]");
    expect(text).toContain("401 for key [secret]");
    expect(text).not.toContain("verysecret");
    expect(text).not.toContain("too quiet");
  });

  it("is one JSON object a line where no person watches", () => {
    const lines = logged(false)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 30, links: ["a", "b"] },
      { level: 50, msg: "cab [secret]" },
    ]);
  });

  it("is one quiet line where a person watches, with what a word or a number can say", () => {
    const [line] = stripVTControlCharacters(logged(true)).split("\n");
    expect(line).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: documentation synced source=docs pages=3 seconds=0\.12$/);
  });
});

it("a promise that nobody waited for is logged when it rejects, and ends nothing", () => {
  const code = `
    import { createLog, outliveRejections } from "./src/core/log.ts";
    outliveRejections(createLog("info"));
    Promise.reject(new Error("nobody waits"));
    setTimeout(() => console.log("alive"), 20);
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([0, "alive\n"]);
  expect(stderr).toContain("nobody waits");
});

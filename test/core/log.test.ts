import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const LOG = join(import.meta.dirname, "../../src/core/log.ts");

/** Logs from another process, as it would stand in a file or on a terminal. */
function logged(terminal: boolean): string {
  const script = `import { createLog } from ${JSON.stringify(LOG)};
    const log = createLog("info", ["sk-verysecret", "ab"], ${terminal});
    log.debug("too quiet");
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
    expect(JSON.parse(logged(false))).toMatchObject({ level: 50, msg: "cab [secret]" });
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

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { docsFolder } from "../support/library.ts";
import { startModelServer } from "../support/model-server.ts";

const CLI = join(import.meta.dirname, "../../src/cli");

const DOCS = {
  "port.md": "# Port\n\nSet `PORT` to choose the port. The default port is 3000.\n",
  "colours.md": "# Colours\n\nSet \u001b[31m`COLOURS` to `off` for plain output without colours.\n",
};

/** Asks for the port of something that the documentation does not speak of. */
const UNSURE = "Which port does the mail server choose by default?";

/** Runs a script of the command line to its end, with `input` typed into it. */
async function run(script: string, args: string[], { input = "", docs = docsFolder(DOCS), env = {} } = {}) {
  const dataDir = join(docs, ".data");
  mkdirSync(dataDir, { recursive: true });
  const settings = { ...CHILD_ENVIRONMENT, DATA_DIR: dataDir, DOCS: docs, ...env };
  const child = spawn(process.execPath, [join(CLI, script), ...args], { env: settings, cwd: dataDir });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, code };
}

describe("npm run ask", () => {
  test("answers with its sources and exits with 0", async () => {
    const { stdout, code } = await run("ask.ts", ["What is the default port?"]);
    expect(stdout).toContain("3000");
    expect(stdout).toMatch(/\[1\] Port.*\n {4}file:\/\/.*port\.md/);
    expect(code).toBe(0);
  });

  test("prints JSON for scripts and nothing else on standard output", async () => {
    const { stdout, code } = await run("ask.ts", ["--json", "What", "is", "the default port?"]);
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual(["question", "answer", "sources", "outcome"]);
    expect(answer).toMatchObject({ question: "What is the default port?", outcome: "answered" });
    expect(answer.sources[0]).toMatchObject({ n: 1, url: expect.stringContaining("port.md") });
    expect(code).toBe(0);
  });

  test("exits with 3 where the docs do not answer", async () => {
    const { stdout, code } = await run("ask.ts", ["Who won the chess olympiad of 1972?", "--json"]);
    expect(JSON.parse(stdout).outcome).toBe("refused");
    expect(code).toBe(3);
  });

  test("exits with 0 where it is not sure, and says so to people and to scripts", async () => {
    const { stdout, code } = await run("ask.ts", [UNSURE, "--json"]);
    const { outcome, answer, sources } = JSON.parse(stdout);
    expect({ outcome, code }).toEqual({ outcome: "uncertain", code: 0 });
    expect(answer).toMatch(/^I am not sure that the docs answer this\. The nearest sections:/);
    expect(sources[0]).toMatchObject({ title: "Port" });
  });

  test("lets no document speak to the terminal", async () => {
    const { stdout, code } = await run("ask.ts", ["What does COLOURS set to off do for plain output?"]);
    expect(stdout).toContain("COLOURS");
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  test("says what is wrong with a setting and exits with 1", async () => {
    const { stdout, stderr, code } = await run("ask.ts", ["How?"], { env: { PORT: "many" } });
    expect(stderr).toContain("PORT must be a whole number");
    expect(stderr).not.toContain("    at ");
    expect([stdout, code]).toEqual(["", 1]);
  });

  test("wants a question", async () => {
    const { stderr, code } = await run("ask.ts", []);
    expect(stderr).toContain("missing required argument");
    expect(code).toBe(1);
  });

  test("quotes the docs where the model fails, and says so without the key", async () => {
    const model = await startModelServer();
    model.fault("unauthorized");
    const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-very-secret-key" };
    const { stdout, stderr, code } = await run("ask.ts", ["What is the default port?"], { env });
    await model.close();
    expect(stdout).toContain("not available");
    expect(stdout).toContain("3000");
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain("sk-very-secret-key");
  });
});

describe("npm run chat", () => {
  test("answers line after line, remembers, and leaves at the end of the input", async () => {
    const { stdout, code } = await run("chat.ts", [], { input: "What is the default port?\nreset\n" });
    expect(stdout).toContain("3000");
    expect(stdout).toMatch(/\[1\] Port/);
    expect(stdout.indexOf("3000")).toBeLessThan(stdout.search(/forg[eo]t/i));
    expect(code).toBe(0);
  });
});

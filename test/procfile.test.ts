import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { freePort } from "./support/free-port.ts";
import { serve } from "./support/site.ts";
import { tempDir } from "./support/temp-dir.ts";

const ROOT = join(import.meta.dirname, "..");
const PATIENCE = { timeout: 15_000, interval: 20 };

const processes = Object.fromEntries(
  readFileSync(join(ROOT, "Procfile"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(/:\s+(.*)/, 2)),
) as Record<string, string>;

/** Settings alone, and the Node that runs the tests. */
const environment = (settings: Record<string, string>) => ({
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  DATA_DIR: tempDir(),
  ...settings,
});

describe("the Procfile", () => {
  let web: ChildProcess | undefined;
  afterEach(() => void web?.kill("SIGKILL"));

  it("has a web process that listens at once, and is ready when the documentation is read", async () => {
    const { promise: reading, resolve: letRead } = Promise.withResolvers<void>();
    const site = await serve(async (request, response) => {
      await reading;
      if (request.url !== "/") return void response.writeHead(404).end();
      response.setHeader("content-type", "text/html").end("<h1>Buttons</h1><p>The colour of a button is green.</p>");
    });
    const port = String(await freePort());
    const env = environment({ PORT: port, DOCS: `${site.url}/`, ALLOW_PRIVATE_HOSTS: site.host });
    // As a platform does it: by a shell, which gives its place to the process.
    web = spawn("sh", ["-c", `exec env ${processes.web}`], { cwd: ROOT, env, stdio: "ignore" });
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, text: await response.text() };
    };
    const early = await vi.waitFor(() => ask("/readyz"), PATIENCE);
    expect(early).toEqual({ status: 503, text: "The documentation is still being read in.\n" });
    expect((await ask("/healthz")).status).toBe(200);
    letRead();
    await vi.waitFor(async () => expect((await ask("/readyz")).status).toBe(200), PATIENCE);
  });

  it("has a release process that does nothing where there is no Discord", async () => {
    const options = { cwd: ROOT, env: environment({}) };
    const { stdout } = await promisify(execFile)("sh", ["-c", processes.release ?? "false"], options);
    expect(stdout).toBe("DISCORD_TOKEN is not set: there is no Discord to tell of the commands.\n");
  });
});

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Routes } from "../src/core/adapter.ts";
import { UserError } from "../src/core/errors.ts";
import { type Http, type HttpOptions, startHttp } from "../src/http.ts";
import { createMetrics } from "../src/metrics.ts";
import { promptFor } from "./support/prompts.ts";

const log = pino({ level: "silent" });
const open: Http[] = [];

async function start(options: Partial<HttpOptions> = {}): Promise<Http> {
  const { registry } = createMetrics();
  const http = await startHttp({
    host: "127.0.0.1",
    port: 0,
    log,
    routes: [],
    reasons: () => [],
    metrics: registry,
    ...options,
  });
  open.push(http);
  return http;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});

function says(prefix: string, words: string): Routes {
  return { prefix, handle: (_request, response) => void response.end(words) };
}

describe("the HTTP server", () => {
  test("says that it is alive whatever is wrong", async () => {
    const { url } = await start({ reasons: () => ["The documentation is still being read in."] });
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
  });

  test("is ready once there is no reason left against it", async () => {
    const reasons = ["The documentation is still being read in.", "slack: the token was revoked"];
    const { url } = await start({ reasons: () => reasons });
    const early = await fetch(`${url}/readyz`);
    expect([early.status, await early.text()]).toEqual([503, `${reasons.join("\n")}\n`]);
    reasons.length = 0;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test("is ready without a platform that was refused for good, and names it", async () => {
    const { url } = await start({ refusals: () => ["slack is off: the token is wrong."] });
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, "ready\nslack is off: the token is wrong.\n"]);
  });

  test("tells what it measures to this machine, and to others with the token alone", async () => {
    const { url } = await start({ metricsToken: "a-long-token" });
    const status = async (headers: Record<string, string>) => (await fetch(`${url}/metrics`, { headers })).status;
    expect(await status({})).toBe(200);
    for (const header of ["x-forwarded-for", "forwarded", "via"])
      expect(await status({ [header]: "1.2.3.4" })).toBe(403);
    expect(await status({ via: "proxy", authorization: "Bearer a-long-token" })).toBe(200);
    expect(await status({ via: "proxy", authorization: "Bearer another-token" })).toBe(403);
    const open = await start();
    expect(
      (await fetch(`${open.url}/metrics`, { headers: { via: "proxy", authorization: "Bearer undefined" } })).status,
    ).toBe(403);
  });

  test("counts questions by how they ended", async () => {
    const metrics = createMetrics();
    const { url } = await start({ metrics: metrics.registry });
    const stages = { waitMs: 10, searchMs: 40, firstWordMs: 300 };
    metrics.count({
      prompt: promptFor("How?"),
      state: "delivered",
      outcome: "answered",
      support: 0.8,
      stages,
      ms: 700,
    });
    metrics.count({ prompt: promptFor("How?"), state: "error", failure: "denied", stages: {}, ms: 5000 });
    metrics.spend({ read: 900, written: 80 });
    metrics.spend({ read: 100, written: 20 });
    metrics.fail("busy");
    metrics.watch({
      open: () => 3,
      sources: async () => [{ name: "handbook", syncedAt: Date.now() - 60_000 }],
      platforms: () => new Map([["slack", "refused"]]),
    });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('docent_questions_total{platform="test",state="delivered",outcome="answered"} 1');
    expect(text).toContain('docent_question_seconds_bucket{le="1",platform="test"} 1');
    expect(text).toContain('docent_question_seconds_bucket{le="0.5",platform="test"} 0');
    expect(text).toContain('docent_first_word_seconds_bucket{le="0.5",platform="test"} 1');
    expect(text).toContain('docent_first_word_seconds_bucket{le="0.25",platform="test"} 0');
    expect(text).toContain('docent_platform_errors_total{platform="test",failure="denied"} 1');
    expect(text).toContain('docent_tokens_total{kind="read"} 1000');
    expect(text).toContain('docent_tokens_total{kind="written"} 100');
    expect(text).toContain('docent_model_failures_total{trouble="busy"} 1');
    expect(text).toContain('docent_answer_support_bucket{le="0.9",platform="test"} 1');
    expect(text).toContain('docent_answer_support_count{platform="test"} 1');
    expect(text).toContain("docent_questions_open 3");
    expect(text).toContain(`docent_platform_state{platform="slack",state="refused"} 1`);
    expect(text).toMatch(/docent_sync_age_seconds\{source="handbook"\} 6\d/);
    expect(text).toContain("process_resident_memory_bytes");
  });

  test("gives a path to the routes with the longest prefix, by whole segments", async () => {
    const { url } = await start({ routes: [says("/", "page"), says("/slack", "slack")] });
    const ask = async (path: string) => (await fetch(url + path)).text();
    expect(await Promise.all(["/", "/slack", "/slack/events?a=/", "/slackers"].map(ask))).toEqual([
      "page",
      "slack",
      "slack",
      "page",
    ]);
  });

  test("answers 404 where nobody serves", async () => {
    const { url } = await start({ routes: [says("/slack", "slack")] });
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  test("survives routes that throw and reasons that cannot be told", async () => {
    const broken: Routes = {
      prefix: "/",
      handle: () => {
        throw new Error("secret detail");
      },
    };
    const { url } = await start({ routes: [broken], reasons: () => Promise.reject(new Error("secret detail")) });
    for (const path of ["/", "/readyz"]) {
      const response = await fetch(url + path);
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("secret");
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("names PORT where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await vi.waitFor(() => expect(other.listening).toBe(true));
    const { port } = other.address() as AddressInfo;
    const failure = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain(`Port ${port} is in use`);
    expect(String(failure)).toContain("set PORT");
  });

  test("names HOST where this machine has no such address", async () => {
    const failure = await start({ host: "192.0.2.1" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain("HOST");
  });

  test("lets an answer on the wire end when it closes, and takes no new one", async () => {
    const waiting: ServerResponse[] = [];
    const routes = [{ prefix: "/", handle: (_: unknown, response: ServerResponse) => void waiting.push(response) }];
    const http = await start({ routes });
    const answer = fetch(http.url);
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    const closed = http.close();
    await expect(fetch(http.url)).rejects.toThrow();
    waiting[0]?.end("to the end");
    expect(await (await answer).text()).toBe("to the end");
    await closed;
  });

  test("cuts what does not end within the grace", async () => {
    const hanging: Routes = { prefix: "/", handle: (_request, response) => void response.write("begun") };
    const http = await start({ routes: [hanging], graceMs: 30 });
    const response = await fetch(http.url);
    await http.close();
    await expect(response.text()).rejects.toThrow();
  });
});

import { brotliCompressSync, constants, gzipSync, type InputType } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFetcher, type FetcherOptions } from "../../../src/ingest/crawler/fetch.ts";
import { isPublicAddress } from "../../../src/ingest/crawler/ssrf-guard.ts";
import type { Answer } from "../../support/local-server.ts";
import { serve } from "../../support/site.ts";

const QUICK = { delayMs: 0 };

function fetcher(options: FetcherOptions = {}) {
  const limits = { backoffMs: 1, retries: 0, ...options.limits };
  const made = createFetcher({ politeness: QUICK, ...options, limits });
  onTestFinished(() => made.close());
  return made;
}

/** A server that may be asked, and a fetcher that may ask it. */
async function both(answer: Answer, options: FetcherOptions = {}) {
  const site = await serve(answer);
  return { site, web: fetcher({ allowPrivate: [site.host], ...options }) };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "not an address",
  ])("%s is not public", (ip) => expect(isPublicAddress(ip)).toBe(false));

  test.each(["8.8.8.8", "172.32.0.1", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"])("%s is", (ip) =>
    expect(isPublicAddress(ip)).toBe(true),
  );
});

describe("what may be fetched", () => {
  const refused = /may not be fetched: .* is not on the public internet; ALLOW_PRIVATE_HOSTS=/;

  test.each(["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"])(
    "nothing of this machine by the name %s",
    async (host) => {
      const site = await serve((_, response) => response.end("secret"));
      await expect(fetcher().get(`http://${host}:${new URL(site.url).port}/`)).rejects.toThrow(refused);
      expect(site.asked).toEqual([]);
    },
  );

  test("a host whose name leads to this machine only if it is allowed by that name and port", async () => {
    const site = await serve((_, response) => response.end("handbook"));
    const { port } = new URL(site.url);
    const resolve = async () => ["127.0.0.1"];
    const url = `http://docs.internal:${port}/`;
    const get = (allowPrivate: string[]) => fetcher({ allowPrivate, resolve }).get(url);
    for (const allowed of [[], ["docs.internal"], [site.host], ["docs.internal:1"], [`internal:${port}`]])
      await expect(get(allowed)).rejects.toThrow(refused);
    expect(site.asked).toEqual([]);
    expect(text((await get([`docs.internal:${port}`])).bytes)).toBe("handbook");
  });

  test("no host that has one private address among public ones, and none that changes its mind", async () => {
    const site = await serve((_, response) => response.end("secret"));
    const { port } = new URL(site.url);
    const url = `http://rebind.example:${port}/`;
    await expect(fetcher({ resolve: async () => ["8.8.8.8", "127.0.0.1"] }).get(url)).rejects.toThrow(refused);
    let looks = 0;
    const rebinding = fetcher({ resolve: async () => (looks++ === 0 ? ["8.8.8.8"] : ["127.0.0.1"]) });
    // The connection goes to the address that was checked, which these tests may not reach.
    await expect(rebinding.get(url)).rejects.toThrow(/could not be fetched/);
    expect([looks, site.asked]).toEqual([1, []]);
  });

  test("no private address that an allowed site redirects to", async () => {
    const secret = await serve((_, response) => response.end("secret"));
    const { site, web } = await both((_, response) =>
      response.writeHead(302, { location: `${secret.url}/meta` }).end(),
    );
    await expect(web.get(site.url)).rejects.toThrow(refused);
    expect(secret.asked).toEqual([]);
  });

  test.each(["file:///etc/passwd", "ftp://example.com/x", "data:text/html,x", "javascript:alert(1)"])(
    "not %s, neither asked for nor redirected to",
    async (location) => {
      const { site, web } = await both((_, response) => response.writeHead(301, { location }).end());
      await expect(web.get(location)).rejects.toThrow(/leads to a \w+: address/);
      await expect(web.get(site.url)).rejects.toThrow(/leads to a \w+: address/);
    },
  );
});

describe("a fetch", () => {
  test("follows redirects and says where it ended; a circle ends", async () => {
    const { site, web } = await both((request, response) => {
      if (request.url === "/old") response.writeHead(301, { location: "new?x=1" }).end();
      else if (request.url === "/round") response.writeHead(302, { location: "/round" }).end();
      else response.setHeader("content-type", "text/html; charset=utf-8").end("here");
    });
    expect(await web.get(`${site.url}/old`)).toMatchObject({
      url: `${site.url}/new?x=1`,
      status: 200,
      type: "text/html",
    });
    await expect(web.get(`${site.url}/round`)).rejects.toThrow("redirects more than 5 times");
  });

  test.each([
    ["gzip", (input: InputType) => gzipSync(input)],
    ["br", (input: InputType) => brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)("unpacks %s, but no bomb", async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(64 * 1024 * 1024));
    const { site, web } = await both(({ url }, response) =>
      response.setHeader("content-encoding", encoding).end(url === "/bomb" ? bomb : pack("page")),
    );
    expect(text((await web.get(site.url)).bytes)).toBe("page");
    expect(bomb.length).toBeLessThan(100_000);
    await expect(web.get(`${site.url}/bomb`)).rejects.toThrow("is larger than 10 MB");
  });

  test("ends with what is too large, endless, too slow or not what it says", async () => {
    const { site, web } = await both(
      ({ url }, response) => {
        if (url === "/endless") {
          response.on("error", () => undefined);
          const pour = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          };
          response.on("drain", pour);
          pour();
        } else if (url === "/slow") response.write("<html>");
        else if (url === "/drip") {
          const dripping = setInterval(() => response.write("a"), 20);
          response.on("close", () => clearInterval(dripping));
        } else if (url === "/lies") response.setHeader("content-encoding", "gzip").end("no gzip at all");
        else response.setHeader("content-encoding", "rot13").end("cntr");
      },
      { limits: { timeoutMs: 300 } },
    );
    await expect(web.get(`${site.url}/endless`)).rejects.toThrow("is larger than 10 MB");
    await expect(web.get(`${site.url}/slow`)).rejects.toThrow("took too long to fetch");
    await expect(web.get(`${site.url}/drip`)).rejects.toThrow("took too long to fetch");
    await expect(web.get(`${site.url}/lies`)).rejects.toThrow("is packed, but not readably");
    await expect(web.get(`${site.url}/odd`)).rejects.toThrow("packed in a way that is not understood (rot13)");
  });

  test("asks whether its copy is still good", async () => {
    const { site, web } = await both((request, response) => {
      if (request.headers["if-none-match"] === '"a"') response.writeHead(304).end();
      else response.setHeader("etag", '"a"').end("page");
    });
    const { etag, lastModified } = await web.get(site.url);
    expect(await web.get(site.url, { etag, lastModified })).toMatchObject({ status: 304 });
  });

  test("tries again what may pass, when the server says so, and reports what stays", async () => {
    const times: number[] = [];
    const answers = [503, 429, 200];
    const { site, web } = await both(
      (_, response) => {
        times.push(Date.now());
        response.writeHead(answers.shift() ?? 503, times.length === 2 ? { "retry-after": "1" } : {}).end("page");
      },
      { limits: { retries: 2 } },
    );
    expect(await web.get(site.url)).toMatchObject({ status: 200 });
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(990);
    await expect(web.get(site.url)).rejects.toThrow("could not be fetched: the server answered 503");
    expect(web.requests).toBe(6);
  });

  test("does not wait for a server that wants an hour", async () => {
    const { site, web } = await both((_, response) => response.writeHead(503, { "retry-after": "3600" }).end(), {
      limits: { retries: 2 },
    });
    await expect(web.get(site.url)).rejects.toThrow("503");
    expect(site.asked).toHaveLength(1);
  });

  test("keeps no more requests under way than it may, and the delay between them", async () => {
    let now = 0;
    let most = 0;
    const starts: number[] = [];
    const answer: Answer = (_, response) => {
      starts.push(Date.now());
      most = Math.max(most, ++now);
      setTimeout(() => response.end("page", () => now--), 30);
    };
    const { site, web } = await both(answer, { politeness: { concurrency: 2, delayMs: 0 } });
    await Promise.all(Array.from({ length: 8 }, (_, n) => web.get(`${site.url}/${n}`)));
    expect(most).toBe(2);
    starts.length = 0;
    web.slowDown(site.url, 60);
    await Promise.all(Array.from({ length: 4 }, (_, n) => web.get(`${site.url}/${n}`)));
    expect((starts[3] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(150);
  });

  test("stops when it is told", async () => {
    const { site, web } = await both(() => undefined);
    const stop = new AbortController();
    const waiting = web.get(site.url, { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });

  test("carries no password of an address along", async () => {
    let header: string | undefined;
    const { site, web } = await both((request, response) => {
      header = request.headers.authorization;
      response.end();
    });
    const { url } = await web.get(site.url.replace("http://", "http://me:hunter2@"));
    expect([url, header]).toEqual([`${site.url}/`, undefined]);
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import type { WebOptions } from "../../../src/adapters/web/context.ts";
import { readSnapshot, sendJson, visit } from "../../support/visit.ts";
import { answerWith, type Script, type ScriptedPage, startScriptedPage } from "../../support/web-page.ts";

const ID = "00000000000000000000000000000001";
const TALK = "0000000000000000000000000000000a";
const TOKEN = "open-sesame-2026";
const ANSWER = answerWith("Use the image component.");

let site: ScriptedPage;

async function start(options: Partial<WebOptions> = {}, script: Script = ANSWER): Promise<string> {
  site = await startScriptedPage(script, options);
  return site.url;
}

afterEach(() => site.close());

/** A new browser that has opened the page. */
async function newBrowser(url: string): Promise<{ cookie: string }> {
  return { cookie: (await visit(url)).cookies };
}

function question(text = "How do I resize images?", id = ID) {
  return { id, conversation: TALK, text };
}

describe("a question", () => {
  test("becomes a prompt of the browser that asked", async () => {
    const url = await start();
    const sent = await sendJson(
      `${url}/api/ask`,
      question("  Wo?\r\nHier\u0007\u001b[31m\ud800 "),
      await newBrowser(url),
    );
    expect(sent.status).toBe(202);
    const [prompt] = site.prompts;
    expect(prompt).toMatchObject({ command: "ask", text: "Wo?\nHier[31m\ufffd", cause: "asked", direct: true });
    expect(prompt?.place.channel).toBe(`${prompt?.author.id}.${TALK}`);
  });

  test("sent twice is one", async () => {
    const url = await start();
    const browser = await newBrowser(url);
    await sendJson(`${url}/api/ask`, question(), browser);
    await sendJson(`${url}/api/ask`, question(), browser);
    expect(site.prompts).toHaveLength(1);
  });

  test.each([
    ["is too long", question("why ".repeat(2500)), "10,000 characters, and at most 4,000 are read"],
    ["is empty", question(" \u0000\n "), "no question in this"],
    ["has no proper id", question("How?", "../../etc"), "reload the page"],
    ["is not one", ["?"], "reload the page"],
  ])("that %s is told so", async (_, body, words) => {
    const url = await start();
    const answer = await sendJson(`${url}/api/ask`, body, await newBrowser(url));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.replace("9,999", "10,000")).toContain(words);
    expect(site.prompts).toHaveLength(0);
  });

  test("is taken only as JSON of a bearable size", async () => {
    const url = await start();
    const browser = await newBrowser(url);
    const body = JSON.stringify(question());
    const post = (headers: Record<string, string>, body: string) =>
      visit(`${url}/api/ask`, { method: "POST", headers: { ...browser, ...headers }, body });
    expect((await post({ "content-type": "text/plain" }, body)).status).toBe(400);
    expect((await post({ "content-type": "application/json" }, "{")).status).toBe(400);
    const large = JSON.stringify(question("x".repeat(70_000)));
    expect((await post({ "content-type": "application/json" }, large)).status).toBe(413);
    expect(site.prompts).toHaveLength(0);
  });

  test("of a browser without an id is refused", async () => {
    const url = await start();
    expect((await sendJson(`${url}/api/ask`, question())).status).toBe(401);
    expect((await sendJson(`${url}/api/ask`, question(), { cookie: "docent_browser=guess" })).status).toBe(401);
  });

  test("is not taken while Docent stops", async () => {
    const url = await start();
    const browser = await newBrowser(url);
    await site.stop();
    const answer = await sendJson(`${url}/api/ask`, question(), browser);
    expect([answer.status, JSON.parse(answer.text).error]).toEqual([503, expect.stringContaining("try again")]);
  });
});

describe("a conversation", () => {
  const events = (url: string) => `${url}/api/events?conversation=${TALK}`;

  test("is there again for the browser that had it, and for no other", async () => {
    const url = await start();
    const [mine, other] = [await newBrowser(url), await newBrowser(url)];
    await sendJson(`${url}/api/ask`, question(), mine);
    await vi.waitFor(() => expect(site.turns.size).toBe(1));
    expect(await readSnapshot(events(url), mine.cookie)).toMatchObject([{ id: ID, question: question().text }]);
    expect(await readSnapshot(events(url), other.cookie)).toEqual([]);
  });

  test("cannot be acted on from another browser", async () => {
    const url = await start();
    const [mine, other] = [await newBrowser(url), await newBrowser(url)];
    await sendJson(`${url}/api/ask`, question(), mine);
    const press = { conversation: TALK, promptId: ID, action: "again" };
    await sendJson(`${url}/api/act`, press, other);
    await sendJson(`${url}/api/act`, press, mine);
    await sendJson(`${url}/api/stop`, { conversation: TALK }, other);
    const [prompt] = site.prompts;
    expect(site.presses.map(({ promptId }) => promptId === prompt?.id)).toEqual([false, true]);
    expect(site.stops[0]?.by).not.toBe(prompt?.author.id);
    expect(site.stops[0]?.place).not.toEqual(prompt?.place);
  });

  test("takes no press of a button that the page does not have", async () => {
    const url = await start();
    const press = { conversation: TALK, promptId: ID, action: "share" };
    expect((await sendJson(`${url}/api/act`, press, await newBrowser(url))).status).toBe(400);
  });

  test("that cannot be read says so and is not shown as empty", async () => {
    const url = await start({ history: () => Promise.reject(new Error("disk is gone, secret path")) });
    const response = await fetch(events(url), { headers: await newBrowser(url) });
    const text = await response.text();
    expect(text).toContain("event: trouble");
    expect(text).not.toContain("snapshot");
    expect(text).not.toContain("secret");
  });

  test("of the past gives way to its own reset at once", async () => {
    const url = await start();
    const browser = await newBrowser(url);
    await sendJson(`${url}/api/ask`, question(), browser);
    await vi.waitFor(() => expect(site.turns.size).toBe(1));
    site.turns.clear();
    await sendJson(`${url}/api/ask`, question("reset", ID.replace("1", "2")), browser);
    await vi.waitFor(() => expect(site.turns.size).toBe(1));
    expect(await readSnapshot(events(url), browser.cookie)).toMatchObject([{ question: "reset" }]);
  });

  test("that is idle gives signs of life", async () => {
    const url = await start({ heartbeatMs: 5 });
    const response = await fetch(events(url), { headers: await newBrowser(url) });
    let text = "";
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
      if (text.includes(": alive\n\n: alive")) break;
    }
    expect(text).toContain(": alive");
  });
});

describe("the page without a token", () => {
  test("is on for this machine, with headers that keep everything else out", async () => {
    const url = await start();
    const { status, headers, text } = await visit(url);
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self';");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    expect(String(headers["set-cookie"])).toMatch(/^docent_browser=[0-9a-f]{32}; .*HttpOnly; SameSite=Strict/);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test("is off on an address that others reach, while health stays", async () => {
    const url = await start({ host: "0.0.0.0" });
    const { status, text } = await visit(url);
    expect(status).toBe(403);
    expect(text).toContain("The page is off");
    expect(text).toContain("ACCESS_TOKEN");
    expect((await sendJson(`${url}/api/ask`, question())).status).toBe(403);
    expect((await visit(`${url}/healthz`)).status).toBe(200);
  });

  test("refuses another name for this machine", async () => {
    const url = await start();
    const { port } = new URL(url);
    for (const path of ["/", "/api/about"]) {
      const answer = await visit(url + path, { headers: { host: `rebound.example:${port}` } });
      expect(answer.status).toBe(403);
      expect(answer.cookies).toBe("");
    }
  });

  test("refuses what another site sends", async () => {
    const url = await start();
    const browser = await newBrowser(url);
    const from = (headers: Record<string, string>) =>
      sendJson(`${url}/api/ask`, question(), { ...browser, ...headers });
    expect((await from({ origin: "https://evil.example" })).status).toBe(403);
    expect((await from({ origin: "null" })).status).toBe(403);
    expect((await from({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(site.prompts).toHaveLength(0);
    expect((await from({ origin: url })).status).toBe(202);
  });

  test("serves its own files and no others", async () => {
    const url = await start();
    expect((await visit(`${url}/page.js`)).headers["content-type"]).toContain("text/javascript");
    for (const path of ["/index.ts", "/page/page.js", "/..%2findex.ts", "/vendor/../../package.json", "/.env"])
      expect((await visit(url + path)).status).toBe(404);
  });

  test("sends a file once and then only that it is the same", async () => {
    const url = await start();
    const first = await visit(`${url}/vendor/markdown-it.js`, { headers: { "accept-encoding": "gzip" } });
    expect(first.headers["content-encoding"]).toBe("gzip");
    const etag = String(first.headers.etag);
    expect((await visit(`${url}/vendor/markdown-it.js`, { headers: { "if-none-match": etag } })).status).toBe(304);
  });
});

function signIn(url: string, token: string, headers: Record<string, string> = {}) {
  return visit(`${url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ token }).toString(),
  });
}

describe("an admin of the page", () => {
  const ADMIN = "the-admins-own-token";

  async function isAdmin(url: string, cookies: string): Promise<boolean | undefined> {
    await sendJson(`${url}/api/ask`, question(), { cookie: cookies });
    return site.prompts.at(-1)?.author.admin;
  }

  test("is who typed the admin token, with an access token beside it or without one", async () => {
    for (const accessToken of [TOKEN, undefined]) {
      const url = await start({ adminToken: ADMIN, accessToken });
      expect((await visit(`${url}/sign-in`)).text).toContain('action="/sign-in"');
      const signedIn = await signIn(url, ADMIN, { origin: url });
      expect(signedIn.status).toBe(303);
      expect(await isAdmin(url, signedIn.cookies)).toBe(true);
      expect((await signIn(url, "something else", { origin: url })).status).toBe(401);
    }
  });

  test("is nobody else", async () => {
    const url = await start({ adminToken: ADMIN, accessToken: TOKEN });
    const { cookies } = await signIn(url, TOKEN, { origin: url });
    expect(await isAdmin(url, cookies)).toBeUndefined();
    const forged = cookies.replace(/docent_session=(\w+)/, "docent_session=$1; docent_admin=$1");
    expect(await isAdmin(url, forged)).toBeUndefined();
  });

  test("is tried no more often than the access token", async () => {
    const url = await start({ adminToken: ADMIN });
    const attempts = Array.from({ length: 11 }, () => signIn(url, "wrong wrong", { origin: url }));
    expect((await Promise.all(attempts)).map(({ status }) => status).filter((status) => status === 429)).toHaveLength(
      1,
    );
  });
});

describe("the page with a token", () => {
  test("shows only the sign-in form to strangers", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    const { status, text, cookies } = await visit(url);
    expect(status).toBe(401);
    expect(text).toContain('<form method="post" action="/sign-in">');
    expect(cookies).toBe("");
    const browser = { cookie: `docent_browser=${ID}; docent_session=${ID}` };
    expect((await sendJson(`${url}/api/ask`, question(), browser)).status).toBe(401);
    expect((await visit(`${url}/api/events?conversation=${TALK}`, { headers: browser })).status).toBe(401);
    expect(site.prompts).toHaveLength(0);
  });

  test("never takes the token from an address", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    for (const path of [`/?token=${TOKEN}`, `/sign-in?token=${TOKEN}`, `/?access_token=${TOKEN}`])
      expect((await visit(url + path)).status).not.toBe(200);
  });

  test("opens for who knows it", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    const signedIn = await signIn(url, TOKEN, { origin: url });
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, "/"]);
    expect(String(signedIn.headers["set-cookie"])).not.toContain(TOKEN);
    const browser = { cookie: signedIn.cookies };
    expect((await visit(url, { headers: browser })).text).toContain('id="question"');
    expect((await sendJson(`${url}/api/ask`, question(), browser)).status).toBe(202);
  });

  test("gives each browser that signs in an id of its own, whatever it brings", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    const planted = { cookie: `docent_browser=${ID}` };
    const [one, other] = [await signIn(url, TOKEN, planted), await signIn(url, TOKEN, planted)];
    expect(one.cookies).not.toContain(ID);
    expect(one.cookies).not.toBe(other.cookies);
  });

  test("is not opened by another site's form, a wrong token, or many of them", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    expect((await signIn(url, TOKEN, { origin: "https://evil.example" })).status).toBe(403);
    for (let count = 0; count < 10; count++) {
      const wrong = await signIn(url, `${TOKEN}${count}`);
      expect(wrong.status).toBe(401);
      expect(wrong.text).toContain("That is not the access token.");
    }
    const waiting = await signIn(url, `${TOKEN}10`);
    expect([waiting.status, waiting.cookies]).toEqual([429, ""]);
    expect((await signIn(url, TOKEN)).status).toBe(303);
  });

  test("counts wrong tokens by who sent them, where the proxy in front is one that is trusted", async () => {
    const tries = async (trustedProxies: readonly string[]) => {
      const url = await start({ host: "0.0.0.0", accessToken: TOKEN, trustedProxies });
      for (let count = 0; count < 10; count++) await signIn(url, "wrong", { "x-forwarded-for": "203.0.113.7" });
      return (await signIn(url, "wrong", { "x-forwarded-for": "203.0.113.8" })).status;
    };
    expect(await tries(["127.0.0.1"])).toBe(401);
    expect(await tries([])).toBe(429);
  });

  test("marks its cookies as secure behind HTTPS", async () => {
    const url = await start({ host: "0.0.0.0", accessToken: TOKEN });
    const { headers } = await signIn(url, TOKEN, { "x-forwarded-proto": "https" });
    for (const cookie of [headers["set-cookie"] ?? []].flat()) expect(cookie).toContain("; Secure");
  });
});

describe("a question", () => {
  const cookie = `docent_browser=${ID}`;

  test("is taken where its length is not told beforehand, and refused where it never ends", async () => {
    const url = await start({});
    const send = (text: string) =>
      fetch(`${url}/api/ask`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: new Blob([JSON.stringify({ ...question(), text })]).stream(),
        duplex: "half",
      } as RequestInit);
    expect((await send("How?")).status).toBe(202);
    expect(site.prompts).toHaveLength(1);
    const large = await send("x".repeat(200_000));
    expect([large.status, await large.json()]).toEqual([413, { error: expect.stringContaining("too long") }]);
  });

  test("by whichever browser is one too many once all of them together have asked enough", async () => {
    const url = await start({ pageQuestionsPerMinute: 3 });
    const ask = (browser: string) =>
      sendJson(`${url}/api/ask`, { ...question(), id: browser }, { cookie: `docent_browser=${browser}` });
    const browsers = ["a", "b", "c", "d"].map((letter) => letter.repeat(32));
    const statuses: number[] = [];
    for (const browser of browsers) statuses.push((await ask(browser)).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    expect((await ask("e".repeat(32))).text).toMatch(/Please try again in (?:5\d|60) s\./);
  });

  test("is one too many of its own browser alone, which is told how long to wait", async () => {
    const url = await start({ questionsPerMinute: 2 });
    const ask = (browser: string) => sendJson(`${url}/api/ask`, question(), { cookie: `docent_browser=${browser}` });
    const statuses: number[] = [];
    for (const browser of ["a", "a", "a", "b"]) statuses.push((await ask(browser.repeat(32))).status);
    expect(statuses).toEqual([202, 202, 429, 202]);
  });

  test("comes by no other method than its own", async () => {
    const url = await start({});
    for (const method of ["OPTIONS", "DELETE", "PUT", "PATCH"])
      for (const path of ["/", "/api/ask"])
        expect([404, 405]).toContain((await fetch(url + path, { method, headers: { cookie } })).status);
  });
});

import { describe, expect, onTestFinished, test, vi } from "vitest";
import { recordingBot } from "../../support/adapter-contract.ts";
import { type Setup, type Stage, stageSlack, startSlack } from "../../support/slack/stage.ts";
import { sign } from "../../support/slack/transport.ts";

async function startedSlack(bot = recordingBot(), setup: Setup = {}): Promise<Stage> {
  const stage = await startSlack(bot, setup);
  onTestFinished(stage.close);
  return stage;
}

const mention = {
  type: "app_mention",
  channel: "C0GENERAL",
  user: "U0ANN",
  ts: "1700000000.000100",
  text: "<@U0DOCENT1> How?",
};

describe.for([false, true])("over HTTP: %s", (http) => {
  test("an event is acknowledged once it is recorded, and not before", async () => {
    const bot = recordingBot();
    const recorded = Promise.withResolvers<void>();
    const { slack } = await startedSlack({ ...bot, run: () => recorded.promise }, { http });
    let acknowledged = false;
    const delivered = slack.event(mention).then((delivery) => {
      acknowledged = true;
      return delivery;
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(acknowledged).toBe(false);
    recorded.resolve();
    expect(await delivered).toMatchObject({ acknowledged: true, attempt: 0 });
  });

  test("what could not be recorded is delivered again", async () => {
    const bot = recordingBot();
    let failures = 1;
    const run: typeof bot.run = async (prompt) => {
      if (failures-- > 0) throw new Error("the disk is full");
      await bot.run(prompt);
    };
    const { slack } = await startedSlack({ ...bot, run }, { http, ackMs: 300 });
    expect(await slack.event(mention)).toMatchObject({ acknowledged: true, attempt: 1 });
    expect(bot.prompts).toHaveLength(1);
  });

  test("a repeated delivery is not dropped, and is the same act", async () => {
    const bot = recordingBot();
    const { slack } = await startedSlack(bot, { http });
    await slack.event(mention);
    await slack.redeliver();
    expect(bot.prompts.map(({ id }) => id)).toEqual(Array(2).fill("T0LOCAL01:C0GENERAL:1700000000.000100"));
  });

  test("while it stops, what was taken is recorded and nothing more is taken", async () => {
    const bot = recordingBot();
    const recorded = Promise.withResolvers<void>();
    const { slack, adapter } = await startedSlack(
      { ...bot, run: () => recorded.promise },
      { http, ackMs: 300, retriesMs: [] },
    );
    const delivered = slack.event(mention);
    await vi.waitFor(() => expect(slack.calls.length).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const stopped = adapter.stop();
    const late = slack.event({ ...mention, ts: "1700000000.000200" });
    recorded.resolve();
    await stopped;
    expect(await delivered).toMatchObject({ acknowledged: true });
    expect(await late).toMatchObject({ acknowledged: false });
    expect(bot.prompts).toEqual([]);
  });

  test("leaving a workspace is told to the bot", async () => {
    const bot = recordingBot();
    const { slack } = await startedSlack(bot, { http });
    await slack.event({ type: "app_uninstalled" });
    await slack.event({ type: "tokens_revoked", tokens: { oauth: ["U0ANN"] } });
    await slack.event({ type: "tokens_revoked", tokens: { bot: ["U0DOCENT1"] } });
    expect(bot.left).toEqual(["slack/T0LOCAL01", "slack/T0LOCAL01"]);
  });
});

describe("Socket Mode", () => {
  test("started again after Slack could not be reached, it hears everything once", async () => {
    const bot = recordingBot();
    const { slack, adapter, close } = await stageSlack();
    onTestFinished(close);
    slack.fault("auth.test", { status: 500 }, 3);
    await expect(adapter.start(bot)).rejects.toThrow(/cannot be reached .*tries again by itself/);
    await adapter.start(bot);
    await slack.event(mention);
    expect(bot.prompts).toHaveLength(1);
  });

  test("connects anew when Slack recycles the connection, and loses nothing meanwhile", async () => {
    const bot = recordingBot();
    const { slack } = await startedSlack(bot, { times: { reconnectMs: 150 }, ackMs: 300 });
    slack.sockets.recycle();
    await vi.waitFor(() => expect(slack.sockets.sockets.size).toBe(0));
    await slack.event(mention);
    expect(bot.prompts).toHaveLength(1);
    expect(slack.deliveries.at(-1)?.attempt).toBeGreaterThan(0);
  });

  test("lives on where it is not let in again", async () => {
    const { slack } = await startedSlack(recordingBot(), { times: { reconnectMs: 30 } });
    slack.fault("apps.connections.open", { error: "invalid_auth" });
    slack.sockets.recycle();
    await vi.waitFor(() => expect(slack.calls.at(-1)?.outcome).toBe("invalid_auth"));
    // A rejection that nobody hears fails the whole run.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(slack.sockets.sockets.size).toBe(0);
  });

  test("stopping closes the socket", async () => {
    const { slack, adapter } = await startedSlack();
    expect(slack.sockets.sockets.size).toBe(1);
    await adapter.stop();
    await vi.waitFor(() => expect(slack.sockets.sockets.size).toBe(0));
  });

  test("each token goes where it belongs", async () => {
    const { slack } = await startedSlack();
    expect(slack.calls.map(({ method, token }) => [method, token])).toEqual([
      ["auth.test", slack.botToken],
      ["apps.connections.open", slack.appToken],
    ]);
  });
});

describe("HTTP", () => {
  async function start(setup: Setup = {}) {
    const { slack, door } = await startedSlack(recordingBot(), { http: true, ...setup });
    const body = JSON.stringify({ type: "url_verification", challenge: "c0ffee" });
    const post = (headers: Record<string, string>, url = door) =>
      fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
    return { slack, body, post, door };
  }

  test("answers Slack's check of the address", async () => {
    const { slack, body, post } = await start();
    const response = await post(sign(body, slack.signingSecret));
    expect(await response.json()).toEqual({ challenge: "c0ffee" });
  });

  test("refuses what is not signed, signed otherwise, or signed too long ago", async () => {
    const { slack, body, post } = await start();
    const now = Math.floor(Date.now() / 1000);
    expect((await post({})).status).toBe(401);
    expect((await post(sign(body, "another secret"))).status).toBe(401);
    expect((await post(sign(body, slack.signingSecret, now - 400))).status).toBe(401);
    expect((await post(sign(body, slack.signingSecret, now - 200))).status).toBe(200);
  });

  test("refuses what was signed in the future, and outlives whatever is signed and no object", async () => {
    const { slack, body, post, door } = await start();
    const now = Math.floor(Date.now() / 1000);
    expect((await post(sign(body, slack.signingSecret, now + 400))).status).toBe(401);
    expect((await post(sign(body, slack.signingSecret, now + 200))).status).toBe(200);
    const json = "application/json";
    const form = "application/x-www-form-urlencoded";
    for (const [sent, type] of [
      ["null", json],
      ["5", json],
      ['"a"', json],
      ["[]", json],
      ["", json],
      ["{", json],
      ["payload=null", form],
      ["payload=5", form],
    ] as const) {
      const headers = { "content-type": type, ...sign(sent, slack.signingSecret) };
      expect([sent, (await fetch(door, { method: "POST", body: sent, headers })).status]).toEqual([sent, 400]);
    }
    expect((await post(sign(body, slack.signingSecret))).status).toBe(200);
  });

  test("refuses what is far larger than anything of Slack's", async () => {
    const { door, slack } = await start();
    const body = JSON.stringify({ text: "x".repeat(5 * 1024 * 1024) });
    const headers = { "content-type": "application/json", ...sign(body, slack.signingSecret) };
    const answered = await fetch(door, { method: "POST", body, headers }).then(
      ({ status }) => status,
      () => "cut",
    );
    expect([413, "cut"]).toContain(answered);
  });

  test("has nothing else behind its prefix", async () => {
    const { door, post } = await start();
    expect((await post({}, new URL("/slack/install", door).href)).status).toBe(404);
    expect((await fetch(door)).status).toBe(404);
  });
});

describe("tokens that cannot work are a sentence", () => {
  test.for([
    [
      { botToken: "xoxb-wrong-0123456789" },
      /Slack refused SLACK_BOT_TOKEN \(invalid_auth\)\. Copy the Bot User OAuth Token/,
    ],
    [{ appToken: "xapp-wrong-0123456789" }, /Slack refused SLACK_APP_TOKEN \(invalid_auth\)\. Copy an app-level token/],
    [{ apiUrl: "http://127.0.0.1:9/api/" }, /Slack cannot be reached/],
  ] as const)("%o", async ([config, sentence]) => {
    const stage = await stageSlack({ config });
    onTestFinished(stage.close);
    const started = stage.adapter.start(recordingBot());
    await expect(started).rejects.toMatchObject({ name: "UserError", message: expect.stringMatching(sentence) });
    await expect(started).rejects.not.toThrow(/0123456789/);
  });
});

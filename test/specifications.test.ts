import { describe, expect, test } from "vitest";
import { readSpecification as readDiscord } from "./support/discord/specification.ts";
import { startModelServer } from "./support/model-server.ts";
import { ifShared, shared } from "./support/needs.ts";
import { readSpecification as readPinecone } from "./support/pinecone/specification.ts";
import { readSpecification as readSlack } from "./support/slack/specification.ts";

/** The published descriptions that the local platforms compare every request with, where these are on this machine. */
describe("what is compared with a published description", () => {
  const slack = readSlack();
  test("is refused where Slack would refuse it", ifShared(slack), () => {
    expect(slack?.request("chat.postMessage", { channel: "C1", text: "hello" })).toEqual([]);
    expect(slack?.request("chat.postMessage", { text: "hello" })).not.toEqual([]);
  });

  const discord = readDiscord();
  test("is refused where Discord would refuse it", ifShared(discord), () => {
    const send = (body: unknown) => discord?.request("POST", "/channels/{channel_id}/messages", body);
    expect(send({ content: "hello" })).toEqual([]);
    expect(send({ content: 7 })).not.toEqual([]);
  });

  const pinecone = readPinecone();
  test("is refused where Pinecone would refuse it", ifShared(pinecone), () => {
    const upsert = (body: unknown) => pinecone?.request("POST", "/vectors/upsert", body);
    expect(upsert({ vectors: [{ id: "a", values: [0.5] }] })).toEqual([]);
    expect(upsert({ vectors: [{ values: [0.5] }] })).not.toEqual([]);
  });

  test("is refused where OpenAI would refuse it", ifShared(shared("specs/openai/openapi-subset.json")), async () => {
    const server = await startModelServer();
    const embed = async (body: unknown) => {
      const headers = { "content-type": "application/json", authorization: "Bearer a key" };
      return (await fetch(`${server.url}/embeddings`, { method: "POST", headers, body: JSON.stringify(body) })).status;
    };
    expect(await embed({ model: "local", input: "hello" })).toBe(200);
    expect(await embed({ model: "local" })).toBe(400);
    await server.close();
  });
});

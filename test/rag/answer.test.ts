import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AnswerEvent, Rag } from "../../src/core/answer.ts";
import type { Tokens } from "../../src/models/chat.ts";
import { createRag, type Meter, type RagOptions } from "../../src/rag/answer.ts";
import { ANSWER_RULES, NOT_IN_DOCS } from "../../src/rag/prompts.ts";
import { sourceOf } from "../../src/rag/retrieve.ts";
import { excerptOf } from "../../src/rag/search-results.ts";
import { textOf } from "../support/model-mind.ts";
import { type Fault, type ModelServer, startModelServer } from "../support/model-server.ts";
import { ask, engineWith, question, silent, turn } from "../support/rag.ts";

const pages = [
  {
    path: "variables",
    title: "Environment variables",
    sections: {
      "Use variables": "You read environment variables from the env object. Each name begins with PUBLIC.",
      "Variables in production": "In production, environment variables come from the host's dashboard.",
    },
  },
  {
    path: "caching",
    title: "Caching",
    sections: {
      "Caching in production": "In production, the production cache keeps pages for 60 seconds in production.",
    },
  },
  { path: "deploy", title: "Deploy", sections: { "": "Run `npm run build`, then upload the folder named dist." } },
] as const;

let server: ModelServer;
let plain: Rag;
let withModel: Rag;

const rag = async (options: Partial<RagOptions> = {}) =>
  createRag({ engine: await engineWith(pages), log: silent, ...options });
const patience = { firstMs: 10_000, betweenMs: 10_000, shortMs: 10_000, retries: 0 };
/** For a model that says nothing: how long it is waited for then. */
const impatience = { firstMs: 400, betweenMs: 250, shortMs: 400, retries: 0 };
const chat = () => ({ model: "local", apiKey: "sk-secret-key", baseUrl: server.url });

/** What was measured. */
function recordingMeter() {
  const [spent, failed] = [[] as Tokens[], [] as string[]];
  const meter: Meter = { spend: (tokens) => void spent.push(tokens), fail: (trouble) => void failed.push(trouble) };
  return { spent, failed, meter };
}

beforeAll(async () => {
  server = await startModelServer();
  plain = await rag();
  withModel = await rag({ chat: chat(), patience });
});
afterEach(() => {
  server.fault();
  server.respond();
  server.delay(0);
});
afterAll(() => server.close());

const history = [turn("How do I use environment variables?", "You read them from the env object. [1]")];

describe("without a model", () => {
  it("quotes the docs and tells every step once", async () => {
    const { events, end, text } = await ask(plain, question("Which folder do I upload?"));
    expect(events.map((event) => event.type)).toEqual(["progress", "progress", "verdict", "text", "end"]);
    expect(text).toMatch(/^### Deploy\n\n\*\*.*folder named dist.*\n\n_Quoted from the docs\._$/s);
    const excerpt = "Run `npm run build`, then upload the folder named dist.";
    expect(end.sources).toEqual([{ n: 1, title: "Deploy", url: "https://docs.example.org/deploy", excerpt }]);
    expect(end.cited).toEqual(["deploy#0"]);
  });

  it("answers a single word that the docs say anything of, however few they are", async () => {
    expect((await ask(plain, question("dashboard"))).verdict).toBe("answered");
    expect((await ask(plain, question("kubernetes"))).verdict).toBe("refused");
  });

  it("understands a follow-up by what was asked before", async () => {
    const fresh = await ask(plain, question("and in production?"));
    const followUp = await ask(plain, question("and in production?", { history }));
    expect(fresh.end.sources[0]?.url).toContain("caching");
    expect(followUp.end.sources[0]?.url).toContain("variables-in-production");
  });

  it("says plainly that the docs do not answer, names the nearest pages and the next step", async () => {
    const { verdict, text, end } = await ask(plain, question("Which kubernetes cluster do I upload the folder to?"));
    expect(verdict).toBe("refused");
    expect(text).toMatch(/do not answer.*Try.*maintains/s);
    expect(end.sources[0]?.url).toContain("deploy");
    expect(new Set(end.sources.map(({ url }) => url.split("#")[0])).size).toBe(end.sources.length);
  });

  it("names no page where none is near", async () => {
    const { verdict, text, end } = await ask(plain, question("Which kubernetes helm charts upload sourdough bread?"));
    expect({ verdict, sources: end.sources, cited: end.cited }).toEqual({ verdict: "refused", sources: [], cited: [] });
    expect(text).toMatch(/do not answer/);
  });

  it("shows the nearest sections where it is not sure that they answer", async () => {
    const unsure = await rag({ refuseBelow: 0.1, unsureBelow: 0.9 });
    const { verdict, text, end } = await ask(unsure, question("Which kubernetes folder do I upload?"));
    expect(verdict).toBe("uncertain");
    expect(text).toBe(
      "I am not sure that the docs answer this. The nearest sections:\n\n**Deploy** [1]\n" +
        "> Run `npm run build`, then upload the folder named dist.",
    );
    expect(end).toMatchObject({ outcome: "uncertain", sources: [{ n: 1, title: "Deploy" }], cited: ["deploy#0"] });
  });

  it("quotes as much of each nearest section as tells whether it answers, around what was asked, and no more", async () => {
    const filler = "Other words stand here to fill the section. ".repeat(40);
    const long = `${filler}Upload the folder named dist. ${filler}`;
    const engine = await engineWith([{ path: "long", title: "Long", sections: { "": long } }]);
    const unsure = await rag({ engine, refuseBelow: 0.01, unsureBelow: 1 });
    const { verdict, text } = await ask(unsure, question("Which kubernetes folder do I upload?"));
    const quoted = text.split("\n> ")[1] ?? "";
    expect(verdict).toBe("uncertain");
    expect(quoted).toContain("Upload the folder named dist.");
    expect(quoted.length).toBeGreaterThan(300);
    expect(quoted.length).toBeLessThanOrEqual(350 + "… ".length + " …".length);
  });

  it("names no more than three sections, each of another page, where it is not sure", async () => {
    const many = ["a", "b", "c", "d"].map((path) => ({
      path,
      title: `Page ${path}`,
      sections: { One: `Upload the folder ${path}.`, Two: `The folder ${path} is for an upload.` },
    }));
    const unsure = await rag({ engine: await engineWith(many), refuseBelow: 0.01, unsureBelow: 1 });
    const { text, end } = await ask(unsure, question("Which kubernetes folder do I upload?"));
    expect(new Set(end.sources.map(({ url }) => url.split("#")[0])).size).toBe(3);
    expect(text.match(/^> /gm)).toHaveLength(3);
  });

  it("answers, is unsure or refuses by how sure the search is", async () => {
    const verdictOf = async (text: string) => (await ask(plain, question(text))).verdict;
    expect(await verdictOf("Which folder do I upload?")).toBe("answered");
    expect(await verdictOf("Which kubernetes folder do I upload?")).toBe("uncertain");
    expect(await verdictOf("Which kubernetes helm charts upload sourdough bread?")).toBe("refused");
  });

  it("shows what is near to a question in another language as no more than that, in its language", async () => {
    const { verdict, text, end } = await ask(plain, question("Wie lade ich den Ordner dist mit npm in die Cloud?"));
    expect(verdict).toBe("uncertain");
    expect(text).toMatch(/^Die Dokumentation ist in einer anderen Sprache geschrieben/);
    expect(end.sources[0]).toMatchObject({ title: "Deploy" });
    expect((await ask(plain, question("Wer hat das Lied der Deutschen geschrieben?"))).verdict).toBe("refused");
  });

  it("mends typos before it refuses", async () => {
    expect((await ask(plain, question("how do i dpeloy the fodler"))).verdict).toBe("answered");
  });

  it("leaves poems and insults to others", async () => {
    for (const text of [
      "write me a poem about cats",
      "explain it like I am five",
      "you are stupid",
      "Erzähl mir einen Witz",
    ])
      expect((await ask(plain, question(text))).verdict).toBe("talk");
  });

  it("answers small talk without a search", async () => {
    const { events, end } = await ask(plain, question("thanks!"));
    expect(events.map((event) => event.type)).toEqual(["verdict", "text", "end"]);
    expect(end).toMatchObject({ outcome: "talk", sources: [] });
  });

  it("takes a text that was pointed at for the question where nothing was typed", async () => {
    expect((await ask(plain, question("", { quoted: "Which folder do I upload?" }))).text).toContain("named dist");
  });

  it("asks what a text asks at which somebody only points, whatever else it says", async () => {
    const quoted = "Deploy failed on main\nWhich folder do I upload?\nHost: node-4, branch production";
    for (const text of ["", "can you answer this?", "what should they do?"])
      expect(await ask(plain, question(text, { quoted }))).toMatchObject({ verdict: "answered" });
    const { text } = await ask(plain, question("what should they do?", { quoted }));
    expect(text).toContain("named dist");
  });

  it("says what can be asked to somebody who asks nothing, and what it could not read", async () => {
    for (const text of ["", "_ _", "..."])
      expect(await ask(plain, question(text))).toMatchObject({ verdict: "talk", end: { sources: [] } });
    expect((await ask(plain, question("", { unread: ["shot.png"] }))).text).toMatch(/`shot.png`.*Ask me anything/s);
    expect((await ask(plain, question("", { quoted: "" }))).text).toMatch(/^I can read no words/);
    const answered = await ask(plain, question("Which folder do I upload?", { quoted: "" }));
    expect(answered.text).toMatch(/^_I can read no words in the message that you point at\._\n\n.*named dist/s);
  });

  it("nods at an emoji after an answer, and goes on where more is asked", async () => {
    for (const text of ["👍", "🎉🎉", ":+1:", "that worked, thank you!", "great, that did it", "no"])
      expect(await ask(plain, question(text, { history }))).toMatchObject({ verdict: "talk" });
    for (const text of ["and in production?", "why?", "example?"])
      expect((await ask(plain, question(text, { history }))).verdict).not.toBe("talk");
  });

  it("says which attachments were not read, their names as plain code", async () => {
    const { text } = await ask(plain, question("Which folder do I upload?", { unread: ["a`b[x](https://evil).png"] }));
    expect(text).toMatch(/^_I cannot read attachments, so I did not see `` a`b\[x\]\(https:\/\/evil\)\.png ``\._/);
  });

  it("tells a failing index calmly, with the question's id", async () => {
    const engine = { ...(await engineWith(pages)), search: () => Promise.reject(new Error("disk")) };
    const { text, end } = await ask(await rag({ engine }), question("Which folder?", { id: "C1:9" }));
    expect(end.outcome).toBe("failed");
    expect(text).toMatch(/Something went wrong.*`C1:9`/);
    expect(text).not.toContain("disk");
  });
});

describe("with a model", () => {
  it("takes yes for the answer to what it asked, and else for a nod", async () => {
    const offered = [turn("How do I use environment variables?", "From the env object [1]. Shall I show production?")];
    expect(await ask(withModel, question("yes please", { history: offered }))).not.toMatchObject({ verdict: "talk" });
    expect(await ask(withModel, question("yes please", { history }))).toMatchObject({ verdict: "talk" });
    expect(await ask(withModel, question("thanks", { history: offered }))).toMatchObject({ verdict: "talk" });
  });

  it("streams a cited answer from the passages", async () => {
    const { text, end, events } = await ask(withModel, question("Which folder do I upload?"));
    expect(text).toContain("upload the folder named dist. [1]");
    expect(end).toMatchObject({ outcome: "answered", support: 1, sources: [{ n: 1, title: "Deploy" }] });
    expect(events.filter((event) => event.type === "text").length).toBeGreaterThan(3);
  });

  it("reads a follow-up with the talk before it", async () => {
    const fresh = await ask(withModel, question("and in production?"));
    const followUp = await ask(withModel, question("and in production?", { history }));
    expect(fresh.end.sources[0]?.url).toContain("caching");
    expect(followUp.end.sources[0]?.url).toContain("variables-in-production");
  });

  it("condenses no question that stands alone, whatever was said before", async () => {
    const before = server.requests.length;
    await ask(withModel, question("Which folder do I upload?", { history }));
    expect(server.requests.length - before).toBe(1);
    await ask(withModel, question("Which folder is missing?", { quoted: "Error: no dist" }));
    expect(server.requests.length - before).toBe(3);
  });

  it("condenses only where there is something to condense, and sends history as messages", async () => {
    const before = server.requests.length;
    await ask(withModel, question("Which folder do I upload?", { id: "secret-id" }));
    expect(server.requests.length - before).toBe(1);
    await ask(withModel, question("and then?", { history }));
    expect(server.requests.length - before).toBe(3);
    expect(textOf(server.requests.at(-2)?.body.messages[1])).toMatch(/Person: How do I use.*and then\?/s);
    const last = server.requests.at(-1)?.body;
    expect(last?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(textOf(last?.messages[2])).toBe("You read them from the env object.");
    expect(JSON.stringify(server.requests)).not.toContain("secret-id");
  });

  it("puts a question in another language into the docs' for the search, and answers what was asked", async () => {
    const before = server.requests.length;
    server.respond(({ stream }) => (stream ? "Lade dist hoch. [1]" : "Which folder do I upload?"));
    const { verdict, end } = await ask(withModel, question("Was muss ich auf meinen Rechner in der Cloud laden?"));
    expect(verdict).toBe("answered");
    expect(end.sources[0]).toMatchObject({ title: "Deploy" });
    const [translating, answering] = server.requests.slice(before).map(({ body }) => body.messages.map(textOf));
    expect(translating?.[1]).toMatch(/^Put into English:.*Was muss ich/s);
    expect(answering?.at(-1)).toMatch(/named dist.*Was muss ich/s);
  });

  it("falls back to the talk as context where condensing fails", async () => {
    server.fault("server-error", { times: 1 });
    const { end } = await ask(withModel, question("and in production?", { history }));
    expect(end.outcome).toBe("answered");
    expect(end.sources[0]?.url).toContain("variables-in-production");
  });

  it("drops the oldest turns beyond the budget", async () => {
    const small = await rag({ chat: chat(), patience, historyTokens: 30 });
    await ask(small, question("Which folder?", { history: [turn("old ".repeat(60), "x"), turn("newer", "y")] }));
    const texts = server.requests.at(-1)?.body.messages.map(textOf).join("");
    expect(texts).toContain("newer");
    expect(texts).not.toContain("old old");
  });

  it("refuses by the model's word, however it is parted or wrapped, and shows none of it", async () => {
    for (const said of [
      NOT_IN_DOCS,
      `**${NOT_IN_DOCS}**`,
      `\n\`${NOT_IN_DOCS}\` because`,
      `<think>hm</think>${NOT_IN_DOCS}`,
    ]) {
      server.respond(() => said);
      const { verdict, text, end } = await ask(withModel, question("Which folder do I upload?"));
      expect(verdict).toBe("refused");
      expect(text).not.toContain("NOT");
      expect(end.sources.length).toBeGreaterThan(0);
    }
  });

  it("takes words that only begin like it for an answer", async () => {
    server.respond(() => "NOT_INCLUDED is a flag [1].");
    expect((await ask(withModel, question("Which folder?"))).verdict).toBe("answered");
  });

  it("tells what each request to the model cost", async () => {
    const { spent, meter } = recordingMeter();
    const counting = await rag({ chat: chat(), patience, meter });
    server.respond(({ stream }) => (stream ? "Upload the folder named dist. [1]" : "Which folder?"));
    await ask(counting, question("and then?", { history }));
    // The local server counts one token for four letters of an answer.
    expect(spent).toEqual([
      { read: 1, written: 4 },
      { read: 1, written: 9 },
    ]);
  });

  it("works with servers that do not count tokens", async () => {
    const { spent, meter } = recordingMeter();
    const asked = await rag({ chat: chat(), patience, meter });
    server.fault("no-stream-options");
    expect((await ask(asked, question("Which folder do I upload?"))).text).toMatch(/^Run .*\[1\]/);
    expect(spent).toEqual([]);
  });

  it.each<Fault>(["unauthorized", "unknown-model", "rate-limit", "server-error", "hang", "empty"])(
    "lets the docs speak where the model fails before its first word: %s",
    async (fault) => {
      server.fault(fault, { retryAfter: 0 });
      const { failed, meter } = recordingMeter();
      const asked = await rag({ chat: chat(), patience: fault === "hang" ? impatience : patience, meter });
      const { text, end } = await ask(asked, question("Which folder do I upload?", { id: "C1:7" }));
      expect(failed).toHaveLength(1);
      expect(text).toMatch(/^_The language model .*`C1:7`\)\._\n\n### Deploy\n\n\*\*/);
      expect(text).toContain("folder named dist");
      expect(text).not.toMatch(/sk-secret|401|429|500|api key/i);
      expect(end.outcome).toBe("answered");
    },
  );

  it.each<Fault>(["cut", "unfinished", "malformed", "stall"])(
    "keeps what was shown and says why it ends: %s",
    async (fault) => {
      server.respond(() => "Run the build, then upload the folder named dist. [1] ".repeat(4));
      server.fault(fault);
      const { failed, meter } = recordingMeter();
      const asked = await rag({ chat: chat(), patience: fault === "stall" ? impatience : patience, meter });
      const { text, end } = await ask(asked, question("Which folder do I upload?", { id: "C1:8" }));
      expect(failed).toEqual([fault === "stall" ? "slow" : "broken"]);
      expect(text).toMatch(/^Run the build/);
      expect(end).toMatchObject({ outcome: "failed", note: expect.stringMatching(/language model.*`C1:8`/) });
      expect(end.sources).toHaveLength(1);
    },
  );

  it("tells the log what to do about a model that cannot be reached, and nothing that was said", async () => {
    const lines: string[] = [];
    const log = pino({ level: "warn" }, { write: (line) => void lines.push(line) });
    const nobody = { ...chat(), baseUrl: "http://127.0.0.1:1024/v1" };
    server.fault("unauthorized");
    for (const endpoint of [chat(), nobody])
      await ask(await rag({ chat: endpoint, log, patience: impatience }), question("Which folder do I upload?"));
    server.fault();
    expect(lines.map((line) => JSON.parse(line).cause)).toMatchObject([
      { trouble: "rejected", status: 401, remedy: "Check OPENAI_API_KEY." },
      { trouble: "down", code: "ECONNREFUSED", remedy: "Check OPENAI_BASE_URL and the network." },
    ]);
    expect(lines.join()).not.toMatch(/folder|sk-secret-key/);
  });

  it("says so while no documentation has been read yet", async () => {
    const { text, end } = await ask(await rag({ engine: await engineWith([]) }), question("Which folder do I upload?"));
    expect(text).toBe("I am still reading the documentation. Please ask again in a moment.");
    expect(end).toMatchObject({ outcome: "refused", sources: [] });
  });

  it("closes the request and ends with the sources of what was shown when it is stopped", async () => {
    server.delay(30);
    server.respond(() => `Run the build [1]. ${"word ".repeat(400)}`);
    const stop = new AbortController();
    const seen: AnswerEvent[] = [];
    for await (const event of withModel.answer(question("Which folder do I upload?"), stop.signal)) {
      seen.push(event);
      if (event.type === "text" && event.text.includes("[1]")) stop.abort();
    }
    expect(seen.at(-1)).toMatchObject({ type: "end", sources: [{ n: 1 }] });
    expect(seen.filter(({ type }) => type === "text").length).toBeLessThan(100);
    await expect.poll(() => server.requests.at(-1)?.aborted).toBe(true);
  });

  it("rejects at once when it is stopped while the index searches", async () => {
    const searching = Promise.withResolvers<void>();
    const search = () => {
      searching.resolve();
      return new Promise<never>(() => {});
    };
    const stop = new AbortController();
    const asked = ask(await rag({ engine: { ...(await engineWith(pages)), search } }), question("Which?"), stop.signal);
    await Promise.all([searching.promise.then(() => stop.abort()), expect(asked).rejects.toThrow()]);
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });

  it("logs the cause and nothing that was said", async () => {
    const lines: string[] = [];
    const log = Object.assign(Object.create(silent), {
      warn: (...entry: unknown[]) => lines.push(JSON.stringify(entry)),
    });
    server.fault("unauthorized");
    await ask(await rag({ chat: chat(), patience, log }), question("Which folder do I upload?", { id: "C1:6" }));
    expect(lines.join()).toMatch(/C1:6.*401/);
    expect(lines.join()).not.toMatch(/sk-secret|folder/);
  });

  it("gives the model its rules first, as the only system message", async () => {
    await ask(withModel, question("Which folder do I upload?"));
    const messages = server.requests.at(-1)?.body.messages ?? [];
    expect(messages.filter(({ role }) => role === "system").map(textOf)).toEqual([ANSWER_RULES]);
  });
});

describe("search", () => {
  it("names each page once, and keeps code", async () => {
    const long = "It reads `max_*_age` of each *image* in turn. ".repeat(12);
    const engine = await engineWith([
      { path: "proxy", title: "Proxy", sections: { A: "The proxy is set.", B: "The proxy of images is set." } },
      { path: "cache", title: "Cache", sections: { C: `${long}\n\n\`\`\`sh\nproxy --set a_b*\n\`\`\`` } },
    ]);
    const hits = await (await rag({ engine })).search("proxy set", 5);
    expect(hits.map(({ url }) => url.split("#")[0]?.split("/").at(-1)).toSorted()).toEqual(["cache", "proxy"]);
    const excerpt = hits.find(({ url }) => url.includes("cache"))?.excerpt ?? "";
    expect(excerpt).toContain("`proxy --set a_b*`");
    expect(excerpt.split("`").length % 2).toBe(1);
    expect(excerpt).toContain("`max_*_age` of each image");
    const cut = (await (await rag({ engine })).search("turn age", 5)).find(({ url }) => url.includes("cache"));
    expect((cut?.excerpt.split("`").length ?? 0) % 2).toBe(1);
  });

  it("opens code again where an excerpt begins in it", () => {
    const code = `\`${"step --quiet ".repeat(30)}proxy --set\``;
    expect(excerptOf(`Run ${code}.`, "proxy")).toMatch(/^… `[^`]*proxy --set`\.$/);
  });

  it("tells of a file of this machine where it lies within its source", () => {
    const section = { title: "A", headings: [], path: "guide/a.md" };
    expect(sourceOf({ ...section, url: "file:///srv/docs/guide/a.md" }, 1).path).toBe("guide/a.md");
    expect(sourceOf({ ...section, url: "https://docs.example.org/a" }, 1).path).toBeUndefined();
  });

  it("names each page, with what stands around the words", async () => {
    const hits = await plain.search("production cache", 2);
    expect(hits).toHaveLength(2);
    expect(hits[0]).toEqual({
      title: "Caching: Caching in production",
      url: "https://docs.example.org/caching#caching-in-production",
      excerpt: "In production, the production cache keeps pages for 60 seconds in production.",
    });
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { type Delivery, type DeliveryOptions, deliver } from "../../src/bot/deliver.ts";
import type { Content } from "../../src/core/adapter.ts";
import type { AnswerEvent, End, Source } from "../../src/core/answer.ts";
import { DeliveryError, LeaseLostError, UserError } from "../../src/core/errors.ts";
import { createLog } from "../../src/core/log.ts";
import { joinParts, oddAnswer, pieces, randomNumbers } from "../support/answers.ts";
import { type Call, type MemoryThread, memoryThread } from "../support/memory-thread.ts";

const SOURCES: readonly Source[] = [{ n: 1, title: "Images", url: "https://docs.example.com/images/" }];
const WHOLE: End = { type: "end", outcome: "answered", sources: [], cited: [] };

/** An answer in these pieces; between two of them whatever `between` waits for. */
async function* answer(
  texts: readonly string[],
  end = WHOLE,
  between?: () => Promise<unknown>,
): AsyncGenerator<AnswerEvent> {
  yield { type: "progress", step: "searching" };
  yield { type: "verdict", outcome: end.outcome };
  for (const text of texts) {
    await between?.();
    yield { type: "text", text };
  }
  await between?.();
  yield end;
}

/** As `answer`, but it breaks with `error` where its end would be, once `moment` has come. */
async function* breaking(
  texts: readonly string[],
  error: Error,
  moment?: () => Promise<unknown>,
): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome: "answered" };
  for (const text of texts) yield { type: "text", text };
  await moment?.();
  throw error;
}

function run(
  events: AsyncIterable<AnswerEvent>,
  thread: MemoryThread,
  options: Partial<DeliveryOptions> = {},
): Promise<Delivery> {
  return deliver(events, thread, {
    signal: new AbortController().signal,
    actions: { during: ["stop"], after: () => ["helpful", "unhelpful"] },
    quiet: false,
    log: createLog("silent"),
    ...options,
  });
}

const untilAborted: DeliveryOptions["wait"] = (_, signal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
const texts = (thread: MemoryThread) => thread.messages.map(({ text }) => text);
const called = (thread: MemoryThread, times: number) => () =>
  vi.waitFor(() => expect(thread.calls.length).toBeGreaterThanOrEqual(times), { interval: 1 });

describe("a whole answer", () => {
  test("of which another process has the lease is written no further, not even with a mark", async () => {
    const thread = memoryThread();
    const lost = new AbortController();
    const losing = async () => {
      await called(thread, 1)();
      lost.abort(new LeaseLostError("another process has it"));
    };
    const delivery = await run(breaking(["Half of"], new Error("aborted"), losing), thread, { signal: lost.signal });
    expect(texts(thread)).toEqual(["Half of"]);
    expect(thread.calls).toHaveLength(1);
    expect(delivery.state).not.toBe("delivered");
  });

  test.each(["uncertain", "refused"] as const)("says of %s that its sources are merely near", async (outcome) => {
    const thread = memoryThread();
    await run(answer(["Hm."], { ...WHOLE, outcome, sources: SOURCES }), thread);
    expect(thread.messages.at(-1)).toMatchObject({ sources: SOURCES, isNearest: true });
  });

  test("stands in one message with its sources and buttons", async () => {
    const thread = memoryThread();
    const end = { ...WHOLE, sources: SOURCES, cited: ["c1"], support: 0.5 };
    const delivery = await run(answer(["Use the ", "component [1]."], end), thread);
    expect(thread.messages).toEqual([
      {
        text: "Use the component [1].",
        done: true,
        cited: SOURCES,
        sources: SOURCES,
        actions: ["helpful", "unhelpful"],
      },
    ]);
    expect(delivery).toEqual({
      shown: "Use the component [1].",
      state: "delivered",
      outcome: "answered",
      sources: SOURCES,
      cited: ["c1"],
      support: 0.5,
    });
    expect(thread.steps).toEqual(["searching"]);
  });

  test("grows while it is made, with a button to stop it", async () => {
    const thread = memoryThread();
    let number = 0;
    await run(
      answer(["One. ", "Two. ", "Three."], WHOLE, () => called(thread, number++)()),
      thread,
    );
    expect(thread.calls.map(({ content }) => content)).toEqual([
      { text: "One.", done: false, actions: ["stop"] },
      { text: "One. Two.", done: false, actions: ["stop"] },
      { text: "One. Two. Three.", done: false, actions: ["stop"] },
      { text: "One. Two. Three.", done: true, sources: [], actions: ["helpful", "unhelpful"] },
    ]);
  });

  test("with nothing in it posts nothing", async () => {
    const thread = memoryThread();
    expect(await run(answer([" ", "\n"]), thread)).toMatchObject({ state: "nothing", shown: "" });
    expect(thread.calls).toEqual([]);
  });

  test("never shows the beginning of a line that may end a fence, or half of a character", async () => {
    const thread = memoryThread();
    let number = 0;
    const parts = ["```js\nlet x\n``", "`\nDone \ud83d", "\ude00."];
    await run(
      answer(parts, WHOLE, () => called(thread, number++)()),
      thread,
    );
    expect(thread.calls.slice(0, 2).map(({ content }) => content.text)).toEqual([
      "```js\nlet x\n",
      "```js\nlet x\n```\nDone",
    ]);
    expect(texts(thread)).toEqual(["```js\nlet x\n```\nDone 😀."]);
  });
});

describe("pace", () => {
  test("one call at a time, at most one update in updateMs, the latest text wins", async () => {
    vi.useFakeTimers();
    try {
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const began: number[] = [];
      const before = async () => {
        began.push(Date.now());
        await pause(150);
      };
      const thread = memoryThread({ updateMs: 1000, limit: 5000, before });
      const words = Array.from({ length: 400 }, (_, index) => `word${index} `);
      const wait = (ms: number, signal: AbortSignal) =>
        Promise.race([pause(ms), new Promise((resolve) => signal.addEventListener("abort", resolve))]);
      const delivery = run(
        answer(words, WHOLE, () => pause(20)),
        thread,
        { wait },
      );
      await vi.advanceTimersByTimeAsync(20_000);
      expect((await delivery).state).toBe("delivered");
      expect(thread.breaches).toEqual([]);
      // 8 seconds of writing: the first words at once, then one update each 1.15 s, then the end.
      expect(thread.calls).toHaveLength(8);
      const gaps = began.slice(1, -1).map((at, index) => at - (began[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
      expect(thread.calls[0]?.content.text.split(" ")).toHaveLength(2);
      expect(thread.calls[3]?.content.text.split(" ").length).toBeGreaterThan(150);
    } finally {
      vi.useRealTimers();
    }
  });

  test("an answer that is there at once is one call", async () => {
    const thread = memoryThread({ updateMs: 1000 });
    await run(answer(pieces("A short answer, in many small pieces.", 1, 3)), thread);
    expect(thread.calls).toHaveLength(1);
  });

  test("the end does not wait for the pace", async () => {
    const thread = memoryThread({ updateMs: 60_000 });
    const delivery = await run(answer(["All of it."]), thread);
    expect(delivery.state).toBe("delivered");
  });
});

describe("a long answer", () => {
  const long = (count: number) =>
    Array.from({ length: count }, (_, index) => `Sentence number ${index} of this.`).join("\n\n");

  test("goes on in further messages; buttons are on the last one only", async () => {
    const thread = memoryThread({ limit: 100 });
    const text = long(9);
    await run(
      answer(pieces(text, 3, 9), WHOLE, () => sleep(0)),
      thread,
    );
    expect(thread.messages.length).toBeGreaterThan(2);
    expect(joinParts(texts(thread), text)).toBe(text);
    expect(thread.messages.slice(0, -1).filter(({ actions, done }) => actions || !done)).toEqual([]);
    expect(thread.messages.at(-1)?.actions).toEqual(["helpful", "unhelpful"]);
  });

  test("full messages are finished once and then left alone", async () => {
    const thread = memoryThread({ limit: 100 });
    await run(
      answer(pieces(long(9), 3, 9), WHOLE, () => sleep(0)),
      thread,
    );
    for (const [index] of thread.messages.slice(0, -1).entries()) {
      const calls = thread.calls.filter(({ message }) => message === index);
      expect(calls.filter(({ content }) => content.done)).toHaveLength(1);
      expect(calls.at(-1)?.content.done).toBe(true);
    }
  });

  test("what is beyond the last message goes as a file", async () => {
    const thread = memoryThread({ limit: 100, messages: 2 });
    const text = `Before.\n\n\`\`\`js\n${"const x = 1;\n".repeat(40)}\`\`\`\n\nAfter it.`;
    const delivery = await run(
      answer(pieces(text, 5, 20), { ...WHOLE, sources: SOURCES }, () => sleep(0)),
      thread,
    );
    const last = thread.messages.at(-1) as Content;
    expect(thread.messages.slice(0, 2).map(({ done }) => done)).toEqual([true, true]);
    expect(last).toMatchObject({
      sources: SOURCES,
      actions: ["helpful", "unhelpful"],
      attachment: { name: "answer.md" },
    });
    expect(last.attachment?.text).toMatch(/^```js\nconst x = 1;\n[\s\S]*\nAfter it\.$/);
    const shown = [...texts(thread).filter(Boolean), last.attachment?.text ?? ""];
    expect(joinParts(shown, text)).toBe(text);
    expect(delivery).toMatchObject({ shown: text, state: "delivered" });
    expect(thread.breaches).toEqual([]);
  });

  test("each message is told of the sources that it cites as soon as the answer cites them", async () => {
    const thread = memoryThread({ limit: 100 });
    const [first, second] = [1, 2].map((n) => ({ n, title: "T", url: `https://docs.example.com/${n}` }));
    async function* events(): AsyncGenerator<AnswerEvent> {
      yield { type: "verdict", outcome: "answered" };
      yield { type: "text", text: `${"One ".repeat(20)}[1].\n\n`, sources: [first].filter((one) => one !== undefined) };
      await called(thread, 1)();
      const sources = [first, second].filter((one) => one !== undefined);
      yield { type: "text", text: `${"Two ".repeat(20)}[2].`, sources };
      await called(thread, 2)();
      yield { ...WHOLE, sources };
    }
    await run(events(), thread);
    expect(thread.calls.at(0)?.content).toMatchObject({ done: false, cited: [first] });
    expect(thread.messages.map(({ cited }) => cited)).toEqual(
      [[first], [second], undefined].slice(0, thread.messages.length),
    );
    expect(thread.messages.length).toBeGreaterThan(1);
  });

  test("sources that do not fit any more stand in one more message, and many in several", async () => {
    const thread = memoryThread({ limit: 100 });
    const many = Array.from({ length: 6 }, (_, index) => ({
      n: index + 1,
      title: "T",
      url: `https://docs.example.com/${index}`,
    }));
    await run(answer(["x".repeat(90)], { ...WHOLE, sources: many }), thread);
    expect(thread.messages[0]).toEqual({ text: "x".repeat(90), done: true });
    expect(thread.messages.slice(1).flatMap(({ sources }) => sources)).toEqual(many);
    expect(thread.messages.filter(({ actions }) => actions)).toEqual([thread.messages.at(-1)]);
    expect(thread.breaches).toEqual([]);
  });

  test("an open fence is closed before anything else is written under it", async () => {
    const thread = memoryThread();
    await run(answer(["```js\nlet x"], { ...WHOLE, outcome: "failed", note: "It broke off." }), thread);
    expect(texts(thread)).toEqual(["```js\nlet x\n```\n\nIt broke off."]);
  });
});

describe("an answer that ends early", () => {
  test("stopped by a person, it says so and keeps what was shown", async () => {
    const thread = memoryThread();
    const stop = new AbortController();
    const stopping = async () => {
      await called(thread, 1)();
      stop.abort();
    };
    const events = breaking(["The first half"], new DOMException("aborted", "AbortError"), stopping);
    const delivery = await run(events, thread, { signal: stop.signal });
    expect(delivery).toMatchObject({ state: "stopped", shown: "The first half", sources: [], cited: [] });
    expect(thread.messages).toEqual([
      { text: "The first half\n\n_Stopped._", done: true, sources: [], actions: ["helpful", "unhelpful"] },
    ]);
  });

  test("stopped, its end still brings the sources of what was shown", async () => {
    const thread = memoryThread();
    const stop = new AbortController();
    const source = { n: 1, title: "Deploy", url: "https://docs.example.com/deploy/" };
    async function* stopping(): AsyncGenerator<AnswerEvent> {
      yield { type: "verdict", outcome: "answered" };
      yield { type: "text", text: "Run the build. [1]" };
      stop.abort();
      yield { type: "end", outcome: "answered", sources: [source], cited: ["chunk"] };
    }
    const delivery = await run(stopping(), thread, { signal: stop.signal });
    expect(delivery).toMatchObject({ state: "stopped", shown: "Run the build. [1]", sources: [source] });
    expect(thread.messages.at(-1)).toMatchObject({ text: "Run the build. [1]\n\n_Stopped._", sources: [source] });
  });

  test("stopped while the model goes on regardless, nothing more is shown", async () => {
    const thread = memoryThread();
    const stop = new AbortController();
    let closed = false;
    async function* deaf(): AsyncGenerator<AnswerEvent> {
      try {
        yield { type: "text", text: "Before." };
        stop.abort();
        yield { type: "text", text: " After." };
      } finally {
        closed = true;
      }
    }
    expect(await run(deaf(), thread, { signal: stop.signal })).toMatchObject({ state: "stopped", shown: "Before." });
    expect(texts(thread)).toEqual(["Before.\n\n_Stopped._"]);
    expect(closed).toBe(true);
  });

  test("stopped before its first word, only the mark stands there", async () => {
    const thread = memoryThread();
    const signal = AbortSignal.abort();
    const delivery = await run(breaking([], new Error("aborted")), thread, { signal });
    expect(delivery).toMatchObject({ state: "nothing", shown: "" });
    expect(texts(thread)).toEqual(["_Stopped._"]);
  });

  test("ended by Docent itself, it says why and counts as cut", async () => {
    const thread = memoryThread();
    const stop = new AbortController();
    const ending = async () => {
      await called(thread, 1)();
      stop.abort(new UserError("Docent is restarting."));
    };
    const delivery = await run(breaking(["Half of"], new Error("aborted"), ending), thread, { signal: stop.signal });
    expect(delivery).toMatchObject({ state: "cut", shown: "Half of" });
    expect(texts(thread)).toEqual(["Half of\n\n_Docent is restarting._"]);
  });

  test("cut by trouble told at its end, it carries the note", async () => {
    const thread = memoryThread();
    const end: End = { ...WHOLE, outcome: "failed", note: "The model went away (id 7)." };
    expect(await run(answer(["Half of"], end), thread)).toMatchObject({
      state: "cut",
      shown: "Half of",
      outcome: "failed",
    });
    expect(texts(thread)).toEqual(["Half of\n\nThe model went away (id 7)."]);
  });

  test("cut by an error, it ends with a calm sentence that tells nothing of the error", async () => {
    const thread = memoryThread();
    const delivery = await run(breaking(["Half of"], new Error("secret cause")), thread);
    expect(delivery).toMatchObject({ state: "cut", shown: "Half of" });
    expect(texts(thread)).toEqual(["Half of\n\n_Something went wrong, so this ends here. Please ask again._"]);
  });

  test("a mark that does not fit any more stands in one more message", async () => {
    const thread = memoryThread({ limit: 70 });
    await run(breaking(["x".repeat(70)], new Error("broken")), thread);
    expect(texts(thread)).toEqual(["x".repeat(70), "_Something went wrong, so this ends here. Please ask again._"]);
  });
});

describe("where nobody asked by name", () => {
  const ends: readonly End[] = (["refused", "talk", "failed"] as const).map((outcome) => ({ ...WHOLE, outcome }));
  test.each(ends)("$outcome is silence, and the answer is not made any further", async (end) => {
    const thread = memoryThread();
    let closed = false;
    let finished = false;
    async function* events(): AsyncGenerator<AnswerEvent> {
      try {
        yield* answer(["The docs", " do not say."], end, () => sleep(10));
        finished = true;
      } finally {
        closed = true;
      }
    }
    const delivery = await run(events(), thread, { quiet: true });
    expect(delivery).toMatchObject({ state: "nothing", shown: "", outcome: end.outcome });
    expect(thread.calls).toEqual([]);
    expect(thread.steps).toEqual([]);
    expect({ closed, finished }).toEqual({ closed: true, finished: false });
  });

  test("an error or a stop before the first word is silence, too", async () => {
    const thread = memoryThread();
    expect(await run(breaking([], new Error("broken")), thread, { quiet: true })).toMatchObject({ state: "nothing" });
    expect(thread.calls).toEqual([]);
  });

  test("an answer from the docs is delivered", async () => {
    const thread = memoryThread();
    expect(await run(answer(["Use it."]), thread, { quiet: true })).toMatchObject({ state: "delivered" });
    expect(texts(thread)).toEqual(["Use it."]);
  });
});

describe("a platform that does not take it", () => {
  const refuse = (when: (call: Call) => boolean, error: Error) => (call: Call) => {
    if (when(call)) throw error;
  };

  test("a lost update in between does not matter", async () => {
    const thread = memoryThread({
      before: refuse(({ kind, content }) => kind === "update" && !content.done, new Error("busy")),
    });
    let number = 0;
    const delivery = await run(
      answer(["One. ", "Two. ", "Three."], WHOLE, () => called(thread, number++)()),
      thread,
    );
    expect(delivery).toMatchObject({ state: "delivered", shown: "One. Two. Three." });
    expect(texts(thread)).toEqual(["One. Two. Three."]);
  });

  test.each(["gone", "denied", "expired"] as const)(
    "%s before the first message: nothing was shown",
    async (failure) => {
      const thread = memoryThread({ before: refuse(() => true, new DeliveryError(failure, "no")) });
      expect(await run(answer(["One."]), thread)).toMatchObject({ state: "nothing", shown: "" });
      expect(thread.calls).toHaveLength(1);
    },
  );

  test("gone half-way: what was shown counts, and the answer is not made any further", async () => {
    const gone = new DeliveryError("gone", "deleted");
    const thread = memoryThread({ before: refuse(({ kind }) => kind === "update", gone) });
    let made = 0;
    const between = () => called(thread, Math.min(made++, 2))();
    const delivery = await run(
      answer(
        Array.from({ length: 20 }, () => "More. "),
        WHOLE,
        between,
      ),
      thread,
    );
    expect(delivery).toMatchObject({ state: "cut", shown: "More." });
    expect(thread.calls).toHaveLength(2);
    expect(made).toBeLessThan(6);
  });

  test("an end that is not taken is tried once more as a calm one", async () => {
    let refused = 0;
    const thread = memoryThread({
      before: refuse(({ content }) => content.done && refused++ === 0, new Error("broken")),
    });
    const delivery = await run(answer(["One. ", "Two."], WHOLE, called(thread, 0)), thread, {
      wait: () => Promise.resolve(),
    });
    expect(delivery.state).toBe("cut");
    expect(thread.messages.at(-1)).toMatchObject({ done: true });
    expect(texts(thread).at(-1)).toContain("_Something went wrong, so this ends here. Please ask again._");
  });

  test("a message that cannot be posted cuts the answer where it is", async () => {
    const thread = memoryThread({
      limit: 100,
      before: refuse(({ kind, message }) => kind === "post" && message === 1, new Error("no")),
    });
    const delivery = await run(answer(["First part. ".repeat(8), "Second part. ".repeat(8)]), thread);
    expect(delivery.state).toBe("cut");
    expect("First part. ".repeat(8)).toContain(delivery.shown);
    expect(delivery.shown).not.toBe("");
    expect(thread.messages).toHaveLength(1);
  });
});

describe("100 odd answers", () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);

  test.each(seeds)("answer %i: within the limits, whole, and the same streamed or not", async (seed) => {
    const text = oddAnswer(seed);
    const limit = [150, 400, 2000][seed % 3] ?? 2000;
    const random = randomNumbers(seed);
    const slow = () => (random() < 0.3 ? sleep(0) : Promise.resolve());
    const thread = () => memoryThread({ limit, messages: 8, before: slow });
    const [streamed, atOnce] = [thread(), thread()];
    const end = { ...WHOLE, sources: SOURCES };
    const delivery = await run(answer(pieces(text, seed, 400), end, slow), streamed, { wait: slow });
    await run(answer([text], end), atOnce, { wait: untilAborted });
    expect(streamed.breaches).toEqual([]);
    const unlinked = ({ messages }: typeof streamed) => messages.map(({ cited: _, ...content }) => content);
    expect(unlinked(streamed)).toEqual(unlinked(atOnce));
    expect(delivery).toMatchObject({ state: "delivered", shown: text.trimEnd() });
    const rest = streamed.messages.at(-1)?.attachment?.text ?? "";
    expect(joinParts([...texts(streamed), rest].filter(Boolean), text)).toBe(text);
  });
});

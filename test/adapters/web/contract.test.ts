import { pino } from "pino";
import { createWebAdapter } from "../../../src/adapters/web/index.ts";
import type { Exchange } from "../../../src/adapters/web/render.ts";
import { startHttp } from "../../../src/http.ts";
import { createMetrics } from "../../../src/metrics.ts";
import { type AdapterStage, adapterContract } from "../../support/adapter-contract.ts";
import { readSnapshot, sendJson, visit } from "../../support/visit.ts";

const TALK = "0000000000000000000000000000000a";
const OWN_PAGE = "everything on the page is seen by its own browser alone";

const stage: AdapterStage = {
  name: "The page",
  skips: {
    "a private answer is seen by its asker alone": OWN_PAGE,
    "a place that is gone says so": "a page that is closed shows the answer when it is opened again",
    "the rest of a long answer is a file": "a message on the page has no greatest length",
  },
  async start(bot) {
    const log = pino({ level: "silent" });
    const about = { historyDays: 30, historyTurns: 10, sources: async () => [] };
    const adapter = createWebAdapter({ host: "127.0.0.1", history: async () => [], about, log });
    await adapter.start(bot);
    const routes = adapter.routes ? [adapter.routes] : [];
    const metrics = createMetrics().registry;
    const http = await startHttp({ host: "127.0.0.1", port: 0, log, routes, reasons: () => [], metrics });
    const [asker, bystander] = [(await visit(http.url)).cookies, (await visit(http.url)).cookies];
    let count = 0;

    async function post(path: string, body: object): Promise<Record<string, string>> {
      const answer = await sendJson(`${http.url}/api/${path}`, { conversation: TALK, ...body }, { cookie: asker });
      if (answer.status >= 400) throw new Error(answer.text);
      return JSON.parse(answer.text);
    }

    async function exchange(who: "asker" | "bystander" = "asker"): Promise<Exchange | undefined> {
      const cookie = who === "asker" ? asker : bystander;
      return (await readSnapshot(`${http.url}/api/events?conversation=${TALK}`, cookie)).at(-1);
    }

    const idOf = (act: number) => act.toString(16).padStart(32, "0");
    let last = "";
    return {
      adapter,
      async ask({ text }) {
        count += 1;
        last = text;
        await post("ask", { id: idOf(count), text });
      },
      redeliver: async () => void (await post("ask", { id: idOf(count), text: last })),
      async shown(who) {
        const { messages = [] } = (await exchange(who)) ?? {};
        return messages.map(({ text, sources }) =>
          [text, ...sources.map(({ n, title, href }) => `${n} ${title} ${href}`)].join("\n"),
        );
      },
      buttons: async () => (await exchange())?.messages.flatMap(({ actions }) => actions) ?? [],
      press: async (action) => (await post("act", { turn: (await exchange())?.id, action })).said ?? "",
      pings: async () => [],
      destroyPlace: async () => {},
      async close() {
        await adapter.stop();
        await adapter.close?.();
        await http.close();
      },
    };
  },
};

adapterContract(stage);

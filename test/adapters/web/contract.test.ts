import type { ShownExchange } from "../../../src/adapters/web/render.ts";
import { type AdapterStage, adapterContract } from "../../support/adapter-contract.ts";
import { readSnapshot, sendJson, visit } from "../../support/visit.ts";
import { servePage } from "../../support/web-page.ts";

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
    const { adapter, url, close } = await servePage(bot);
    const [asker, bystander] = [(await visit(url)).cookies, (await visit(url)).cookies];
    let count = 0;

    async function post(path: string, body: object): Promise<Record<string, string>> {
      const answer = await sendJson(`${url}/api/${path}`, { conversation: TALK, ...body }, { cookie: asker });
      if (answer.status >= 400) throw new Error(answer.text);
      return JSON.parse(answer.text);
    }

    async function exchange(who: "asker" | "bystander" = "asker"): Promise<ShownExchange | undefined> {
      const cookie = who === "asker" ? asker : bystander;
      return (await readSnapshot(`${url}/api/events?conversation=${TALK}`, cookie)).at(-1);
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
      press: async (action) => (await post("act", { promptId: (await exchange())?.id, action })).said ?? "",
      pings: async () => [],
      destroyPlace: async () => {},
      close,
    };
  },
};

adapterContract(stage);

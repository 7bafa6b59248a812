import type { ShownExchange } from "../../../src/adapters/web/render.ts";
import { type AdapterStage, adapterContract } from "../../support/adapter-contract.ts";
import { readSnapshot, sendJson, visit } from "../../support/visit.ts";
import { servePage } from "../../support/web-page.ts";

const TALK = "0000000000000000000000000000000a";
const OWN_PAGE = "everything on the page is seen by its own browser alone";
const NO_LIMIT = "a message on the page has no greatest length";
const ONLY_TEXT = "a question on the page is a text and nothing else";
const BY_NAME = "whoever writes on the page asks Docent";

const stage: AdapterStage = {
  name: "The page",
  skips: {
    "a private answer is seen by its asker alone": OWN_PAGE,
    "a place that is gone says so": "a page that is closed shows the answer when it is opened again",
    "the rest of a long answer is a file": NO_LIMIT,
    "a file may come with the end of an answer that grew": NO_LIMIT,
    "what the asker points at is quoted": ONLY_TEXT,
    "a file that cannot be read is named": ONLY_TEXT,
    "who moderates the place is known, and who does not": OWN_PAGE,
    "what is written on without a mention is a follow-up in the same place": BY_NAME,
    "what is written on to somebody else says so": BY_NAME,
    "an answer that is out of date says so later, in its own message and without a word to anybody":
      "the page shows what is remembered",
    "what is asked in a direct message is confidential, and nothing else": "the page has no direct messages",
    "an admin may have an answer kept as a regression case": "admins sign in with a token, which has a test of its own",
    "that Docent was removed reaches the bot": "the page is part of Docent",
  },
  async start(bot) {
    let page = await servePage(bot);
    const { adapter } = page;
    const [asker, bystander] = [(await visit(page.url)).cookies, (await visit(page.url)).cookies];
    let count = 0;
    let problem = "";

    async function post(path: string, body: object): Promise<Record<string, string>> {
      const answer = await sendJson(`${page.url}/api/${path}`, { conversation: TALK, ...body }, { cookie: asker });
      if (answer.status >= 400) problem = answer.text;
      if (answer.status >= 400) throw new Error(answer.text);
      return JSON.parse(answer.text);
    }

    async function exchange(who: "asker" | "bystander" = "asker"): Promise<ShownExchange | undefined> {
      const cookie = who === "asker" ? asker : bystander;
      return (await readSnapshot(`${page.url}/api/events?conversation=${TALK}`, cookie)).at(-1);
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
      async complain(why) {
        if (why === "cancel") return undefined;
        return (await post("act", { promptId: (await exchange())?.id, action: "unhelpful", why })).said;
      },
      pings: async () => [],
      async restart() {
        await page.close();
        page = await servePage(bot);
        return page.adapter;
      },
      acts: {
        async askDirectly(text) {
          count += 1;
          await post("ask", { id: idOf(count), text });
        },
        cancel: async () => void (await post("stop", {})),
        told: async () => problem,
      },
      destroyPlace: async () => {},
      close: () => page.close(),
    };
  },
};

adapterContract(stage);

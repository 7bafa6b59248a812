import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { WebOptions } from "../../src/adapters/web/context.ts";
import type { Source } from "../../src/core/answer.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { type Script, type ScriptedPage, startScriptedPage } from "./web-page.ts";

/** Two sources with their passages: one on the web, one a file of this machine. */
export const PASSAGES: readonly Source[] = [
  {
    n: 1,
    title: "Images: Formats",
    url: "https://docs.example.com/guides/images/#formats",
    excerpt: "Use `webp` where you can: it is a third smaller than other formats.",
  },
  {
    n: 2,
    title: "Routing",
    url: "file:///srv/docs/guide/routing.md",
    path: "guide/routing.md",
    excerpt: "A page is a route.",
  },
];

/** A browser for one file of tests, and the page that each of them opens; both are closed by themselves. */
export class PageStage {
  readonly #executable: string;
  #browser: Browser | undefined;
  #site: ScriptedPage | undefined;

  constructor(executable = "") {
    this.#executable = executable;
    beforeAll(async () => {
      this.#browser = await launchBrowser(this.#executable);
    });
    afterEach(async () => {
      await Promise.all(this.#browser?.contexts().map((context) => context.close()) ?? []);
      await this.#site?.close();
    });
    afterAll(() => this.#browser?.close());
  }

  get site(): ScriptedPage {
    if (!this.#site) throw new Error("No page was opened");
    return this.#site;
  }

  /** Serves the page over a script and opens it as somebody new; another person comes with `visit`. */
  async open(script: Script, { web = {}, ...context }: StageOptions = {}): Promise<Page> {
    this.#site = await startScriptedPage(script, web);
    return this.visit(context);
  }

  async visit(context: BrowserContextOptions = {}): Promise<Page> {
    if (!this.#browser) throw new Error("The browser has not started");
    const { page } = await openPage(this.#browser, this.site.url, context);
    return page;
  }
}

/** What a page is opened with: how it is served, and the browser's own look. */
export interface StageOptions extends BrowserContextOptions {
  readonly web?: Partial<WebOptions>;
}

/** Types a question and sends it. */
export async function ask(page: Page, text: string): Promise<void> {
  await page.getByLabel("Your question").fill(text);
  await page.keyboard.press("Enter");
}

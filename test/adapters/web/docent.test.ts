import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage } from "../../support/browser.ts";
import { type DocentProcess, startDocent } from "../../support/docent-process.ts";
import { writeDoc } from "../../support/library.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { chromium } from "../../support/needs.ts";

const executable = chromium();

/** Two hosts that are set up alike, and a page about environment variables in general. */
const DOCS = {
  "deploy/netlify.md": `# Deploy to Netlify

Connect your repository to Netlify and choose the publish folder dist.

## Environment variables

On Netlify, add environment variables such as NETLIFY_AUTH_TOKEN under Site configuration.
`,
  "guides/environment.md": `# Environment variables

Environment variables are read from a file named .env in the project folder.

## Which environment variables are needed

Only variables with the prefix PUBLIC_ reach the browser. No other environment variables are needed.
`,
  "guides/hostile.md": `# Embedding widgets

To embed a widget, write <script>window.pwned = 1</script> and <img src=x onerror="window.pwned = 1"> into the page.

\`\`\`html
</code></pre><script>window.pwned = 1</script>
\`\`\`
`,
};

describe.skipIf(!executable)("the page of a running Docent", () => {
  let browser: Browser;
  let folder: string;
  let docent: DocentProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "docent-page-"));
    for (const [path, content] of Object.entries(DOCS)) writeDoc(join(folder, "docs"), path, content);
    browser = await launchBrowser(executable ?? "");
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(settings: Record<string, string> = {}): Promise<void> {
    const docs = { DOCS: join(folder, "docs"), DOCS_BASE_URL: "https://docs.example.com" };
    docent = await startDocent(folder, { ...docs, ...settings });
    await docent.ready();
  }

  async function open(): Promise<Page> {
    return (await openPage(browser, docent.url)).page;
  }

  /** Asks, and waits for the whole answer; resolves to the addresses of its sources. */
  async function ask(page: Page, text: string): Promise<string[]> {
    await page.getByLabel("Your question").fill(text);
    await page.keyboard.press("Enter");
    // By its words and not its place: what was said and not kept gives way while the page connects anew.
    const exchange = page.locator(".exchange", { hasText: text }).last();
    await exchange.locator(".message:not(.writing)").waitFor();
    return exchange.locator(".sources a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  }

  const FOLLOW_UP = "And which environment variables?";

  /** The same words mean what was talked about, and nothing of it in a new conversation. */
  async function expectFollowUp(): Promise<void> {
    const page = await open();
    const [deploy] = await ask(page, "How do I deploy to Netlify?");
    expect(deploy).toContain("/deploy/netlify/");
    const [followUp] = await ask(page, FOLLOW_UP);
    expect(followUp).toContain("/deploy/netlify/");
    await page.getByRole("button", { name: "New conversation" }).click();
    const [alone] = await ask(page, FOLLOW_UP);
    expect(alone).toContain("/guides/environment/");
  }

  async function expectNothingRan(page: Page): Promise<void> {
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(await page.locator("#talk :is(script, img, iframe)").count()).toBe(0);
    expect(await page.locator("#talk a[href^='javascript']").count()).toBe(0);
  }

  describe("without a model", () => {
    beforeAll(() => start());
    afterAll(() => docent?.end("SIGKILL"));

    test("knows what a follow-up is about", expectFollowUp);

    test("runs nothing that a document says", async () => {
      const page = await open();
      const [source] = await ask(page, "How do I embed a widget?");
      expect(source).toContain("/guides/hostile/");
      await page.reload();
      await page.getByText("To embed a widget").waitFor();
      await expectNothingRan(page);
    });

    test("forgets on reset, and drains on SIGTERM", async () => {
      const page = await open();
      await ask(page, "How do I deploy to Netlify?");
      await ask(page, "reset");
      await page.locator(".exchange", { hasText: "How do I deploy to Netlify?" }).waitFor({ state: "detached" });
      await page.reload();
      await page.locator(".question .words", { hasText: "reset" }).waitFor();
      expect(await page.locator(".exchange").count()).toBe(1);
      const [alone] = await ask(page, FOLLOW_UP);
      expect(alone).toContain("/guides/environment/");
      expect(await docent.end()).toBe(0);
    });
  });

  describe("with a model", () => {
    let model: ModelServer;
    beforeAll(async () => {
      model = await startModelServer();
      await start({ OPENAI_BASE_URL: model.url });
    });
    afterAll(async () => {
      await docent?.end("SIGKILL");
      await model.close();
    });

    test("knows what a follow-up is about", expectFollowUp);

    test("runs nothing that the model says", async () => {
      model.respond(
        () => "See <script>window.pwned = 1</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) [1].",
      );
      const page = await open();
      await ask(page, "How do I deploy to Netlify?");
      model.respond();
      await expectNothingRan(page);
    });

    test("goes on with an answer after the page was reloaded and after Docent was killed", async () => {
      const page = await open();
      model.delay(60);
      await page.getByLabel("Your question").fill("How do I deploy to Netlify?");
      await page.keyboard.press("Enter");
      await page.locator(".message.writing").waitFor();
      await page.reload();
      await page.locator(".message.writing").waitFor();
      await docent.end("SIGKILL");
      await page.getByText("The connection is lost").waitFor();
      model.delay(0);
      await start({ OPENAI_BASE_URL: model.url, PORT: new URL(docent.url).port });
      await page.locator(".message:not(.writing) .sources a").first().waitFor({ state: "attached", timeout: 15_000 });
      expect(await page.locator(".exchange").count()).toBe(1);
    });
  });
});

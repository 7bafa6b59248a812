import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { WebOptions } from "../../../src/adapters/web/context.ts";
import type { Content } from "../../../src/core/adapter.ts";
import type { Source } from "../../../src/core/answer.ts";
import { REASONS } from "../../../src/core/feedback.ts";
import { launchBrowser, openPage } from "../../support/browser.ts";
import { docsFolder } from "../../support/library.ts";
import { chromium } from "../../support/needs.ts";
import { answerWith, type Script, type ScriptedPage, startScriptedPage } from "../../support/web-page.ts";

const executable = chromium();
const SOURCES: readonly Source[] = [
  { n: 1, title: "Images: Formats", url: "https://docs.example.com/guides/images/#formats" },
  { n: 2, title: "Routing", url: "file:///srv/docs/guide/routing.md#basics", path: "guide/routing.md" },
];

/** What a document or a model may say to get at the reader. */
const HOSTILE = [
  "<script>window.pwned = 1</script>",
  "<img src=x onerror=alert(1)>",
  "[click](javascript:alert(1)) ![x](https://evil.example/leak.png)",
  "<svg/onload=alert(1)><iframe srcdoc='<script>parent.pwned=1</script>'>",
  "[1]: javascript:alert(1)\n\n[x][1] <https://evil.example/`onmouseover=alert(1)`>",
  '```html"><img/src/onerror=alert(1)>\n</code></pre><script>window.pwned = 1</script>\n```',
  "<a href='data:text/html,<script>alert(1)</script>'>x</a> <style>body{display:none}</style>",
];

describe.skipIf(!executable)("the page in a browser", () => {
  let browser: Browser;
  let site: ScriptedPage;
  beforeAll(async () => {
    browser = await launchBrowser(executable ?? "");
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await site.close();
  });

  async function open(script: Script, options: Partial<WebOptions> = {}, path = "") {
    site = await startScriptedPage(script, options);
    return openPage(browser, site.url + path);
  }

  async function ask(page: Page, text: string): Promise<void> {
    await page.getByLabel("Your question").fill(text);
    await page.keyboard.press("Enter");
  }

  const talk = (page: Page) => page.getByRole("list", { name: "Conversation" });
  const lastAnswer = (page: Page) => page.locator(".exchange").last().locator(".answer");

  test("offers questions that its documentation answers, and asks the one that is pressed", async () => {
    const { page } = await open(answerWith("Like this."));
    const examples = page.getByRole("list", { name: "Examples" }).getByRole("button");
    await expect
      .poll(() => examples.allTextContents(), { timeout: 8000 })
      .toEqual(["How do I install Astro?", "How do I deploy a site?", "What can you do?"]);
    expect(await page.locator("header").innerText()).toContain("astro");
    expect(await page.title()).toBe("Docent: astro");
    await examples.first().click();
    await expect.poll(() => talk(page).innerText()).toContain("How do I install Astro?");
  });

  test("streams an answer into view and lists its sources", async () => {
    const steps = [gate(), gate(), gate()];
    const { page, problems } = await open(async (_prompt, thread) => {
      await thread.progress("searching");
      await steps[0]?.passed;
      const message = await thread.post({ text: "Use the `Image`", done: false, actions: ["stop"] });
      await steps[1]?.passed;
      await message.update({ text: "Use the `Image` component [1]", done: false, actions: ["stop"] });
      await steps[2]?.passed;
      const content: Content = { text: "Use the `Image` component [1] on a route [2].", done: true, sources: SOURCES };
      await message.update(content);
      return content;
    });
    await ask(page, "How do I show images?");
    await talk(page).getByText("Searching the documentation").waitFor();
    steps[0]?.pass();
    await talk(page).getByText("Use the Image", { exact: true }).waitFor();
    steps[1]?.pass();
    await talk(page).getByText("Use the Image component 1", { exact: true }).waitFor();
    steps[2]?.pass();
    const row = page.getByRole("region", { name: "Sources" });
    await row.getByText("Sources (2)").click();
    const source = row.getByRole("link", { name: /Images: Formats/ });
    expect(await source.getAttribute("href")).toBe(SOURCES[0]?.url);
    expect(await source.getAttribute("target")).toBe("_blank");
    expect(await source.getAttribute("rel")).toContain("noopener");
    const marks = lastAnswer(page).locator("a.cite");
    expect(await marks.evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
      SOURCES[0]?.url,
      expect.stringMatching(/^\/source\?conversation=[0-9a-f]{32}&promptId=[0-9a-f]{32}&n=2$/),
    ]);
    expect(await page.getByText("guide/routing.md", { exact: true }).isVisible()).toBe(true);
    expect(await page.content()).not.toContain("/srv/docs");
    expect(problems).toEqual([]);
  });

  test("shows a cited file of this machine at its section, to its own reader alone", async () => {
    const folder = docsFolder({
      "a.md":
        "---\ntitle: A\n---\n# Widths\n\n<script>window.pwned = 1</script>\n\n## The default, really\n\nIt is `a[1]`, see [1].\n",
    });
    const url = `${pathToFileURL(join(folder, "a.md")).href}#the-default-really`;
    const { page, problems } = await open(answerWith("It is 800 [1].", [{ n: 1, title: "Widths", url }]));
    await ask(page, "How wide?");
    await page.getByText("Sources (1)").click();
    const source = page.getByRole("region", { name: "Sources" }).getByRole("link", { name: "Widths" });
    const [tab] = await Promise.all([page.context().waitForEvent("page"), source.click()]);
    await tab.locator(".cited", { hasText: "The default, really" }).waitFor();
    const article = await tab.locator("article").innerText();
    expect(article).toContain("<script>window.pwned = 1</script>");
    expect(article).toContain("It is a[1], see [1].");
    expect(article).not.toContain("title: A");
    expect(await tab.evaluate("window.pwned")).toBeUndefined();
    expect(problems).toEqual([]);
    const { page: stranger } = await openPage(browser, site.url);
    await stranger.goto(tab.url());
    await stranger.getByText("is not there any more").waitFor();
  });

  test("keeps the conversation through a reload, and an answer that is being written too", async () => {
    const half = gate();
    const { page } = await open(async (prompt, thread) => {
      const message = await thread.post({ text: `First half of ${prompt.text}`, done: false });
      if (prompt.text === "two") await half.passed;
      const content: Content = { text: `First half of ${prompt.text}, second half.`, done: true, sources: SOURCES };
      await message.update(content);
      return content;
    });
    await ask(page, "one");
    await talk(page).getByText("First half of one, second half.").waitFor();
    await ask(page, "two");
    await talk(page).getByText("First half of two").waitFor();
    await page.reload();
    await talk(page).getByText("First half of one, second half.").waitFor();
    await talk(page).getByText("First half of two").waitFor();
    half.pass();
    await talk(page).getByText("First half of two, second half.").waitFor();
    expect(await page.locator(".question .words").allTextContents()).toEqual(["one", "two"]);
  });

  test("begins anew on request and shows nothing of before", async () => {
    const { page } = await open(answerWith("So it is."));
    await ask(page, "one");
    await talk(page).getByText("So it is.").waitFor();
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByText("What would you like to know?").waitFor();
    await ask(page, "two");
    await talk(page).getByText("So it is.").waitFor();
    expect(await page.locator(".question .words").allTextContents()).toEqual(["two"]);
    const [one, two] = site.prompts;
    expect(one?.place.channel).not.toBe(two?.place.channel);
    await page.reload();
    await talk(page).getByText("So it is.").waitFor();
    expect(await page.locator(".question .words").allTextContents()).toEqual(["two"]);
  });

  test("shows hostile text as text, from documents, models and people", async () => {
    const { page, problems } = await open(async (prompt, thread) => {
      const hostile = { n: 1, title: prompt.text, url: "javascript:alert(1)" };
      const content: Content = { text: `${prompt.text}\n\nThe end [1].`, done: true, sources: [hostile] };
      await thread.post(content);
      return content;
    });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const ends = talk(page).getByText("The end");
    for (const [index, text] of HOSTILE.entries()) {
      await ask(page, text);
      await ends.nth(index).waitFor();
    }
    await page.reload();
    await ends.nth(HOSTILE.length - 1).waitFor();
    expect(await page.evaluate(FIND_ACTIVE)).toEqual([]);
    expect(await page.locator(".prose").first().innerText()).toContain(HOSTILE[0]);
    expect(await page.locator(".question .words").allTextContents()).toEqual(HOSTILE);
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(dialogs).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("highlights code and copies it", async () => {
    const { page } = await open(answerWith("```js\nconst width = 800; // pixels\n```"));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await ask(page, "How wide?");
    await page.locator(".hljs-keyword", { hasText: "const" }).waitFor();
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("const width = 800; // pixels\n");
  });

  test("tells of helpful and not helpful, and remembers it", async () => {
    const { page } = await open(answerWith("So it is."));
    await ask(page, "How?");
    const helpful = page.getByRole("button", { name: "Helpful", exact: true });
    await helpful.click();
    await page.getByText("Thank you. Noted.").waitFor();
    expect(site.presses).toMatchObject([{ action: "helpful", promptId: site.prompts[0]?.id }]);
    await page.reload();
    await helpful.waitFor();
    expect(await helpful.getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("button", { name: "Not helpful" }).getAttribute("aria-pressed")).toBe("false");
  });

  test("asks why an answer did not help; cancelled, it sends nothing, and a second press takes it back", async () => {
    const { page, problems } = await open(answerWith("So it is."));
    await ask(page, "How?");
    const unhelpful = page.getByRole("button", { name: "Not helpful" });
    await unhelpful.click();
    expect(await page.locator(".chips label").allTextContents()).toEqual(Object.values(REASONS));
    await page.keyboard.press("Escape");
    await unhelpful.click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(site.presses).toEqual([]);
    await unhelpful.click();
    await page.getByText("Outdated").click();
    await page.getByLabel("Anything to add?").fill("It is `size` now.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Thank you. Noted.").waitFor();
    const why = { reason: "outdated", note: "It is `size` now." };
    expect(site.presses).toMatchObject([{ action: "unhelpful", promptId: site.prompts[0]?.id, why }]);
    expect(await unhelpful.getAttribute("aria-pressed")).toBe("true");
    await unhelpful.click();
    await vi.waitFor(() => expect(site.presses[1]).not.toHaveProperty("why"));
    await expect.poll(() => unhelpful.getAttribute("aria-pressed")).toBe("false");
    expect(problems).toEqual([]);
  });

  test("lets an admin, and nobody else, keep an answer as a regression case", async () => {
    const { page } = await open(answerWith("So it is."), { adminToken: "an-admin-token" });
    await ask(page, "How?");
    await page.getByRole("button", { name: "Helpful", exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Add to tests" }).isVisible()).toBe(false);
    await page.goto(`${site.url}/sign-in`);
    await page.locator("input[type=password]").fill("an-admin-token");
    await page.keyboard.press("Enter");
    // The page knows by then who is here.
    await page.locator("#past-button:enabled").waitFor();
    await ask(page, "How else?");
    await page.getByRole("button", { name: "Add to tests" }).click();
    await vi.waitFor(() => expect(site.presses).toMatchObject([{ action: "test", by: { admin: true } }]));
  });

  test("works by keyboard alone", async () => {
    const { page } = await open(async (_prompt, thread) => {
      await thread.progress("writing");
      return { text: "", done: true };
    });
    await page.keyboard.type("first line");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second line");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Stop answering" }).waitFor();
    expect(site.prompts[0]?.text).toBe("first line\nsecond line");
    await page.keyboard.press("Escape");
    await vi.waitFor(() => expect(site.stops).toHaveLength(1));
    expect(site.stops[0]).toEqual({ place: site.prompts[0]?.place, by: site.prompts[0]?.author.id });
    expect(await page.evaluate("document.activeElement.id")).toBe("question");
    const reached = await tabThrough(page, 9);
    expect(reached).toEqual(
      expect.arrayContaining(["New conversation", "Dark theme", "Stop answering", "Send question"]),
    );
  });

  test("names everything that can be used and announces what happens", async () => {
    const { page } = await open(answerWith("Use the image component [1].", SOURCES));
    await ask(page, "How?");
    await page.getByRole("region", { name: "Sources" }).waitFor();
    const nameless = await page.evaluate(FIND_NAMELESS);
    expect(nameless).toEqual([]);
    await expect.poll(() => page.locator("[aria-live=polite]").textContent()).toContain("Use the image component");
  });

  test("says what is too long and keeps what was typed", async () => {
    const { page } = await open(answerWith("So."));
    await page.getByText("420 pages").waitFor();
    const long = "why ".repeat(2500).trim();
    await ask(page, long);
    await page.getByRole("alert").getByText("9,999 characters, and at most 4,000").waitFor();
    expect(await page.getByLabel("Your question").inputValue()).toBe(long);
    expect(site.prompts).toEqual([]);
  });

  test("offers to send again what did not get through, and it is asked once", async () => {
    const { page } = await open(answerWith("So it is."));
    await page.route("**/api/ask", (route) => route.abort(), { times: 1 });
    await ask(page, "How?");
    await talk(page).getByText("Docent cannot be reached.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await talk(page).getByText("So it is.").waitFor();
    expect(site.prompts).toHaveLength(1);
    expect(await page.locator(".exchange").count()).toBe(1);
  });

  test("follows the system's look and the person's wish", async () => {
    site = await startScriptedPage(answerWith("So."));
    const { page } = await openPage(browser, site.url, { colorScheme: "dark" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const dark = await ground();
    const button = page.getByRole("button", { name: "Dark theme" });
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    await button.click();
    expect(await ground()).not.toBe(dark);
    await page.reload();
    expect(await ground()).not.toBe(dark);
  });

  test("fits a phone", async () => {
    const wide = `\`\`\`js\n${"const x = 1; ".repeat(30)}\n\`\`\`\n\n| ${"a very wide cell | ".repeat(8)}\n|${" --- |".repeat(8)}\n\n${"x".repeat(300)}`;
    site = await startScriptedPage(answerWith(wide, SOURCES));
    const { page } = await openPage(browser, site.url, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await ask(page, "y".repeat(300));
    await page.getByRole("region", { name: "Sources" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
    expect(await page.evaluate("document.documentElement.clientWidth")).toBe(360);
  });

  test("opens with the token alone, and stays open", async () => {
    const token = "open-sesame-2026";
    const { page, problems } = await open(answerWith("So it is."), { host: "0.0.0.0", accessToken: token });
    await page.getByLabel("Access token").fill("wrong-token");
    await page.keyboard.press("Enter");
    await page.getByText("That is not the access token.").waitFor();
    await page.getByLabel("Access token").fill(token);
    await page.keyboard.press("Enter");
    await page.getByText("420 pages").waitFor();
    await ask(page, "How?");
    await talk(page).getByText("So it is.").waitFor();
    expect(page.url()).not.toContain(token);
    await page.reload();
    await talk(page).getByText("So it is.").waitFor();
    expect(problems.filter((problem) => !problem.includes("401"))).toEqual([]);
  });

  test("cannot be used from another site", async () => {
    const { page } = await open(answerWith("So it is."));
    await page.getByText("420 pages").waitFor();
    // The same machine under another port is another origin, with the same cookies.
    const other = await startScriptedPage(answerWith("Another site."));
    const { port } = new URL(site.url);
    await page.goto(other.url);
    const status = await page.evaluate(async (target) => {
      const body = JSON.stringify({ id: "0".repeat(32), conversation: "0".repeat(32), text: "steal" });
      const sent = fetch(target, { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body });
      return sent.then(({ type }) => type).catch((error: Error) => error.name);
    }, `http://127.0.0.1:${port}/api/ask`);
    await other.close();
    expect(status).toBe("TypeError");
    expect(site.prompts).toEqual([]);
  });
});

/** A door in the script that a test opens. */
function gate() {
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
  return { passed, pass };
}

/** Names of what the Tab key reaches, in order. */
async function tabThrough(page: Page, times: number): Promise<string[]> {
  const names: string[] = [];
  for (let count = 0; count < times; count++) {
    await page.keyboard.press("Shift+Tab");
    names.push(await page.evaluate(NAME_OF_FOCUS));
  }
  await page.keyboard.press("Tab");
  return names;
}

const NAME_OF_FOCUS = "(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim().split('\\n')[0]";

/** Whatever in a conversation could run or fetch something. */
const FIND_ACTIVE = `[...document.querySelectorAll("#talk *")].flatMap((element) => [
  ...(/^(script|iframe|img|object|embed|form|input|style|link|base|meta|video|audio)$/i.test(element.tagName) ? [element.outerHTML] : []),
  ...[...element.attributes].filter(({ name, value }) => name.startsWith("on") || name === "style" || /^\\s*(javascript|data|vbscript):/i.test(value)).map(({ name, value }) => name + "=" + value),
])`;

/** What can be used and has no name for a screen reader. */
const FIND_NAMELESS = `[...document.querySelectorAll("button, a[href], textarea, input, [tabindex]")]
  .filter((element) => !(element.ariaLabel || element.labels?.length || element.textContent.trim()))
  .map((element) => element.outerHTML)`;

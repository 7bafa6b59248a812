import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { chromium } from "../../support/needs.ts";
import { ask, PASSAGES, PageStage } from "../../support/page-stage.ts";
import { answerWith, type Script } from "../../support/web-page.ts";

const executable = chromium();
const LONG = Array.from({ length: 60 }, (_, n) => `Paragraph ${n}.`).join("\n\n");

describe.skipIf(!executable)("reading on the page", () => {
  const stage = new PageStage(executable);
  const answers = (page: Page) => page.getByRole("list", { name: "Conversation" });

  /** Where the top of the last question is, in pixels below the window's. */
  const questionTop = (page: Page) =>
    page
      .locator(".question")
      .last()
      .evaluate((element) => Math.round(element.getBoundingClientRect().top));

  test("keeps the question at the top while its answer grows", async () => {
    const page = await stage.open(growing(LONG));
    await ask(page, "one");
    await answers(page).getByText("Paragraph 59.").waitFor();
    await ask(page, "two");
    await answers(page).getByText("Paragraph 1.").nth(1).waitFor();
    await expect.poll(() => questionTop(page)).toBeLessThan(80);
    const top = await questionTop(page);
    expect(top).toBeGreaterThan(50);
    await answers(page).getByText("Paragraph 59.").nth(1).waitFor();
    expect(await questionTop(page)).toBe(top);
  });

  test("shows the last question to whoever comes back", async () => {
    const page = await stage.open(answerWith(LONG));
    await ask(page, "one");
    await answers(page).getByText("Paragraph 59.").waitFor();
    await ask(page, "two");
    await answers(page).getByText("Paragraph 59.").nth(1).waitFor();
    await page.reload();
    await answers(page).getByText("Paragraph 59.").nth(1).waitFor();
    await expect.poll(() => questionTop(page)).toBeLessThan(80);
  });

  test("has the sources in one row that opens", async () => {
    const page = await stage.open(answerWith("Use it [1] there [2].", PASSAGES));
    await ask(page, "How?");
    const row = page.getByRole("region", { name: "Sources" });
    await row.getByText("Sources (2)").waitFor();
    expect((await row.boundingBox())?.height).toBeLessThan(40);
    expect(await row.getByRole("link").count()).toBe(0);
    await row.getByText("Sources (2)").click();
    expect(await row.getByRole("link").allTextContents()).toEqual([
      "1Images: Formatsdocs.example.com/guides/images/#formats",
      "2Routingguide/routing.md",
    ]);
  });

  test("previews the passage that is pointed at, or reached by keyboard, until Escape", async () => {
    const stopped = vi.fn();
    const page = await stage.open(answerWith("Use it [1] there [2].", PASSAGES));
    page.on("request", (request) => request.url().endsWith("/api/stop") && stopped());
    await ask(page, "How?");
    const preview = page.getByRole("tooltip");
    const marks = page.locator("a.cite");
    await marks.first().hover();
    await preview.getByText("Use webp where you can").waitFor();
    expect(await marks.first().getAttribute("aria-describedby")).toBe("preview");
    await page.getByLabel("Your question").hover();
    await preview.waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Docent, start page" }).focus();
    await page.keyboard.press("Tab");
    while ((await page.locator("a.cite:focus").count()) === 0 || (await page.locator(":focus").textContent()) !== "2")
      await page.keyboard.press("Tab");
    await preview.getByText("A page is a route.").waitFor();
    await page.keyboard.press("Escape");
    await preview.waitFor({ state: "hidden" });
    expect(stopped).not.toHaveBeenCalled();
    await page.getByText("Sources (2)").click();
    await page.locator("a.line").first().hover();
    await preview.getByText("Use webp where you can").waitFor();
  });

  test("opens citations and links beside the talk, and counts a list from where it begins", async () => {
    const page = await stage.open(answerWith("Use it [1] there [2]: <https://docs.example.com>\n\n3. three", PASSAGES));
    await ask(page, "How?");
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.locator("a.cite").nth(1).click()]);
    expect(tab.url()).toContain("/source?");
    await answers(page).getByText("Use it").waitFor();
    const targets = await page.locator(".prose a").evaluateAll((links) => links.map((a) => a.getAttribute("target")));
    expect(targets).toEqual(["_blank", "_blank", "_blank"]);
    expect(await page.locator(".prose ol").getAttribute("start")).toBe("3");
  });

  test("copies an answer with its sources", async () => {
    const page = await stage.open(answerWith("Use it [1] there [2].", PASSAGES));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await ask(page, "How?");
    await page.getByRole("button", { name: "Copy answer" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      "Use it [1] there [2].\n\nSources:\n" +
        "[1] Images: Formats: https://docs.example.com/guides/images/#formats\n[2] Routing: guide/routing.md\n",
    );
  });

  test("says how long a limit lasts, and asks again by itself", async () => {
    const page = await stage.open(answerWith("So it is."));
    const busy = { status: 429, json: { error: "Too much.", retryAfter: 2 } };
    await page.route("**/api/ask", (route) => route.fulfill(busy), { times: 1 });
    await ask(page, "How?");
    await answers(page).getByText("asked again by itself in 2 seconds").waitFor();
    await answers(page).getByText("asked again by itself in 1 second.").waitFor();
    await answers(page).getByText("So it is.").waitFor();
    expect(stage.site.prompts).toHaveLength(1);
    expect(await page.locator(".failed").isVisible()).toBe(false);
  });

  test("tells what is too long without covering more of the answer", async () => {
    const page = await stage.open(answerWith("So."));
    await page.getByText("420 pages").waitFor();
    const height = async () => (await page.locator(".dock").boundingBox())?.height ?? 0;
    const long = "why ".repeat(2500);
    await page.getByLabel("Your question").fill(long.slice(0, 3990));
    const before = await height();
    await page.getByLabel("Your question").fill(long);
    await page.getByRole("alert").waitFor();
    expect(await height()).toBeLessThanOrEqual(before + 1);
  });

  test("reads whole sentences to a screen reader, while they are written", async () => {
    const text = "First do **this** [1]. Then\n\n- take a look\n- go on\n\n```js\nrun()\n```\n\nThat is all.";
    const page = await stage.open(growing(text, 8));
    await page.evaluate(COLLECT_SAID);
    await ask(page, "How?");
    const said = () => page.evaluate("window.said");
    await expect.poll(said, { timeout: 8000 }).toContain("That is all.");
    const words = (await said()) as string;
    expect(words).toContain("First do this.");
    expect(words).toContain("Then take a look go on A block of code. That is all.");
    expect(words.split("First do this.")).toHaveLength(2);
  });
});

/** An answer that comes in pieces, slower than a screen reader's pace. */
function growing(text: string, pieces = 6): Script {
  return async (_prompt, thread) => {
    const message = await thread.post({ text: "", done: false });
    for (let piece = 1; piece <= pieces; piece++) {
      await new Promise((resolve) => setTimeout(resolve, 120));
      await message.update({ text: text.slice(0, (text.length * piece) / pieces), done: false });
    }
    const whole = { text, done: true, sources: PASSAGES, actions: ["helpful", "unhelpful", "again"] as const };
    await message.update(whole);
    return whole;
  };
}

/** Everything that the live region said, in order. */
const COLLECT_SAID = `
  window.said = "";
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) window.said += node.textContent + " ";
  }).observe(document.getElementById("announcer"), { childList: true });
`;

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../../support/needs.ts";
import { ask, PASSAGES, PageStage } from "../../support/page-stage.ts";
import { answerWith } from "../../support/web-page.ts";

const executable = chromium();
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 667 };
const ANSWER =
  "Use it [1] there [2].\n\n```js\nrun(1); // now\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- `one`\n\n> said";

const LOOKS: readonly [string, BrowserContextOptions][] = [
  ["light on a desktop", { colorScheme: "light", viewport: DESKTOP }],
  ["dark on a desktop", { colorScheme: "dark", viewport: DESKTOP }],
  ["light on a phone", { colorScheme: "light", viewport: PHONE, hasTouch: true }],
  ["dark on a phone", { colorScheme: "dark", viewport: PHONE, hasTouch: true }],
];

describe.skipIf(!executable)("the page for everybody", () => {
  const stage = new PageStage(executable);

  test.each(LOOKS)("has nothing that axe finds: %s", async (_name, look) => {
    const page = await stage.open(answerWith(ANSWER, PASSAGES), { bypassCSP: true, ...look });
    await page.getByText("420 pages").waitFor();
    expect(await findings(page)).toEqual([]);
    await ask(page, "How?");
    await page.getByText("Sources (2)").click();
    await page.locator("a.line").first().focus();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Not helpful" }).click();
    await page.route("**/api/ask", (route) => route.abort());
    await ask(page, "And?");
    await page.locator(".failed", { hasText: "Docent cannot be reached." }).waitFor();
    await page.getByLabel("Your question").fill("why ".repeat(2000));
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "History" }).click();
    expect(await findings(page)).toEqual([]);
  });

  test("has no target smaller than 24 pixels", async () => {
    const page = await stage.open(answerWith(ANSWER, PASSAGES), { viewport: PHONE });
    await ask(page, "How?");
    await page.getByText("Sources (2)").click();
    await page.getByRole("button", { name: "Not helpful" }).click();
    expect(await page.evaluate(FIND_SMALL)).toEqual([]);
  });

  test("is walked through by keyboard: ask, cite, sources, vote, history, anew", async () => {
    const page = await stage.open(answerWith("Use it [1] there [2].", PASSAGES));
    await page.keyboard.type("How?");
    await page.keyboard.press("Enter");
    await page.locator("a.cite").first().waitFor();
    await page.evaluate("document.activeElement.blur()");
    await tabTo(page, "Source 1: Images: Formats");
    await page.getByRole("tooltip").getByText("Use webp").waitFor();
    await tabTo(page, "Sources (2)Images: Formats · Routing");
    await page.keyboard.press("Enter");
    await tabTo(page, "1Images: Formatsdocs.example.com/guides/images/#formats");
    await tabTo(page, "Helpful");
    await page.keyboard.press("Enter");
    await page.getByText("Thank you. Noted.").waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("[data-do=helpful]").getAttribute("aria-pressed")).toBe("false");
    await tabTo(page, "History");
    await page.keyboard.press("Enter");
    await tabTo(page, /^How\?/);
    await page.keyboard.press("Escape");
    await tabTo(page, /^New conversation/);
    await page.keyboard.press("Enter");
    await page.getByText("What would you like to know?").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("question");
  });

  test("is walked through by thumb on a phone", async () => {
    const page = await stage.open(answerWith(ANSWER, PASSAGES), { viewport: PHONE, hasTouch: true });
    await page.getByRole("button", { name: "How do I install Astro?" }).tap();
    await page.getByText("Sources (2)").tap();
    await page.getByRole("button", { name: "Helpful", exact: true }).tap();
    await page.getByText("Thank you. Noted.").waitFor();
    await page.getByRole("button", { name: "History" }).tap();
    await page.locator("#past-list .title", { hasText: "How do I install Astro?" }).tap();
    await page.getByRole("button", { name: "New conversation" }).or(page.locator("#new")).first().tap();
    await page.getByText("What would you like to know?").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
  });
});

/** What axe finds wrong, each with the element. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ runOnly: RULES, rules: { "target-size": { enabled: true } } });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary?.slice(0, 200)}`),
  );
}

/** Presses Tab until what has that name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const reached: string[] = [];
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    const focused = (await page.evaluate(
      "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim().replace(/\\s*\\n\\s*/g, ' ')",
    )) as string;
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
    reached.push(focused.slice(0, 60));
  }
  throw new Error(`Tab reached ${JSON.stringify(reached)}, but not ${name}`);
}

const FIND_SMALL = `
  [...document.querySelectorAll("a, button, summary, textarea, label:has(input)")]
    .filter((element) => element.checkVisibility() && !element.matches(".skip, .unseen, .unseen *"))
    .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([html, { width, height }]) => html + " " + width + "x" + height)
`;

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../../support/needs.ts";
import { ask, PageStage } from "../../support/page-stage.ts";
import { answerWith } from "../../support/web-page.ts";

const executable = chromium();

describe.skipIf(!executable)("past conversations on the page", () => {
  const stage = new PageStage(executable);
  const said = (page: Page) => page.getByRole("list", { name: "Conversation" }).getByText("So it is.");
  const titles = async (page: Page) => {
    await page.getByRole("button", { name: "History" }).click();
    const found = await page.locator("#past-list .title").allTextContents();
    await page.keyboard.press("Escape");
    return found;
  };

  async function openWithTwo(): Promise<Page> {
    const page = await stage.open(answerWith("So it is."));
    await ask(page, "one");
    await said(page).waitFor();
    await page.getByRole("button", { name: "New conversation" }).click();
    await ask(page, "two");
    await said(page).waitFor();
    return page;
  }

  test("are listed by their first question, the latest first, and opened", async () => {
    const page = await openWithTwo();
    await ask(page, "more");
    await said(page).nth(1).waitFor();
    expect(await titles(page)).toEqual(["two", "one"]);
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: /^one/ }).click();
    await expect.poll(() => page.locator(".question .words").allTextContents()).toEqual(["one"]);
    await page.reload();
    await expect.poll(() => page.locator(".question .words").allTextContents()).toEqual(["one"]);
  });

  test("are nobody else's, neither in another browser nor after somebody else signed in", async () => {
    const page = await openWithTwo();
    expect(await titles(await stage.visit())).toEqual([]);
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole("button", { name: "History" }).and(page.locator(":enabled")).waitFor();
    expect(await titles(page)).toEqual([]);
    expect(await page.locator(".question").count()).toBe(0);
  });

  test("are forgotten with what the server has forgotten", async () => {
    const page = await openWithTwo();
    await ask(page, "reset");
    await expect.poll(() => titles(page)).toEqual(["one"]);
    await ask(page, "Forget-me!");
    await expect.poll(() => titles(page)).toEqual([]);
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain("one");
  });
});

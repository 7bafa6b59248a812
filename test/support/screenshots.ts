/**
 * Takes pictures of the page, answering from a folder of documentation: light and dark, on a desktop and a phone.
 *
 *     node test/support/screenshots.ts [FOLDER] [QUESTION] [INTO]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage } from "./browser.ts";
import { startDocent } from "./docent-process.ts";
import { chromium } from "./needs.ts";

const VIEWPORTS = { desktop: { width: 1100, height: 720 }, phone: { width: 390, height: 780 } };

const [folder = "docs", question = "How do I change the port?", into = "screenshots"] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), "docent-screenshots-"));
const docent = await startDocent(dataDir, { DOCS: resolve(folder) });
await docent.ready();
const browser = await launchBrowser(chromium() ?? "");
mkdirSync(into, { recursive: true });
for (const colorScheme of ["light", "dark"] as const)
  for (const [name, viewport] of Object.entries(VIEWPORTS))
    await take(`page-${colorScheme}-${name}`, { colorScheme, viewport });
await browser.close();
await docent.end();
rmSync(dataDir, { recursive: true });

/** The first screen, then an answer with its sources open. */
async function take(name: string, look: Parameters<Browser["newContext"]>[0]): Promise<void> {
  const { page } = await openPage(browser, docent.url, look);
  await page.locator("#examples button").first().waitFor();
  await page.screenshot({ path: join(into, `${name}-welcome.png`) });
  await answered(page);
  await page.screenshot({ path: join(into, `${name}.png`) });
  await page.context().close();
}

async function answered(page: Page): Promise<void> {
  await page.getByLabel("Your question").fill(question);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copy answer" }).waitFor();
  await page.getByText(/^Sources \(/).click();
  // To open the sources scrolled down to them.
  await page
    .locator(".exchange")
    .last()
    .evaluate((exchange) => exchange.scrollIntoView());
  await page.mouse.move(0, 0);
}

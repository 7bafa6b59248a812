import { type Browser, type BrowserContextOptions, chromium as engine, type Page } from "playwright-core";

/** What keeps Chromium quiet, quick and away from the network. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the system's Chromium at `executablePath`. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return engine.launch({ executablePath, args: ARGUMENTS });
}

/** A page of its own browser profile. `problems`: every script error, refused resource and policy violation so far. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

/**
 * Opens an address the way a new person would, and listens for everything that goes wrong. Nothing moves, which saves
 * time.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}

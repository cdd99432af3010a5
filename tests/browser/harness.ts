import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { builtConsole } from './built-console.ts';
import { makeWorld } from './fixture/world.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';

export const WIDE = { width: 1440, height: 900 } as const;
export const NARROW = { width: 390, height: 844 } as const;

export interface PageLook {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of the browser, and whether the test that runs has opened it. */
interface Tab {
  readonly page: Page;
  used: boolean;
}

/** A browser and a fixture server for one test file. */
export interface Harness {
  readonly server: FixtureServer;
  /** Opens a page of the console in a browser that knows nothing yet, and waits until it has settled. */
  open(path: string, look?: PageLook): Promise<Page>;
  /** What the pages have complained about since the last reset: errors, warnings, refused styles and scripts. */
  readonly complaints: string[];
  /** A fresh world, no complaints, no pages. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Starts browser and server. Call `reset` between tests and `close` at the end. */
export async function startHarness(): Promise<Harness> {
  const [folder, browser] = await Promise.all([builtConsole(), launchBrowser()]);
  const server = await startFixtureServer(folder);
  const complaints: string[] = [];
  const tabs: Tab[] = [];
  const freeTab = async (): Promise<Page> => {
    const free = tabs.find(({ used }) => !used);
    if (free) {
      free.used = true;
      return free.page;
    }
    const page = await newPage(browser);
    tabs.push({ page, used: true });
    const complain = (text: string): void => void complaints.push(`${page.url().replace(server.url, '')}: ${text}`);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complain(message.text());
    });
    page.on('pageerror', (error) => complain(error.message));
    return page;
  };
  return {
    server,
    complaints,
    async open(path, look = {}) {
      const page = await freeTab();
      await page.setViewportSize(look.viewport ?? WIDE);
      await page.emulateMedia({ colorScheme: look.colorScheme ?? 'light' });
      await page.goto(server.url + path);
      await settle(page);
      return page;
    },
    async reset() {
      // One tab stays, so that the console's code is compiled once for a file and not for each of its pages.
      const [first, ...others] = tabs.splice(0);
      await Promise.all(others.map(({ page }) => page.context().close()));
      if (first && (await forgetAll(first.page, server.url))) tabs.push({ ...first, used: false });
      else await first?.page.context().close();
      server.world = makeWorld();
      server.bend = (answer) => answer;
      complaints.length = 0;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

/**
 * Leaves the page that is open, and makes the tab one of a browser that knows nothing of the console. False when the
 * page cannot be left, for instance because it hangs.
 */
async function forgetAll(page: Page, origin: string): Promise<boolean> {
  try {
    await page.mouse.move(0, 0);
    await page.goto('about:blank');
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await session.detach();
    return true;
  } catch {
    return false;
  }
}

/** Waits until the page has a heading and nothing says any more that it is loading. */
export async function settle(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForFunction(() => document.querySelector('[aria-label^="Loading"]') === null);
}

/**
 * Shows the open page in its dark colours, at once: inherited colours would pass from element to element, a picture
 * each.
 */
export async function darken(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, ::before, ::after { transition: none !important }');
    document.adoptedStyleSheets.push(sheet);
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
}

interface KnownRun {
  readonly id: string;
  readonly order: string;
  /** Its account in the store. */
  readonly customer: string;
}

/** The run of the fixture in a state, by its id. */
export function runIn(harness: Harness, state: string): KnownRun {
  const found = harness.server.world.runs.find((run) =>
    state === 'unknown' ? run.unknownOutcome : run.state === state && !run.unknownOutcome,
  );
  return { id: found?.id ?? '', order: found?.facts.order ?? '', customer: found?.facts.customer ?? '' };
}

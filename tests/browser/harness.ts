import type { Browser, BrowserContext, Page } from 'playwright-core';
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

/** A browser and a fixture server for one test file. */
export interface Harness {
  readonly server: FixtureServer;
  /** Opens a page of the console and waits until it has settled. */
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
  const contexts: BrowserContext[] = [];
  return {
    server,
    complaints,
    async open(path, look = {}) {
      const page = await newPage(browser, look, contexts);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${path}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
      await page.goto(server.url + path);
      await settle(page);
      return page;
    },
    async reset() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
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

async function newPage(browser: Browser, look: PageLook, contexts: BrowserContext[]): Promise<Page> {
  const context = await browser.newContext({
    viewport: look.viewport ?? WIDE,
    colorScheme: look.colorScheme ?? 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  contexts.push(context);
  return context.newPage();
}

/** Waits until the page has a heading and nothing says any more that it is loading. */
export async function settle(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForFunction(() => document.querySelector('[aria-label^="Loading"]') === null);
}

/** Shows the open page in its dark colours. Inherited colours pass from element to element, a frame each. */
export async function darken(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    await frame();
    do await frame();
    while (document.getAnimations().length > 0);
  });
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

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, NARROW, startHarness, WIDE } from './harness.ts';
import { overflowOf } from './page-checks.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('a phone shows five buttons, and the last one leads to every other place', async () => {
  const page = await harness.open('/', { viewport: NARROW });
  const bar = page.getByRole('navigation', { name: 'Places' });
  expect(await bar.getByRole('link').allTextContents()).toEqual(['Today', 'Orders', 'Work list', 'Alerts']);
  await bar.getByRole('button', { name: 'More places' }).click();
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  expect(await items.allTextContents()).toEqual([
    'Customers',
    'Reconcile',
    'Operate',
    'Flows',
    'Connections',
    'Settings',
  ]);
  await page.getByRole('menuitem', { name: 'Reconcile' }).click();
  await page.waitForURL(/\/reconcile$/);
  await bar.getByRole('button', { name: 'More places, now Reconcile' }).waitFor();
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  expect(harness.complaints).toEqual([]);
});

test('a desk shows all places and no button for more', async () => {
  const page = await harness.open('/', { viewport: WIDE });
  const bar = page.getByRole('navigation', { name: 'Places' });
  expect(await bar.getByRole('link').count()).toBe(10);
  expect(await bar.getByRole('button').count()).toBe(0);
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Today } from '../../src/api/types.ts';
import { type Harness, NARROW, startHarness } from './harness.ts';
import { overflowOf } from './page-checks.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** Lets the alarm for old figures wait for a person. */
function raiseAlarm(queue: string): void {
  harness.server.bend = (answer) => {
    const today = answer as Today;
    if (today.stock === undefined) return answer;
    const hold = { queue, code: '', reason: 'Too old', count: 1, oldestAt: today.at, amounts: [] };
    return { ...today, holds: [...today.holds, hold] };
  };
}

test('Today tells how old the stock of a store is, and what is left out', async () => {
  const page = await harness.open('/', { viewport: NARROW });
  const panel = page.getByRole('region', { name: 'Stock in the stores' });
  expect(await panel.textContent()).toMatch(/Fresh.*as of 1[12] min ago/);
  expect(await panel.getByRole('link', { name: 'Why' }).count()).toBe(0);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  await panel.getByRole('link', { name: '3 balances left out' }).click();
  await page.waitForURL(/\/orders\?.*queue=stock-rows/);
  expect(harness.complaints).toEqual([]);
});

test.each([
  ['stock-stale', 'Old'],
  ['stock-paused', 'Standing still'],
])('held work in %s marks the figures as “%s” and is a click away', async (queue, word) => {
  raiseAlarm(queue);
  const page = await harness.open('/');
  const panel = page.getByRole('region', { name: 'Stock in the stores' });
  await panel.getByText(word, { exact: true }).waitFor();
  await panel.getByRole('link', { name: 'Why' }).click();
  await page.waitForURL(new RegExp(`queue=${queue}`));
});

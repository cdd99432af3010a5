import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DIFFERENCES } from './fixture/reconcile.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('tiles say in words what agrees, and lead to the differences behind them', async () => {
  const page = await harness.open('/reconcile');
  const tiles = page.getByRole('navigation', { name: 'What is compared' });
  const words = await tiles.getByRole('link').allTextContents();
  const said = ['2 open differences', 'Not compared yet', 'Agrees', 'reads M3', '40 % fewer', 'Not compared yet'];
  for (const [index, word] of said.entries()) expect(words[index]).toContain(word);
  await tiles.getByRole('link', { name: /^Orders/ }).click();
  await page.waitForURL('**/reconcile?subject=orders');
  await page.getByRole('heading', { name: 'By day' }).waitFor();
});

test('a difference shows both records, and ignoring it asks why', async () => {
  const [difference] = DIFFERENCES;
  const page = await harness.open('/reconcile');
  await page.locator(`[data-row-link][href="/differences/${difference?.id}"]`).click();
  expect(await page.locator('tr[data-differs]').textContent()).toMatch(/Total.*149\.90.*149\.00/);
  await page.getByRole('button', { name: 'Ignore' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Ignore' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('rounded by hand');
  await dialog.getByRole('button', { name: 'Ignore' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(harness.server.world.changes.at(-1)).toBe(
    `POST /api/v1/differences/${difference?.id}/repair {"verb":"ignore","reason":"rounded by hand"}`,
  );
});

test('what nobody may do here says so, and does nothing', async () => {
  harness.server.world.role = 'viewer';
  const page = await harness.open('/reconcile');
  await page.getByRole('button', { name: 'Compare now' }).click({ force: true });
  expect(harness.server.world.changes).toEqual([]);
});

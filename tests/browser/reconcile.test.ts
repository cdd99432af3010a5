import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { difference, DIFFERENCES } from './fixture/reconcile.ts';
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
  const [found] = DIFFERENCES;
  const page = await harness.open('/reconcile');
  await page.locator(`[data-row-link][href="/differences/${found?.id}"]`).click();
  expect(await page.locator('tr[data-differs]').textContent()).toMatch(/Total.*149\.90.*149\.00/);
  await page.getByRole('button', { name: 'Ignore' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Ignore' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('rounded by hand');
  await dialog.getByRole('button', { name: 'Ignore' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(harness.server.world.changes.at(-1)).toBe(
    `POST /api/v1/differences/${found?.id}/repair {"verb":"ignore","reason":"rounded by hand"}`,
  );
});

test('what nobody may do here says so, and does nothing', async () => {
  harness.server.world.role = 'viewer';
  const page = await harness.open('/reconcile');
  await page.getByRole('button', { name: 'Compare now' }).click({ force: true });
  expect(harness.server.world.changes).toEqual([]);
});

const sixty = () => Array.from({ length: 60 }, (_, n) => difference(n + 1, n < 6 ? { kind: 'doubled' } : {}));
const repairs = () =>
  harness.server.world.changes.map((change) => JSON.parse(change.replace(/^POST \S+ /, '')) as { expect: number });

test('all that fit are repaired in rounds, also those that are not shown, and what is refused is told', async () => {
  const { world } = harness.server;
  world.differences = sixty();
  world.atOnce = 25;
  const page = await harness.open('/reconcile?subject=orders');
  await page.getByText('50 differences shown').waitFor();
  await page.getByRole('button', { name: 'Repair all that fit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Repair 60 differences' });
  await dialog.getByRole('button', { name: 'Repair all' }).click();
  await dialog.getByText('54 repairs begun, 6 refused, 6 still open.').waitFor();
  const refused = await dialog.getByRole('list', { name: 'Refused' }).getByRole('listitem').allTextContents();
  expect(refused).toHaveLength(6);
  expect(refused[0]).toBe('1042 Pushing again removes no double.');
  expect(refused.at(-1)).toBe('and 1 more');
  expect(repairs().map(({ expect: seen }) => seen)).toEqual([60, 41, 22, 6]);
  expect(repairs()[0]).toEqual({ verb: 'push-again', filter: { subject: 'orders' }, expect: 60 });
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('6 differences shown').waitFor();
});

test('a number that is another one by now is counted again, and the next press is for that', async () => {
  const { world } = harness.server;
  // More than the list gives in one page, however large.
  world.differences = Array.from({ length: 230 }, (_, n) => difference(n + 1, {}));
  const page = await harness.open('/reconcile');
  await page.getByRole('button', { name: 'Repair all that fit…' }).click();
  const dialog = page.getByRole('dialog');
  await page.getByRole('heading', { name: 'Repair 230 differences' }).waitFor();
  await dialog.getByLabel('Reason').fill('the price list was late');
  world.differences = [...world.differences, difference(999, {})];
  await dialog.getByRole('button', { name: 'Repair all' }).click();
  await page.getByRole('heading', { name: 'Repair 231 differences' }).waitFor();
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('the price list was late');
  await dialog.getByRole('button', { name: 'Repair all' }).click();
  await dialog.getByText('231 repairs begun.').waitFor();
  expect(repairs().map(({ expect: seen }) => seen)).toEqual([230, 231, 31]);
});

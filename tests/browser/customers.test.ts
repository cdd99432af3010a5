import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, runIn, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('a customer is found by typing, and the row leads to both records', async () => {
  const page = await harness.open('/customers');
  const { customer } = runIn(harness, 'held');
  await page.getByLabel('Find a customer by any number, name or e-mail').fill(customer);
  await page.waitForURL(`**/customers?q=${customer}`);
  await page.locator(`[data-row-link][href="/customers/store/${customer}"]`).click();
  await page.getByRole('heading', { name: 'Who they are' }).waitFor();
  const differing = page.locator('tr[data-differs]');
  expect(await differing.allTextContents()).toEqual([expect.stringMatching(/Credit limit\s*differs.*5000.*2500/s)]);
  expect(await page.getByText('120.50 USD').isVisible()).toBe(true);
});

test('an order leads to its customer', async () => {
  const { id, customer } = runIn(harness, 'held');
  const page = await harness.open(`/runs/${id}`);
  await page.locator(`a[href="/customers/store/${customer}"]`).click();
  await page.getByRole('heading', { name: 'Needs a person' }).waitFor();
});

test('the command for scripts takes any name as one word', async () => {
  const page = await harness.open('/customers?q=O%27Brien');
  await page.getByRole('button', { name: 'For scripts' }).click();
  await page.getByText(`npx landbridge runs list --search 'O'\\''Brien'`).waitFor();
});

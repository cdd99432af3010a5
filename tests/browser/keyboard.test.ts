import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, runIn, settle, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.reset();
});
afterAll(() => harness.close());

test('/ goes to the search box; what is typed finds an order, Enter opens it', async () => {
  const page = await harness.open('/');
  await page.keyboard.press('/');
  await page.keyboard.type('1199');
  await page.getByRole('option', { name: /^1199/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Order 1199/ }).waitFor();
});

test('Enter in the search box without a choice lists all that match, and the address carries it', async () => {
  const page = await harness.open('/');
  await page.keyboard.press('/');
  await page.keyboard.type('hafenwerk');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/orders\?q=hafenwerk$/);
  await settle(page);
  const names = await page.locator('tbody tr td:nth-child(3)').allTextContents();
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names)).toEqual(new Set(['Hafenwerk Rostock GmbH']));
});

test('j and k walk the rows, Enter opens, going back keeps the list', async () => {
  const page = await harness.open('/orders?state=held');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press('j');
  const first = await focused();
  await page.keyboard.press('j');
  const second = await focused();
  expect(second).not.toBe(first);
  await page.keyboard.press('k');
  expect(await focused()).toBe(first);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: new RegExp(`Order ${first}`) }).waitFor();
  await page.goBack();
  await page.waitForURL(/state=held/);
});

test('on an order j and Enter open what was sent, Escape closes it', async () => {
  const page = await harness.open(`/runs/${runIn(harness, 'held').id}`);
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sent' }).waitFor();
  expect(page.url()).toContain('at=');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Sent' }).waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('at=');
});

test('keys in a field are text, and ? shows the keys', async () => {
  const page = await harness.open('/orders');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('jk?/');
  expect(await page.locator('#find').inputValue()).toBe('jk?/');
});

test('the first Tab leads past the places to the page', async () => {
  const page = await harness.open('/connections');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true);
});

test('everything that has the focus shows it', async () => {
  const page = await harness.open('/');
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'nothing';
      const { outlineStyle, outlineWidth, borderColor } = getComputedStyle(element);
      return outlineStyle !== 'none' && outlineWidth !== '0px'
        ? 'outline'
        : element.tagName === 'INPUT'
          ? borderColor
          : 'unseen';
    });
    expect(seen).not.toBe('unseen');
  }
});

test('a dialog that closes gives the focus back to what opened it, also from a menu', async () => {
  const page = await harness.open(`/runs/${runIn(harness, 'held').id}`);
  const dialog = page.getByRole('dialog');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.getByRole('button', { name: 'Retry', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Reason').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Retry');

  await page.getByRole('button', { name: 'More' }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: /Edit and release/ });
  await item.focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Reason').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('More');
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ALERTS } from './fixture/alerts.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('the worst comes first, says what is wrong, and leads to the very list', async () => {
  const page = await harness.open('/alerts');
  const rows = page.locator('li[data-state]');
  expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-state')))).toEqual([
    'firing',
    'firing',
    'acknowledged',
  ]);
  expect(await rows.first().textContent()).toMatch(/Critical.*A system is away.*HTTP 503/);
  await page
    .getByRole('link', { name: /12 runs of order-to-cash/ })
    .first()
    .click();
  await page.waitForURL('**/orders?flow=order-to-cash&code=m3.item-not-found&state=held');
});

test('taking an alert sends it once, and a viewer cannot', async () => {
  const page = await harness.open('/alerts');
  await page.getByRole('button', { name: 'I am on it' }).first().dblclick();
  await expect
    .poll(() => harness.server.world.changes)
    .toEqual([`POST /api/v1/alerts/${ALERTS[1]?.id}/acknowledge {}`]);
  harness.server.world.changes.length = 0;
  harness.server.world.role = 'viewer';
  const other = await harness.open('/alerts');
  await other.getByRole('button', { name: 'I am on it' }).first().click({ force: true });
  expect(harness.server.world.changes).toEqual([]);
});

test('a rule has the settings of its kind', async () => {
  harness.server.world.role = 'admin';
  const page = await harness.open('/alerts?part=rules');
  await page.getByRole('button', { name: 'Edit No orders arrive' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Silent for (minutes)').fill('30');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(harness.server.world.changes.at(-1)).toContain('"values":{"minutes":30,"expected":5,"flow":"order-to-cash"}');
});

test('a new webhook shows the signing secret that was made, once', async () => {
  harness.server.world.role = 'admin';
  const page = await harness.open('/alerts?part=channels');
  await page.getByRole('button', { name: 'Add a channel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Signed webhook' }).click();
  await dialog.getByLabel('Title').fill('Pager');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('https://pager.example/hook');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').waitFor();
  expect(harness.server.world.changes.at(-1)).toMatch(
    /^PUT \/api\/v1\/alert-channels\/pager .*"url":"https:\/\/pager.example\/hook"/,
  );
});

test('every figure of Operate leads to its list; the range is in the address', async () => {
  const page = await harness.open('/operate');
  await page.getByText('7 d', { exact: true }).click();
  await page.waitForURL('**/operate?range=7d');
  const held = page.getByRole('region', { name: 'Waiting for a person' });
  await held.getByRole('link', { name: /m3\.item-not-found/ }).click();
  await page.waitForURL('**/orders?flow=all&state=held,failed&code=m3.item-not-found');
});

test('a point of what arrived leads to the runs of just that time, by mouse and by table', async () => {
  const page = await harness.open('/operate?range=24h');
  const arrived = page.getByRole('region', { name: 'Arrived', exact: true });
  const picture = arrived.locator('svg.recharts-surface').first();
  await picture.hover();
  await arrived.locator('.recharts-tooltip-wrapper').getByText('order-to-cash').waitFor();
  await picture.click();
  await page.waitForURL('**/orders?flow=*&since=*&until=*');
  const span = new URL(page.url()).searchParams;
  const minutes = (Date.parse(span.get('until') ?? '') - Date.parse(span.get('since') ?? '')) / 60_000;
  expect(minutes).toBe(15);
  expect(await page.getByRole('combobox', { name: 'Arrived' }).inputValue()).toMatch(
    /\d\d:\d\d(–| – \d+ \w+, )\d\d:\d\d$/,
  );

  await page.goto(`${new URL(page.url()).origin}/operate?range=24h&view=table`);
  const table = page.getByRole('region', { name: 'Arrived, as a table' });
  await table.getByRole('link').first().press('Enter');
  await page.waitForURL('**/orders?flow=order-to-cash&since=*&until=*');
});

test('a point of how long runs took leads to those that were done just then', async () => {
  const page = await harness.open('/operate?range=24h&view=table');
  const table = page.getByRole('region', { name: 'From arrival to done, as a table' });
  await table.getByRole('link').first().press('Enter');
  await page.waitForURL('**/orders?flow=all&state=completed&endedSince=*&endedUntil=*');
  await page.getByRole('link', { name: /^Without done .*\d\d:\d\d$/ }).click();
  await page.waitForURL('**/orders?flow=all&state=completed');
});

test('a chart that cannot be read says so, and the others are there', async () => {
  const page = await harness.open('/operate?view=table');
  expect(await page.getByRole('region', { name: 'Calls, as a table' }).getByRole('row').count()).toBeGreaterThan(90);
  harness.server.world.faults.set('/api/v1/metrics/series', {
    status: 503,
    body: {
      type: 'x',
      title: 'The database is away',
      status: 503,
      detail: 'd',
      code: 'server.unavailable',
      kind: 'unreachable',
      retryable: true,
    },
  });
  const other = await harness.open('/operate?range=6h');
  await other.getByText('The database is away').first().waitFor();
});

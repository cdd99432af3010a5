import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, NARROW, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

const heldFor = (code: string) =>
  harness.server.world.runs.find((run) => run.state === 'held' && run.hold?.failure?.code === code);
const last = () => harness.server.world.changes.at(-1);

test('causes are listed with what counts, and the address carries what is chosen', async () => {
  const page = await harness.open('/work');
  const rows = page.getByRole('list', { name: 'Causes' }).getByRole('button');
  expect(await rows.count()).toBeGreaterThan(1);
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.waitForURL('**/work?state=failed');
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await rows.first().click();
  await page.waitForURL('**/work?cause=*');
  await page.getByRole('region', { name: 'The chosen cause' }).waitFor();
});

test('by keyboard alone: next cause, open, retry all with what it would do shown first', async () => {
  const page = await harness.open('/work?state=held');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'The chosen cause' }).waitFor();
  await page.getByRole('list', { name: 'In order of arrival' }).getByRole('link').first().waitFor();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Goes on from m3order').first().waitFor();
  expect(await dialog.getByRole('button', { name: /^Retry/ }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('it is there now');
  await dialog.getByLabel('Reason').press('Tab');
  await dialog.getByRole('button', { name: /^Retry/ }).click();
  await dialog.getByRole('status').getByText('done').waitFor();
  expect(last()).toMatch(
    /^POST \/api\/v1\/work\/do \{"verb":"retry","filter":\{"state":"held","cause":"\w+"\},"expect":\d+,/,
  );
});

test('a cause is taken by one key, and rests by another', async () => {
  const page = await harness.open('/work?state=held');
  await page.getByRole('list', { name: 'Causes' }).getByRole('button').first().click();
  await page.getByRole('region', { name: 'The chosen cause' }).waitFor();
  await page.keyboard.press('a');
  await page.getByText('me looks after it now').waitFor();
  expect(last()).toContain('POST /api/v1/work/assign');
  await page.keyboard.press('s');
  await page.getByText('It rests.').waitFor();
  expect(last()).toContain('POST /api/v1/work/snooze');
});

test('a wrong value is corrected with its limits, checked, remembered for all alike, and goes on', async () => {
  const run = heldFor('m3.item-not-found');
  const page = await harness.open(`/runs/${run?.id}`);
  const form = page.getByRole('region', { name: 'Fix and resume' });
  const field = form.getByLabel('Item number in M3, line 1');
  await field.fill('X'.repeat(16));
  await form.getByText('At most 15 characters; these are 16.').waitFor();
  await field.fill('GHOST-2');
  await form.getByRole('button', { name: /Check against/ }).click();
  await form.getByText('Still wrong').waitFor();
  await field.fill('PUMP-1001');
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: /Check against/ }).click();
  await form.getByText('What would be sent').waitFor();
  await form.getByLabel(/^Remember/).check();
  await form.getByLabel(/2 others with the same cause/).check();
  await form.getByLabel('Why').fill('old number');
  await form.getByRole('button', { name: 'Resume 3 records' }).click();
  await page.getByText('The run goes on.').waitFor();
  expect(last()).toMatch(
    /\/fix \{"changes":\[\{"path":"[^"]+","value":"PUMP-1001"\}\],"remember":\[\{"path":"[^"]+","as":"crosswalk"\}\],"reason":"old number","alike":true\}$/,
  );
});

test('an unknown outcome shows what was sent and what M3 says, and offers nothing to correct', async () => {
  const run = harness.server.world.runs.find((each) => each.unknownOutcome);
  const page = await harness.open(`/runs/${run?.id}`);
  const panel = page.getByRole('region', { name: 'Outcome unknown' });
  await panel.getByText('Not to be seen there').waitFor();
  await panel.getByText('Sent').first().click();
  await panel.getByText('0000042').first().waitFor();
  expect(await page.getByRole('region', { name: 'Fix and resume' }).count()).toBe(0);
});

test('viewers see all of it and change nothing; nothing complains, also on a telephone', async () => {
  harness.server.world.role = 'viewer';
  const page = await harness.open('/work?state=held', { viewport: NARROW });
  await page.getByRole('list', { name: 'Causes' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Retry all' }).click({ force: true });
  await page.keyboard.press('a');
  expect(harness.server.world.changes).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wide).toBe(false);
  expect(harness.complaints).toEqual([]);
});

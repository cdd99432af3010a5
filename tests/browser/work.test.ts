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
    /\/fix \{"changes":\[\{"path":"[^"]+","value":"PUMP-1001"\}\],"remember":\[\{"path":"[^"]+","as":"crosswalk"\}\],"reason":"old number","alike":true,"seenAt":"[^"]+"\}$/,
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

/** Opens the question whether all runs of the cause with this code shall be retried, and gives a reason. */
async function askToRetry(code: string) {
  const page = await harness.open('/work?state=held');
  const rows = page.getByRole('list', { name: 'Causes' }).getByRole('button');
  await rows.filter({ hasText: code }).click();
  await page.getByRole('button', { name: 'Retry all' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Goes on from m3order').first().waitFor();
  await dialog.getByLabel('Reason').fill('it is there now');
  const verb = dialog.getByRole('button', { name: /^Retry/ });
  const count = Number(/\d+/.exec((await verb.textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(2);
  return { page, rows, dialog, verb, count };
}

const sentParts = () =>
  harness.server.world.changes
    .filter((change) => change.startsWith('POST /api/v1/work/do '))
    .map((change) => JSON.parse(change.replace(/^POST \S+ /, '')) as Record<string, unknown>);

test('what came of it can be read although its cause is gone from the list', async () => {
  const { page, rows, dialog, verb, count } = await askToRetry('m3.item-not-found');
  const before = await rows.count();
  await verb.click();
  await expect.poll(() => rows.count()).toBe(before - 1);
  await dialog.getByText(`${count} records done.`).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  // What opened the dialog is gone with the cause.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('page');
});

test('a list that is longer by now is shown anew, the reason stays, and the next press is for all', async () => {
  const { dialog, verb, count } = await askToRetry('m3.item-not-found');
  const { world } = harness.server;
  const run = heldFor('m3.item-not-found');
  if (run) world.runs = [...world.runs, { ...run, id: run.id.replace(/.$/, 'f') }];
  await verb.click();
  await dialog.getByText(`${count + 1} runs need a person here by now.`).waitFor();
  await dialog.getByRole('button', { name: `Retry ${count + 1} records` }).click();
  await dialog.getByText(`${count + 1} records done.`).waitFor();
  expect(sentParts().map(({ expect: seen, reason }) => [seen, reason])).toEqual([
    [count, 'it is there now'],
    [count + 1, 'it is there now'],
  ]);
});

test('after a part that failed it goes on from there', async () => {
  harness.server.world.atOnce = 2;
  const { page, dialog, verb, count } = await askToRetry('m3.item-not-found');
  let parts = 0;
  await page.route('**/api/v1/work/do', async (route) => {
    parts += 1;
    if (parts === 2) await route.abort();
    else await route.continue();
  });
  await verb.click();
  await dialog.getByText(`2 records done, ${count - 2} to go.`).waitFor();
  await dialog.getByText('The server cannot be reached.').waitFor();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText(`${count} records done.`).waitFor();
  await page.unrouteAll();
  const sent = sentParts();
  expect(new Set(sent.map(({ expect: seen }) => seen))).toEqual(new Set([count]));
  expect(sent[0]).not.toHaveProperty('after');
  expect(sent[1]?.['after']).toMatch(/^\d+$/);
});

test('scripts get the filter of the screen', async () => {
  const page = await harness.open('/work?state=held&q=O%27Brien');
  await page.getByRole('button', { name: 'For scripts' }).click();
  await page.getByText(`npx landbridge holds causes --state held --search 'O'\\''Brien'`).waitFor();
  await page.getByText('GET /api/v1/work?state=held&search=O%27Brien').waitFor();
});

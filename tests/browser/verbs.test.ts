import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, runIn, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.reset();
});
afterAll(() => harness.close());

test('a verb says what it will do, and does nothing before it is confirmed', async () => {
  const { id, order } = runIn(harness, 'held');
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Retry order ${order}` });
  expect(await dialog.textContent()).toContain('Steps that are done stay done.');
  expect(await dialog.textContent()).toContain(`npx landbridge runs retry ${id}`);
  expect(harness.server.world.changes).toEqual([]);
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(harness.server.world.changes).toEqual([]);
});

test('a confirmed retry is sent once with its reason and answered in words', async () => {
  const { id, order } = runIn(harness, 'held');
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByLabel('Reason').fill('Item was created in M3');
  await page.getByRole('button', { name: `Retry order ${order}` }).dblclick();
  await page.getByText('The order goes on from the failed step.').waitFor();
  expect(harness.server.world.changes).toEqual([`POST /api/v1/runs/${id}/retry {"reason":"Item was created in M3"}`]);
  await page.getByRole('heading', { level: 1, name: /Running/ }).waitFor();
});

test('a cancel needs a reason', async () => {
  const { id, order } = runIn(harness, 'held');
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const confirm = page.getByRole('button', { name: `Cancel order ${order}` });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('Reason').fill('   ');
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('Reason').fill('The customer called');
  await confirm.click();
  await page.getByRole('heading', { level: 1, name: /Canceled/ }).waitFor();
});

test('running an order again leads to the new run', async () => {
  const { id, order } = runIn(harness, 'completed');
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('button', { name: `Run order ${order} again` }).click();
  await page.waitForURL(`**/runs/${harness.server.world.runs[1]?.id}`);
});

test('an edited input has to be JSON, and starts from what the step was given', async () => {
  const { id } = runIn(harness, 'held');
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Edit and release/ }).click();
  const input = page.getByLabel('Input of the step, as JSON');
  const confirm = page.getByRole('button', { name: /^Edit and release order/ });
  expect(JSON.parse(await input.inputValue())).toHaveProperty('customerNumber');
  await page.getByLabel('Reason').fill('Right item');
  await input.fill('{ oops');
  expect(await confirm.isDisabled()).toBe(true);
  await input.fill('{ "customerNumber": "C1" }');
  await confirm.click();
  await page.getByText('The hold is ended.').waitFor();
  expect(harness.server.world.changes.at(-1)).toContain(
    '"verb":"edit","input":{"customerNumber":"C1"},"reason":"Right item"',
  );
});

test('a refusal of the server stays in the dialog, and nothing is lost', async () => {
  const { problem } = await import('./fixture-server.ts');
  const { id, order } = runIn(harness, 'held');
  harness.server.world.faults.set(`/api/v1/runs/${id}/retry`, {
    status: 409,
    body: problem(409, 'run.wrong-state', 'Somebody else has released it.'),
  });
  const page = await harness.open(`/runs/${id}`);
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByLabel('Reason').fill('Again');
  await page.getByRole('button', { name: `Retry order ${order}` }).click();
  await page.getByRole('dialog').getByText('Somebody else has released it.').waitFor();
  expect(await page.getByLabel('Reason').inputValue()).toBe('Again');
  harness.complaints.length = 0; // the browser itself reports the 409
});

test('a viewer sees the verbs, why they are off, and cannot do them', async () => {
  harness.server.world.role = 'viewer';
  const page = await harness.open(`/runs/${runIn(harness, 'held').id}`);
  const retry = page.getByRole('button', { name: 'Retry', exact: true });
  expect(await retry.getAttribute('aria-disabled')).toBe('true');
  await retry.click({ force: true });
  expect(await page.getByRole('dialog').count()).toBe(0);
  await retry.hover({ force: true });
  await page.getByText('Needs the role operator. Ask an administrator.').waitFor();
  await page.goto(`${harness.server.url}/settings?part=audit`);
  await page.getByText('Not for your role').waitFor();
});

test('the next try and an unknown outcome are in sight without a click', async () => {
  const waiting = await harness.open(`/runs/${runIn(harness, 'waiting').id}`);
  expect(await waiting.getByText(/^Next try in \d+ min$/).count()).toBeGreaterThan(0);
  expect(await waiting.getByText('4 earlier tries ended the same way').isVisible()).toBe(true);
  const unknown = await harness.open(`/runs/${runIn(harness, 'unknown').id}`);
  await unknown.getByRole('heading', { level: 1, name: /Outcome unknown/ }).waitFor();
  await unknown.getByRole('button', { name: /^Confirm/ }).click();
  await unknown.getByText('socket closed by the other side').waitFor();
});

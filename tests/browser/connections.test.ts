import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/api/types.ts';
import { setFlow } from './fixture/systems.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.reset();
});
afterAll(() => harness.close());

test('a card tells state, findings and the webhook address', async () => {
  const page = await harness.open('/connections');
  const store = page.getByRole('region', { name: 'Clarity store' });
  await store.getByText(`${harness.server.url}/hooks/store`).waitFor();
  const m3 = page.getByRole('region', { name: 'Infor M3' });
  await m3.getByText('The clock of M3 is 41 seconds behind ours.').waitFor();
  await m3.getByRole('button', { name: 'Test' }).click();
  await m3.getByText('tested just now').waitFor();
});

test('a card tells when a refused login is tried again, and how long M3 is looked into after a restore', async () => {
  const { world } = harness.server;
  const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  world.connections = world.connections.map((one): Connection => {
    if (one.name === 'm3') return { ...one, carefulUntil: at(47.5) };
    return { ...one, state: 'paused', reason: 'HTTP 401: the password was refused', nextTryAt: at(1.5) };
  });
  const page = await harness.open('/connections');
  const m3 = page.getByRole('region', { name: 'Infor M3' });
  await m3.getByText(/each order is looked for there before it is written; that ends in 47 h/).waitFor();
  const store = page.getByRole('region', { name: 'Clarity store' });
  await store.getByText(/The login is tried again in 1 h, and the connection goes on/).waitFor();
});

test('a pause asks for a reason, shows it everywhere, and is ended by resume', async () => {
  const page = await harness.open('/connections');
  const m3 = page.getByRole('region', { name: 'Infor M3' });
  await m3.getByRole('button', { name: 'Pause' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pause Infor M3' });
  expect(await dialog.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('Monthly update of M3');
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await m3.getByText('Monthly update of M3').waitFor();
  await page.getByRole('link', { name: 'Today' }).click();
  await page.getByText('Infor M3 is paused.').waitFor();
  await page.goBack();
  await m3.getByRole('button', { name: 'Resume' }).click();
  await m3.getByText('Working').waitFor();
});

test('an operation is stopped with a reason, says so, and is let go', async () => {
  const page = await harness.open('/connections');
  const m3 = page.getByRole('region', { name: 'Infor M3' });
  await m3.getByRole('button', { name: 'Stop an operation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop an operation of Infor M3' });
  await dialog.getByLabel('Operation').fill('order.create');
  expect(await dialog.getByRole('button', { name: 'Stop it' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('Prices are wrong');
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  await m3.getByText('Stopped by hand', { exact: true }).waitFor();
  await m3.getByText('Partly stopped').waitFor();
  await m3.getByRole('button', { name: 'Let order.create work' }).click();
  await m3.getByText('All operations go through.').waitFor();
});

test('the calendar shows the next window and plans another in words', async () => {
  const page = await harness.open('/connections');
  const m3 = page.getByRole('region', { name: 'Infor M3' });
  await m3.getByText('Sundays at 02:00 (Europe/Stockholm), for 2 h').waitFor();
  await m3.getByRole('button', { name: 'Plan one' }).click();
  const dialog = page.getByRole('dialog', { name: 'Plan maintenance of Infor M3' });
  await dialog.getByLabel('Reason').fill('Month end');
  await dialog.getByRole('button', { name: 'Plan it' }).click();
  await m3.getByText('Month end').waitFor();
  expect(harness.server.world.changes.at(-1)).toContain('"cron":"0 2 * * 0"');
});

test('a flow asks for a reason before it is paused', async () => {
  const page = await harness.open('/flows');
  await page
    .getByRole('button', { name: /^Pause / })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
});

test('a sync says what it does, and shows how far it is and what came of it', async () => {
  const page = await harness.open('/flows');
  await page.getByRole('button', { name: 'Sync now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sync' });
  await dialog.getByText('Looks now for what changed since the last look').waitFor();
  await dialog.getByText('Everything', { exact: true }).click();
  await dialog.getByText('What is the same already is not written again').waitFor();
  await dialog.getByRole('button', { name: 'Start' }).click();
  await dialog.getByText('500 of 1,840 read, 40 passed on').waitFor();
  harness.server.world.isSyncDone = true;
  await dialog.getByText('211 runs done, 1 held.').waitFor();
  expect(harness.server.world.changes.at(-1)).toContain('/api/v1/sync/stock {"full":true,"dryRun":false}');
  expect(await dialog.getByRole('link', { name: 'See what is held' }).getAttribute('href')).toContain('/work');
  expect(await dialog.getByRole('button', { name: 'Start' }).count()).toBe(0);
});

test('the form shows what the connector declares, and asks for what is missing', async () => {
  const page = await harness.open('/connections/new?connector=clarity');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Not A Name');
  await page.getByRole('button', { name: 'Add the connection' }).click();
  await page.getByText('Use lower-case letters, digits and hyphens, at most 64.').waitFor();
  await page.getByText('This is needed.').first().waitFor();
  expect(harness.server.world.changes).toEqual([]);
});

test('secrets are never shown, and left out they stay', async () => {
  const page = await harness.open('/connections/store');
  const password = page.getByPlaceholder('set, ends in k2!a; empty keeps it');
  expect(await password.inputValue()).toBe('');
  expect(await password.getAttribute('type')).toBe('password');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/connections#store$/);
  const sent = harness.server.world.changes.at(-1) ?? '';
  expect(sent).toMatch(/^PUT \/api\/v1\/connections\/store /);
  expect(JSON.parse(sent.slice(sent.indexOf('{')))).toMatchObject({
    secrets: {},
    settings: { baseUrl: 'https://shop.acme.example' },
  });
});

test('a chosen .ionapi file makes the connection, and its text is not shown', async () => {
  const page = await harness.open('/connections/new?connector=m3');
  const text = JSON.stringify({ ti: 'ACME_TST', cs: 'very-secret-value' });
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'acme.ionapi', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByText('acme.ionapi').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('m3-test');
  await page.getByRole('button', { name: 'Add the connection' }).click();
  await page.waitForURL(/#m3-test$/);
  expect(harness.server.world.changes.at(-1)).toContain('POST /api/v1/connections/m3-test/import-file');
  expect(harness.server.world.changes.at(-1)).toContain('very-secret-value');
  expect(await page.content()).not.toContain('very-secret-value');
});

test('a file that cannot be an .ionapi is refused before it is sent', async () => {
  const page = await harness.open('/connections/new?connector=m3');
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'film.ionapi', mimeType: 'application/json', buffer: Buffer.alloc(200_000, 'x') });
  await page.getByText('film.ionapi is larger than 100 kB').waitFor();
});

test('what the server refuses is shown at its field', async () => {
  const { problem } = await import('./fixture-server.ts');
  const body = {
    ...problem(422, 'connection.settings-invalid', 'One setting is wrong.'),
    errors: [{ pointer: '/settings/baseUrl', detail: 'No store answers at this address.' }],
  };
  harness.server.world.faults.set('/api/v1/connections/store', { status: 422, body });
  const page = await harness.open('/connections/store');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('form').getByText('No store answers at this address.').first().waitFor();
  harness.complaints.length = 0; // the browser itself reports the 422
});

test('removing asks for the name', async () => {
  const page = await harness.open('/connections/store');
  await page.getByRole('button', { name: 'Remove this connection' }).click();
  const remove = page.getByRole('dialog').getByRole('button', { name: 'Remove' });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByLabel('Type store to confirm').fill('store');
  expect(await remove.isDisabled()).toBe(false);
});

test('a person is added with a link that is shown once', async () => {
  const page = await harness.open('/settings?part=people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Dana Poe');
  await page.getByLabel('E-mail address').fill('dana@example.com');
  await page.getByRole('radio', { name: 'Viewer' }).click();
  await page.getByRole('button', { name: 'Add and make a link' }).click();
  await page.getByText(`${harness.server.url}/welcome?token=`).waitFor();
  expect(harness.server.world.changes.at(-1)).toBe(
    'POST /api/v1/users {"name":"Dana Poe","email":"dana@example.com","role":"viewer"}',
  );
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('dana@example.com').waitFor();
  // One dialog followed the other; the focus is back where the first one was opened.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Add a person');
});

test('settings of a flow are set in its own words, checked as they are typed, with a reason', async () => {
  const page = await harness.open('/flows');
  await page.getByRole('button', { name: 'Settings of Web orders to M3' }).click();
  const dialog = page.getByRole('dialog');
  const largest = dialog.getByLabel('Largest amount that goes by itself');
  await dialog.getByText('Who buys without an account. Default: one for all.').waitFor();
  const save = dialog.getByRole('button', { name: 'Save' });
  await dialog.getByLabel('Reason').fill('a busy season');
  await largest.fill('a lot');
  await dialog.getByText('A number, such as 5 or 0.5.').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await largest.fill('750.5');
  await dialog.getByLabel('Hold what M3 does not know').uncheck();
  await save.click();
  await page.getByText('Web orders to M3 is set').waitFor();
  expect(JSON.parse(harness.server.world.changes.at(-1)?.replace(/^PUT \S+ /, '') ?? '')).toEqual({
    settings: { guests: 'one for all', largest: 750.5, holdUnknown: false },
    reason: 'a busy season',
    deployment: 'order-to-cash-1',
  });
});

test('settings that somebody else has changed meanwhile are not overwritten unseen', async () => {
  const { server } = harness;
  const page = await harness.open('/flows');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Settings of Web orders to M3' }).click();
  const dialog = page.getByRole('dialog');
  const largest = dialog.getByLabel('Largest amount that goes by itself');
  const reason = dialog.getByLabel('Reason');
  await largest.fill('750');
  await reason.fill('a busy season');
  const flow = server.world.flows.find((one) => one.flow === 'order-to-cash');
  if (flow) setFlow(server.world, flow, { largest: 900 });
  const readAnew = page.waitForResponse('**/api/v1/flows/order-to-cash');
  server.emit({ type: 'reload' });
  await readAnew;
  const sent = () => server.world.changes.map((change) => JSON.parse(change.replace(/^PUT \S+ /, '')) as unknown);
  const save = dialog.getByRole('button', { name: 'Save' });
  const beginAgain = dialog.getByRole('button', { name: 'Begin again with what is set now' });
  expect(await beginAgain.count()).toBe(0);
  for (const press of [1, 2]) {
    await save.click();
    await expect.poll(() => sent().length).toBe(press);
    await dialog.getByText('The flow was set otherwise since you looked.').waitFor();
    expect(await largest.inputValue()).toBe('750');
  }
  const mine = { settings: { largest: 750 }, deployment: 'order-to-cash-1' };
  expect(sent()).toMatchObject([mine, mine]);
  await beginAgain.click();
  expect(await largest.inputValue()).toBe('900');
  expect(await reason.inputValue()).toBe('a busy season');
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await largest.fill('1000');
  await save.click();
  await page.getByText('Web orders to M3 is set').waitFor();
  expect(sent().at(-1)).toMatchObject({ settings: { largest: 1000 }, deployment: 'order-to-cash-2' });
  harness.complaints.length = 0; // the browser itself reports the 409
});

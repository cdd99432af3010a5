import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, settle, startHarness } from './harness.ts';

const PASSWORD = 'a quiet harbour at dawn';
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('who is not signed in is asked to, and then comes to the page that was wanted', async () => {
  harness.server.world.signedIn = false;
  const page = await harness.open('/orders?state=held');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail address').fill('ann@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('That is not right.').waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/orders\?state=held$/);
});

test('a sign-in link cannot lead to another site', async () => {
  harness.server.world.signedIn = false;
  const page = await harness.open('/sign-in?next=//evil.example/orders');
  await page.getByLabel('E-mail address').fill('ann@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  expect(new URL(page.url()).origin).toBe(harness.server.url);
});

test('password managers find their fields, and pasting works', async () => {
  harness.server.world.signedIn = false;
  const page = await harness.open('/sign-in');
  const hints = await page
    .locator('input')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('autocomplete')));
  expect(hints).toEqual(['username', 'current-password']);
});

test('the one-time link makes the first administrator', async () => {
  harness.server.world.signedIn = false;
  const page = await harness.open('/welcome?token=one-time-token-of-the-fixture');
  await page.getByLabel('Your name').fill('Ann Weber');
  await page.getByLabel('E-mail address').fill('ann@example.com');
  const password = page.getByRole('textbox', { name: 'Password' });
  await password.fill('short');
  await page.getByRole('button', { name: 'Create my account' }).click();
  await page.getByText('At least 12 characters, please.').waitFor();
  expect(harness.server.world.changes.filter((change) => change.startsWith('POST /api/v1/welcome '))).toEqual([]);
  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Create my account' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  expect(page.url()).not.toContain('token');
});

test('a spent link says so and leads to the sign-in', async () => {
  harness.server.world.signedIn = false;
  const page = await harness.open('/welcome?token=spent');
  await page.getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('signing out forgets what was on the screen', async () => {
  const page = await harness.open('/orders');
  await page.getByRole('button', { name: /Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto(`${harness.server.url}/orders`);
  await settle(page);
  expect(await page.getByRole('heading', { name: 'Sign in' }).count()).toBe(1);
  expect(harness.server.world.changes).toEqual(['DELETE /api/v1/session ']);
});

test('dark is kept over a reload, and before the first paint', async () => {
  const page = await harness.open('/orders');
  await page.getByRole('button', { name: /Signed in as/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload({ waitUntil: 'commit' });
  await page.waitForSelector('body', { state: 'attached' });
  expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
  await settle(page);
  expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
  expect(harness.complaints).toEqual([]);
});

test('who could not be signed out is told so, and can try again', async () => {
  const { problem } = await import('./fixture-server.ts');
  const { world } = harness.server;
  const page = await harness.open('/orders');
  const signOut = async () => {
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  const told = page.getByText('You are still signed in');
  world.faults.set('/api/v1/session', {
    status: 503,
    body: problem(503, 'server.unavailable', 'The database does not answer.'),
  });
  await signOut();
  await told.waitFor();
  expect(await page.getByText('The database does not answer. Try again').isVisible()).toBe(true);
  expect(page.url()).toMatch(/\/orders$/);
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
  world.faults.clear();
  await signOut();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await told.count()).toBe(0);
});

test('signing out leads out also when the sign-in had ended already', async () => {
  const page = await harness.open('/orders');
  harness.server.world.signedIn = false;
  await page.getByRole('button', { name: /Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText('You are still signed in').count()).toBe(0);
});

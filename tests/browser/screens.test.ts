import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DIFFERENCES } from './fixture/reconcile.ts';
import { darken, type Harness, NARROW, runIn, startHarness, WIDE } from './harness.ts';
import { faintTextIn, namelessIn, overflowOf, smallTargetsIn } from './page-checks.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** Addresses of all screens; `:state` stands for a run of the fixture in that state. */
const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['today', '/'],
  ['today as a table', '/?chart=table'],
  ['orders', '/orders'],
  ['orders that need a person', '/orders?state=held,failed'],
  ['no order found', '/orders?q=nobody'],
  ['running order', '/runs/:running'],
  ['waiting order', '/runs/:waiting'],
  ['held order with a payload open', '/runs/:held?at=11'],
  ['order of unknown outcome', '/runs/:unknown'],
  ['failed order', '/runs/:failed'],
  ['completed order as JSON', '/runs/:completed?at=event&view=json'],
  ['canceled order', '/runs/:canceled'],
  ['customers', '/customers'],
  ['no customer found', '/customers?q=nobody'],
  ['one customer', '/customers/store/:customer'],
  ['work list', '/work'],
  ['work list with nothing on it', '/work?state=held&q=nobody&owner=nobody'],
  ['reconcile', '/reconcile'],
  ['reconcile orders', '/reconcile?subject=orders'],
  ['no difference', '/reconcile?subject=stock&state=ignored'],
  ['one difference', '/differences/:difference'],
  ['flows', '/flows'],
  ['connections', '/connections'],
  ['new connection', '/connections/new'],
  ['new M3 connection', '/connections/new?connector=m3'],
  ['settings of a connection', '/connections/store'],
  ['operate', '/operate'],
  ['operate as tables', '/operate?range=1h&view=table'],
  ['alerts', '/alerts'],
  ['alert rules', '/alerts?part=rules'],
  ['alert channels', '/alerts?part=channels'],
  ['alerts that ended', '/alerts?part=history'],
  ['people', '/settings?part=people'],
  ['audit log', '/settings?part=audit'],
  ['about', '/settings?part=about'],
  ['nowhere', '/no/such/page'],
];

const LOOKS = [
  { viewport: WIDE, colorScheme: 'light' },
  { viewport: WIDE, colorScheme: 'dark' },
  { viewport: NARROW, colorScheme: 'light' },
  { viewport: NARROW, colorScheme: 'dark' },
] as const;

function fill(path: string): string {
  return path.replace(/:(\w+)/, (_, what: string) => {
    if (what === 'difference') return DIFFERENCES[0]?.id ?? '';
    return what === 'customer' ? runIn(harness, 'held').customer : runIn(harness, what).id;
  });
}

describe.each([WIDE, NARROW])('at $width px', (viewport) => {
  test.each(SCREENS)('%s opens clean, fits, and can be read and pressed', async (_, path) => {
    const page = await harness.open(fill(path), { viewport, colorScheme: 'light' });
    expect(harness.complaints).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.title()).toMatch(/ · Landbridge$/);
    expect(await namelessIn(page)).toEqual([]);
    expect(await smallTargetsIn(page)).toEqual([]);
    expect(await faintTextIn(page)).toEqual([]);
    // The same page at night: only its colours change, and they are those of every width.
    if (viewport === NARROW) return;
    await darken(page);
    expect(await faintTextIn(page), 'dark').toEqual([]);
  });
});

describe('doors', () => {
  test.each(LOOKS)('sign-in and welcome open clean at $viewport.width px, $colorScheme', async (look) => {
    harness.server.world.signedIn = false;
    for (const path of ['/sign-in', '/welcome?token=one-time-token-of-the-fixture']) {
      const page = await harness.open(path, look);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await namelessIn(page)).toEqual([]);
      expect(await faintTextIn(page)).toEqual([]);
    }
    expect(harness.complaints).toEqual([]);
  });
});

test('figures lead to the list behind them', async () => {
  const page = await harness.open('/');
  await page.getByRole('link', { name: /^Held: \d+, Web orders/ }).click();
  await page.waitForURL(/\/orders\?flow=order-to-cash&state=held$/);
  await page.locator('tbody [data-state]').nth(3).waitFor();
  const states = await page
    .locator('tbody [data-state]')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-state')));
  expect(states.length).toBeGreaterThan(3);
  expect(new Set(states)).toEqual(new Set(['held', 'unknown']));
});

test('what is done is counted by its end, and so is the list behind it', async () => {
  const page = await harness.open('/');
  await page.getByRole('link', { name: /^Done: \d+, Web orders/ }).click();
  await page.waitForURL(/\/orders\?flow=order-to-cash&state=completed&endedSince=\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
  await page.getByRole('link', { name: /^Without done since / }).waitFor();
});

test('a list goes on where it ended', async () => {
  const page = await harness.open('/orders');
  expect(await page.locator('tbody tr').count()).toBe(50);
  await page.getByRole('button', { name: 'Show 50 more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 100);
});

test('an error shows code, cause, what to do and the correlation id', async () => {
  const { problem } = await import('./fixture-server.ts');
  harness.server.world.faults.set('/api/v1/today', {
    status: 500,
    body: problem(500, 'store.unavailable', 'The database does not answer.'),
  });
  const page = await harness.open('/');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  for (const text of [
    'The database does not answer.',
    'Do it differently.',
    'store.unavailable',
    '4bf92f3577b34da6a3ce929d0e0e4736',
  ]) {
    expect(await alert.textContent()).toContain(text);
  }
  harness.server.world.faults.clear();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('All systems answer').waitFor();
});

test('the environment is always in sight', async () => {
  harness.server.world.environment = { name: 'Production EU', kind: 'production' };
  const page = await harness.open('/orders', { viewport: NARROW });
  expect(await page.getByText('Production EU').isVisible()).toBe(true);
});

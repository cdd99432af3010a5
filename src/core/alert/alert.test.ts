import { expect, test } from 'vitest';
import { DEFAULT_RULES } from './default-rules.ts';
import { evaluate, QUIET_MS } from './evaluate.ts';
import { fillValues, findValueFault, RULE_KINDS, type RuleKind } from './kinds.ts';
import type { Alert } from './model.ts';
import type { Sight, Trouble } from './sight.ts';
import { expectedBetween, hourOfWeek, isSilent, usualOf } from './silence.ts';
import { channelsOf, type ToldChange, worthTelling } from './tell.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.UTC(2026, 10, 18, 10, 30);
const empty: Sight = {
  now,
  zone: 'UTC',
  flows: [],
  troubles: [],
  arrivals: [],
  stock: [],
  connections: [],
  differences: [],
};
const trouble: Trouble = {
  flow: 'order-to-cash',
  state: 'held',
  queue: 'item-setup',
  kind: 'missing',
  code: 'm3.item-not-found',
  count: 6,
  lastHour: 6,
  oldestAt: now - 5 * HOUR,
  amounts: [
    { currency: 'EUR', amount: '49000.10' },
    { currency: 'USD', amount: '5' },
  ],
};
const connection = { name: 'm3', title: 'Infor M3', paused: false, breaker: 'closed' } as const;
const usual = Object.fromEntries(Array.from({ length: 168 }, (_, hour) => [String(hour), 12]));

const CASES: readonly (readonly [RuleKind, Partial<Sight>, string, string])[] = [
  [
    'failures',
    { troubles: [trouble] },
    '6 runs of order-to-cash failed as missing',
    '/orders?flow=order-to-cash&code=m3.item-not-found&state=held',
  ],
  [
    'held-age',
    { troubles: [trouble] },
    'the oldest for 5 h',
    '/orders?flow=order-to-cash&code=m3.item-not-found&state=held',
  ],
  [
    'held-money',
    { troubles: [trouble, { ...trouble, code: 'x', amounts: [{ currency: 'EUR', amount: '999.90' }] }] },
    '50000.00 EUR wait for a person',
    '/orders?flow=all&state=held%2Cfailed',
  ],
  [
    'queue-age',
    { flows: [{ flow: 'order-to-cash', open: 3, oldestAt: now - 31 * MINUTE }] },
    '3 runs of order-to-cash on the way, the oldest for 31 min',
    '/orders?flow=order-to-cash&state=queued%2Crunning%2Cwaiting',
  ],
  [
    'silence',
    { arrivals: [{ flow: 'order-to-cash', lastAt: now - 46 * MINUTE, usual }] },
    'Nothing for order-to-cash in 46 min',
    '/operate?range=24h&flow=order-to-cash',
  ],
  [
    'stock-age',
    { stock: [{ flow: 'stock', target: 'store', asOf: now - 61 * MINUTE, figures: 3 }] },
    'stock of 61 min ago',
    '/orders?flow=stock',
  ],
  [
    'connection-away',
    { connections: [{ ...connection, breaker: 'open', breakerSince: now - 6 * MINUTE, breakerReason: 'HTTP 503' }] },
    'Infor M3 does not answer: HTTP 503',
    '/connections#m3',
  ],
  [
    'connection-away',
    { connections: [{ ...connection, paused: true, pausedReason: 'upgrade' }] },
    'Infor M3 is paused: upgrade',
    '/connections#m3',
  ],
  [
    'token-trouble',
    { connections: [{ ...connection, paused: true, refused: true, pausedReason: 'HTTP 401' }] },
    'refuses our credentials: HTTP 401',
    '/connections#m3',
  ],
  [
    'token-trouble',
    { connections: [{ ...connection, failing: { since: now, kind: 'unauthorized', message: 'No right to list' } }] },
    'refuses our credentials: No right to list',
    '/connections#m3',
  ],
  [
    'differences',
    { differences: [{ subject: 'orders', open: 2 }] },
    '2 differences in orders',
    '/reconcile?subject=orders',
  ],
  [
    'disk',
    { disk: { freeBytes: 2 * 1024 ** 3, totalBytes: 100 * 1024 ** 3 } },
    '2.0 GB (2 %) are free',
    '/settings?part=about',
  ],
];

test.each(CASES)('%s fires with a link to the list behind it', (kind, parts, summary, link) => {
  const found = RULE_KINDS[kind].find({ ...empty, ...parts }, fillValues(kind, {}));
  expect(found).toMatchObject([{ summary: expect.stringContaining(summary), link }]);
});

test('nothing wrong, nothing fires; just below the limit neither', () => {
  expect(evaluate(DEFAULT_RULES, [], empty, () => 'x')).toEqual([]);
  const calm: Sight = {
    ...empty,
    troubles: [{ ...trouble, lastHour: 4, oldestAt: now - 239 * MINUTE }],
    flows: [
      { flow: 'a', open: 1, oldestAt: now - 29 * MINUTE },
      { flow: 'b', open: 0 },
    ],
    arrivals: [{ flow: 'order-to-cash', lastAt: now - 44 * MINUTE, usual }],
    stock: [
      { flow: 's', target: 't', asOf: now - 59 * MINUTE, figures: 1 },
      { flow: 's', target: 'u', figures: 0 },
    ],
    connections: [connection, { ...connection, name: 'n', breaker: 'open', breakerSince: now - 4 * MINUTE }],
    differences: [{ subject: 'orders', open: 0 }],
    disk: { freeBytes: 6 * 1024 ** 3, totalBytes: 100 * 1024 ** 3 },
  };
  expect(evaluate(DEFAULT_RULES, [], calm, () => 'x')).toEqual([]);
});

test('a connection that a person or a restore has paused is paused, whatever a look at it said before', () => {
  const failing = { since: now - HOUR, kind: 'unauthorized', message: 'HTTP 401' };
  const paused: Sight = {
    ...empty,
    connections: [{ ...connection, paused: true, pausedReason: 'month end', failing }],
  };
  const fired = evaluate(DEFAULT_RULES, [], paused, () => 'a');
  expect(fired.map(({ alert }) => [alert.rule, alert.summary])).toEqual([
    ['connection-away', 'Infor M3 is paused: month end'],
  ]);
});

test('one thing is one alert from the first look to the last, and ends by itself a minute after it is gone', () => {
  const rules = DEFAULT_RULES.filter(({ name }) => name === 'differences');
  const wrong: Sight = { ...empty, differences: [{ subject: 'orders', open: 2 }] };
  const [fired] = evaluate(rules, [], wrong, () => 'a1');
  expect(fired).toMatchObject({ do: 'fire', alert: { id: 'a1', state: 'firing', firedAt: now } });
  const alert = fired?.alert as Alert;
  const acknowledged: Alert = { ...alert, state: 'acknowledged', acknowledgedBy: 'ann' };
  const again = evaluate(
    rules,
    [acknowledged],
    { ...wrong, now: now + 15_000, differences: [{ subject: 'orders', open: 3 }] },
    () => 'a2',
  );
  expect(again).toMatchObject([
    {
      do: 'see',
      alert: {
        id: 'a1',
        state: 'acknowledged',
        summary: '3 differences in orders',
        seenAt: now + 15_000,
        firedAt: now,
      },
    },
  ]);
  expect(evaluate(rules, [acknowledged], { ...empty, now: now + QUIET_MS - 1 }, () => 'a3')).toEqual([]);
  expect(evaluate(rules, [acknowledged], { ...empty, now: now + QUIET_MS }, () => 'a3')).toMatchObject([
    { do: 'end', alert: { id: 'a1', state: 'ended' } },
  ]);
});

test('a rule that is switched off or removed ends its alerts at once', () => {
  const [rule] = DEFAULT_RULES.filter(({ name }) => name === 'differences');
  const wrong: Sight = { ...empty, differences: [{ subject: 'orders', open: 2 }] };
  const living = evaluate(rule ? [rule] : [], [], wrong, () => 'a1').map(({ alert }) => alert);
  expect(evaluate(rule ? [{ ...rule, enabled: false }] : [], living, wrong, () => 'x')).toMatchObject([{ do: 'end' }]);
  expect(evaluate([], living, wrong, () => 'x')).toMatchObject([{ do: 'end' }]);
});

test('the hour of the week counts: a silent night is none, a silent morning is', () => {
  const hour = (...when: [number, number, number]) => hourOfWeek(Date.UTC(2026, 10, ...when), 'UTC');
  expect([hour(16, 0, 30), hour(22, 23, 59)]).toEqual([0, 167]);
  const office = Object.fromEntries(
    Object.keys(usual).map((hour) => [hour, Number(hour) % 24 >= 8 && Number(hour) % 24 < 18 ? 12 : 0]),
  );
  const evening = { flow: 'x', lastAt: Date.UTC(2026, 10, 17, 17, 59), usual: office };
  const rule = { zone: 'UTC', leastMs: 45 * MINUTE, expected: 5 };
  expect(isSilent(evening, { ...rule, now: Date.UTC(2026, 10, 18, 8, 20) })).toBe(false);
  expect(isSilent(evening, { ...rule, now: Date.UTC(2026, 10, 18, 8, 30) })).toBe(true);
  const morning = { from: Date.UTC(2026, 10, 18, 7, 30), until: Date.UTC(2026, 10, 18, 8, 30), zone: 'UTC' };
  expect(expectedBetween(office, morning)).toBe(6);
});

test('a morning that begins at eight in Chicago is no silence an hour before, on either side of summer time', () => {
  const zone = 'America/Chicago';
  // Thursday: orders from eight to six by the clock on the wall there.
  const hours = Array.from({ length: 168 }, (_, hour) => [hour, hour % 24 >= 8 && hour % 24 < 18 ? 12 : 0] as const);
  const office = { flow: 'x', usual: Object.fromEntries(hours) };
  const rule = { zone, leastMs: 45 * MINUTE, expected: 5 };
  for (const [day, eight] of [
    [Date.UTC(2026, 9, 29), 13],
    [Date.UTC(2026, 10, 5), 14],
  ] as const) {
    const at = (hour: number, minute: number) => day + (hour * 60 + minute) * MINUTE;
    const silence = { ...office, lastAt: at(eight - 14, 0) };
    expect(isSilent(silence, { ...rule, now: at(eight, 20) })).toBe(false);
    expect(isSilent(silence, { ...rule, now: at(eight, 26) })).toBe(true);
  }
  expect(hourOfWeek(Date.UTC(2026, 10, 16, 4, 0), 'Asia/Kolkata')).toBe(9);
});

test('too few weeks say nothing, and one odd week does not change what is usual', () => {
  expect(usualOf([10, 10])).toBeUndefined();
  expect([usualOf([10, 11, 0]), usualOf([10, 500, 12, 11])]).toEqual([10, 11]);
  expect(isSilent({ flow: 'x', lastAt: 0, usual: {} }, { now, zone: 'UTC', leastMs: 1, expected: 1 })).toBe(false);
  expect(isSilent({ flow: 'x', usual }, { now, zone: 'UTC', leastMs: 1, expected: 1 })).toBe(false);
});

test('settings that a kind does not have, or that make no sense, are named', () => {
  expect(findValueFault('silence', { minutes: 45, flow: 'x' })).toBeUndefined();
  expect(findValueFault('silence', { minuts: 45 })).toMatchObject({ name: 'minuts' });
  expect(findValueFault('silence', { minutes: '45' })).toMatchObject({ name: 'minutes' });
  expect(findValueFault('silence', { minutes: 1 })).toMatchObject({ message: 'This must be 5 or more.' });
});

test('a firing is told unless its end is told with it or by another message of the channel', () => {
  const change = (what: ToldChange['do'], id: string): ToldChange => ({
    do: what,
    alert: { id, rule: 'r', subject: 's', title: 't', severity: 'warning', summary: '', link: '/', firedAt: now },
  });
  const told = (ended?: readonly string[]): string[] =>
    worthTelling([change('fire', 'a'), change('fire', 'b'), change('end', 'b'), change('fire', 'c')], ended).map(
      (each) => `${each.do} ${each.alert.id}`,
    );
  expect(told()).toEqual(['fire a', 'end b', 'fire c']);
  expect(told(['a', 'b', 'x'])).toEqual(['end b', 'fire c']);
});

test('a rule tells the channels that it names; when all of them are gone it tells everybody instead of nobody', () => {
  const there = ['mail', 'ops'];
  expect(channelsOf(undefined, there)).toEqual(['mail', 'ops']);
  expect(channelsOf(['ops', 'gone'], there)).toEqual(['ops']);
  expect(channelsOf(['gone'], there)).toEqual(['mail', 'ops']);
  expect(channelsOf([], there)).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { causeOf, type Evidence } from './causes.ts';
import { compareGroup } from './compare.ts';
import { csvRow } from './csv.ts';
import { judgeAgain, MOST_LOOKS, type Suspect } from './looks.ts';
import { mergeByKey } from './merge.ts';
import type { Finding, SideRecord } from './model.ts';
import { compareKeys } from './order.ts';
import { repairsOf, type RepairCase, sourceOf } from './repairs.ts';
import { SUBJECT_RULES } from './rules.ts';
import { DayCounter } from './totals.ts';

async function* streamOf(records: readonly SideRecord[]): AsyncGenerator<SideRecord> {
  for (const record of records.toSorted((a, b) => compareKeys(a.key, b.key))) {
    await Promise.resolve();
    yield record;
  }
}

async function differences(
  left: readonly SideRecord[],
  right: readonly SideRecord[],
  rules = SUBJECT_RULES.orders,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const group of mergeByKey(streamOf(left), streamOf(right))) {
    found.push(...compareGroup(rules, group, { linked: true }));
  }
  return found;
}

const order = (key: string, fields: SideRecord['fields'] = {}, more: Partial<SideRecord> = {}): SideRecord => ({
  key,
  id: key,
  day: '2026-11-20',
  amount: '10.00',
  currency: 'EUR',
  fields: { erpNumber: `M${key}`, net: '10.00', currency: 'EUR', cancelled: 'no', ...fields },
  ...more,
});

const drift = fc.constantFrom('missing-left', 'missing-right', 'field', 'doubled', 'amount');

describe('comparing', () => {
  it('finds every planted difference and invents none, wherever it is', async () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(keys, fc.array(fc.option(drift, { freq: 3 }), { maxLength: 60 }), async (names, plan) => {
        const left: SideRecord[] = [];
        const right: SideRecord[] = [];
        const planted: string[] = [];
        for (const [index, key] of names.entries()) {
          const kind = plan[index] ?? undefined;
          if (kind) planted.push(`${kind} ${key}`);
          if (kind !== 'missing-left') left.push(order(key));
          if (kind === 'missing-right') continue;
          // The ERP pads and shouts, and money has more zeros there: none of it is a difference.
          const same = { currency: ' eur ', net: '10.000', erpNumber: ` m${key}` };
          right.push(
            order(
              key,
              kind === 'field' ? { ...same, cancelled: 'yes' } : kind === 'amount' ? { ...same, net: '10.06' } : same,
            ),
          );
          if (kind === 'doubled') right.push(order(key, {}, { id: `${key}'` }));
        }
        const found = (await differences(left, right)).map(({ key, kind }) => `${kind} ${key}`);
        expect(found.toSorted()).toEqual(planted.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  it('merges streams in the order of code points, and refuses streams that are in none', async () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareKeys(a, b))).toBe(bytes);
      }),
    );
    async function* wrong(): AsyncGenerator<SideRecord> {
      yield order('B');
      await Promise.resolve();
      yield order('A');
    }
    await expect(async () => {
      for await (const _ of mergeByKey(wrong(), streamOf([]))) continue;
    }).rejects.toThrow('A stands behind B');
  });

  it.each([
    [
      'a name that M3 cut',
      { name: 'Nordic Tools and Machinery Trading AB of Malmö' },
      { name: 'Nordic Tools and Machinery Trading A' },
      0,
    ],
    ['a phone written otherwise', { phone: '+46 40-12 34' }, { phone: '0046 401234' }, 0],
    ['an e-mail in capitals', { email: 'A@b.example' }, { email: 'a@B.EXAMPLE' }, 0],
    ['a number that only one side knows', { vatNumber: 'SE5566' }, {}, 0],
    ['another name', { name: 'Nordic' }, { name: 'Nordix' }, 1],
    ['a name that is gone', { name: 'Nordic' }, {}, 1],
  ])('D01 D03 customers: %s', async (_, left, right, count) => {
    const base = { name: 'N' };
    const found = await differences(
      [{ key: 'C1', id: '1', fields: { ...base, ...left } }],
      [{ key: 'C1', id: 'C1', fields: 'name' in left && !('name' in right) ? right : { ...base, ...right } }],
      SUBJECT_RULES.customers,
    );
    expect(found).toHaveLength(count);
  });

  it('stock: no figure is the same as zero', async () => {
    const rows = (figures: Record<string, string | null>): SideRecord[] =>
      Object.entries(figures).map(([key, quantity]) => ({ key, id: key, fields: { quantity } }));
    const left = rows({ 'P1@001': '5', 'P1@002': null, 'P1@003': null });
    const found = await differences(
      left,
      rows({ 'P1@001': '5.00', 'P1@002': '0', 'P1@003': '7' }),
      SUBJECT_RULES.stock,
    );
    expect(found).toMatchObject([{ key: 'P1@003', kind: 'field', field: 'quantity', rightValue: '7' }]);
  });

  it('what M3 alone has counts only where the store should have it', () => {
    const group = { key: 'C9', left: [], right: [{ key: 'C9', id: 'C9', fields: {} }] };
    expect(compareGroup(SUBJECT_RULES.customers, group, { linked: false })).toEqual([]);
    expect(compareGroup(SUBJECT_RULES.customers, group, { linked: true })).toMatchObject([{ kind: 'missing-left' }]);
    const optional = { key: '1', left: [order('1', {}, { optional: true })], right: [] };
    expect(compareGroup(SUBJECT_RULES.orders, optional, { linked: false })).toEqual([]);
  });

  it('counts both sides of a record under one day, and sums exactly', () => {
    const counter = new DayCounter();
    for (let n = 0; n < 10; n += 1) {
      const left = order(String(n), {}, { amount: '0.1' });
      counter.add(
        { key: left.key, left: [left], right: [{ ...left, day: '2026-11-21', amount: '0.1' }] },
        n === 3 ? 2 : 0,
      );
    }
    expect(counter.totals()).toEqual([
      {
        day: '2026-11-20',
        currency: 'EUR',
        leftCount: 10,
        rightCount: 10,
        leftAmount: '1',
        rightAmount: '1',
        differences: 2,
      },
    ]);
  });
});

describe('looking again', () => {
  const suspect = (leftValue: string, rightValue: string, stale?: number): Suspect => ({
    key: 'P1',
    kind: 'field',
    field: 'at 001',
    fingerprint: `${leftValue}/${rightValue}`,
    leftValue,
    rightValue,
    ...(stale === undefined ? {} : { stale }),
  });

  test('only what stands still on both sides is told at once', () => {
    expect(judgeAgain(suspect('1', '2'), suspect('1', '2'), 2)).toEqual({ is: 'persists' });
    expect(judgeAgain(suspect('1', '2'), undefined, 2)).toEqual({ is: 'gone' });
    expect(judgeAgain(suspect('1', '2'), suspect('2', '3'), 2)).toEqual({ is: 'moving', stale: 0 });
  });

  test('a side that never follows is told, two that run after each other are not', () => {
    const look = (values: readonly (readonly [string, string])[]): string => {
      let before = suspect(...(values[0] ?? ['', '']));
      for (let n = 2; n <= MOST_LOOKS; n += 1) {
        const now = suspect(...(values[n - 1] ?? ['', '']));
        const verdict = judgeAgain(before, now, n);
        if (verdict.is !== 'moving') return verdict.is;
        before = { ...now, stale: verdict.stale };
      }
      return 'moving';
    };
    expect(
      look([
        ['9', '1'],
        ['9', '2'],
        ['9', '3'],
        ['9', '4'],
      ]),
    ).toBe('persists');
    expect(
      look([
        ['0', '1'],
        ['1', '2'],
        ['2', '3'],
        ['3', '4'],
      ]),
    ).toBe('gone');
  });
});

const NOW = Date.parse('2026-11-20T12:00:00Z');
const calm: Evidence = { paused: [], behind: [], off: [], repairedBefore: false, now: NOW, lookedAt: NOW - 5_000 };

describe('likely causes', () => {
  const missing: Finding = { key: '1', kind: 'missing-right', fingerprint: '', left: order('1') };
  it.each([
    ['run-held', { run: { id: 'r', flow: 'f', state: 'held', reason: 'no item' } }, missing, true],
    ['run-under-way', { run: { id: 'r', flow: 'f', state: 'waiting' } }, missing, true],
    ['run-under-way', { run: { id: 'r', flow: 'f', state: 'completed', endedAt: NOW - 1_000 } }, missing, true],
    ['just-placed', {}, { ...missing, left: order('1', {}, { changedAt: '2026-11-20T11:59:30Z' }) }, true],
    ['connection-paused', { paused: ['m3'] }, missing, false],
    ['poll-behind', { behind: ['clarity'] }, missing, false],
    ['repair-did-not-help', { repairedBefore: true }, missing, false],
    ['never-sent', {}, missing, false],
    ['entered-twice', {}, { ...missing, kind: 'doubled', field: 'right' }, false],
    ['created-by-hand', {}, { ...missing, kind: 'missing-left' }, false],
    ['never-linked', {}, { ...missing, kind: 'field', field: 'erpNumber', rightValue: '1' }, false],
    [
      'changed-just-now',
      {},
      { ...missing, kind: 'field', left: order('1', {}, { changedAt: '2026-11-20T11:59:30Z' }) },
      false,
    ],
    [
      'edited-in-store',
      { run: { id: 'r', flow: 'f', state: 'completed', endedAt: NOW - 9_000_000 } },
      { ...missing, kind: 'field', field: 'net', left: order('1', {}, { changedAt: '2026-11-20T11:00:00Z' }) },
      false,
    ],
  ] as const)('%s', (code, evidence, finding, isKnown) => {
    const cause = causeOf({ subject: 'orders', finding: finding as Finding, evidence: { ...calm, ...evidence } });
    expect(cause).toMatchObject({ code, isKnown });
    expect(cause.text).not.toBe('');
  });

  const off = [{ connection: 'clarity', look: 'the look for payments' }];
  const run = { id: 'r', flow: 'f', state: 'completed', endedAt: NOW - 9_000_000 };
  it.each([
    ['stock', 'field', {}, 'never-carried', 'M3 tells of changes only; `landbridge sync stock --full` reads all.'],
    ['stock', 'missing-left', {}, 'never-carried', 'M3 tells of changes only'],
    ['stock', 'missing-right', {}, 'not-in-erp', 'M3 knows no item of this number'],
    ['stock', 'missing-right', { linkedTo: 'P1' }, 'gone-from-erp', 'M3 has no stock figure of this number any more'],
    ['prices', 'missing-right', { run }, 'gone-from-erp', 'M3 has no item of this number any more'],
    ['prices', 'amount', {}, 'never-carried', '`landbridge sync prices --full`'],
    ['prices', 'amount', { run }, 'unknown', ''],
    ['customers', 'field', {}, 'never-carried', 'M3 tells of changes only'],
    ['customers', 'missing-right', {}, 'never-carried', 'The store tells of changes only'],
    ['payments', 'missing-right', {}, 'never-sent', 'the store did not tell of it'],
    ['payments', 'missing-right', { off }, 'look-off', 'the look for payments is off at connection clarity.'],
    ['payments', 'missing-right', { off, run }, 'unknown', ''],
  ] as const)('of %s, %s: what tells is named', (subject, kind, evidence, code, text) => {
    const finding: Finding = { key: '1', kind, fingerprint: '', left: { key: '1', id: '1', fields: {} } };
    const cause = causeOf({ subject, finding, evidence: { ...calm, ...evidence } });
    expect(cause.code).toBe(code);
    expect(cause.text).toContain(text);
  });
});

describe('repairs', () => {
  const given: RepairCase = {
    subject: 'orders',
    kind: 'missing-right',
    state: 'open',
    hasLeft: true,
    hasRight: false,
    linked: false,
    tells: { left: true, right: true },
  };
  const allowed = (more: Partial<RepairCase>): string[] =>
    repairsOf({ ...given, ...more }).flatMap(({ verb, allowed: may, proposed }) =>
      may ? [proposed ? `${verb}!` : verb] : [],
    );

  it('offers what helps and says why the rest does not', () => {
    expect(allowed({})).toEqual(['push-again!', 'ignore']);
    expect(allowed({ kind: 'doubled', hasRight: true })).toEqual(['ignore']);
    expect(allowed({ kind: 'missing-left', hasLeft: false, hasRight: true })).toEqual(['ignore']);
    expect(allowed({ kind: 'field', field: 'erpNumber', hasRight: true })).toEqual([
      'push-again',
      'link!',
      'adopt',
      'ignore',
    ]);
    expect(allowed({ kind: 'field', field: 'net', hasRight: true, linked: true })).toEqual([
      'push-again!',
      'adopt',
      'ignore',
    ]);
    expect(allowed({ state: 'repaired' })).toEqual([]);
    for (const offer of repairsOf(given)) expect(offer.allowed || offer.why !== undefined).toBe(true);
  });

  it('pushes from the side that owns the subject', () => {
    const both = { ...given, hasLeft: true, hasRight: true };
    expect(sourceOf({ ...both, subject: 'stock' })).toBe('right');
    expect(sourceOf({ ...both, subject: 'orders' })).toBe('left');
    expect(sourceOf({ ...both, subject: 'stock', hasRight: false })).toBeUndefined();
    expect(sourceOf({ ...both, subject: 'customers', hasRight: false })).toBe('left');
  });
});

test('D22 S14 what a spreadsheet would run as a formula is text', () => {
  expect(csvRow(['=1+1', '+4', '-4.50', ' @x', 'a"b', 'c,d', 7, undefined])).toBe(
    `'=1+1,'+4,-4.50,' @x,"a""b","c,d",7,\r\n`,
  );
});

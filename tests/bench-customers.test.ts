import { expect, test } from 'vitest';
import { driveEdits } from '../bench/customer-drive.ts';
import { type JudgedAccount, judgeCustomers, type JudgedStore, type Ledgers } from '../bench/customer-judge.ts';
import type { Edit, EditPlan } from '../bench/customer-plan.ts';
import { useInstance } from './stories/instance.ts';

/** The small form of `bench/customer-edits.ts`, which runs with 10,000; and that its judge sees what it is to see. */

const shop = useInstance({ settings: { m3: { customersEverySeconds: 1 }, clarity: { pollSeconds: 2 } } });

test('W14 W15 D01 D03: 150 edits on both sides, no echo, one write a change, a planted loop stopped', async () => {
  const scene = { m3Url: shop.m3.url, storeUrl: shop.store.url, client: shop.client, tell: () => undefined };
  const outcome = await driveEdits(scene, { edits: 150, seed: 5, loops: 1, perSecond: 50 });
  expect(outcome).toMatchObject({ echoes: [], excessWrites: 0, wrong: 0, held: 0, loopWrites: 3, loopsHeld: 1 });
  expect(outcome.writes).toBeGreaterThan(30);
}, 120_000);

const customer = { customerNumber: 'C1', name: 'A', email: 'a@x', phone: '1', vatNumber: '', creditLimit: '' };
const clerk = { by: 'clerk', changed: ['CUNM'] };
const account: JudgedAccount = {
  id: 7,
  key: 'C1',
  addressId: 8,
  name: 'A',
  email: 'a@x',
  phone: '1',
  vatNumber: '',
  credit: null,
  street1: 'S',
  city: 'T',
};
const at = (ms: number): string => new Date(1_800_000_000_000 + ms).toISOString();
const write = (ms: number, integration: boolean, changed: string[]): JudgedStore['writes'][number] => {
  return { entity: 'Account', recordId: 7, at: at(ms), integration, changed };
};

function ledgers(
  m3: object,
  store: Partial<JudgedAccount>,
  writes: JudgedStore['writes'] = [],
  inM3 = [clerk],
): Ledgers {
  return {
    customers: [{ ...customer, street: 'S', city: 'T', writes: inM3, ...m3 }],
    store: { accounts: [{ ...account, ...store }], writes },
  };
}

const rename: Edit = { customerNumber: 'C1', side: 'm3', field: 'name', value: 'B', real: true, conflict: false };
const plan: EditPlan = { edits: [rename], final: new Map([['C1/name', 'B']]) };
const before = ledgers({}, {}, [], []);
const renamed = { name: 'B' };
const ok = write(0, true, ['Name']);

test('the judge takes one write for one change', () => {
  expect(judgeCustomers(plan, before, ledgers(renamed, renamed, [ok]))).toMatchObject({
    writes: 1,
    echoWrites: 0,
    excessWrites: 0,
    wrong: 0,
  });
});

test.each([
  ['a write back to the side that decides', [ok], [clerk, { by: 'mi', changed: ['CUNM'] }]],
  ['a write of a field that nobody changed', [ok, write(1, true, ['EIN'])], [clerk]],
  ['a write that changes nothing', [ok, write(1, true, [])], [clerk]],
])('the judge catches a planted echo: %s', (_, inStore, inM3) => {
  const verdict = judgeCustomers(plan, before, ledgers(renamed, renamed, inStore, inM3));
  expect(verdict.echoWrites).toBe(1);
  expect(verdict.echoes[0]).toContain('C1');
});

test('the judge catches a second write, a lost change and one that went the wrong way', () => {
  expect(judgeCustomers(plan, before, ledgers(renamed, renamed, [ok, write(1, true, ['Name'])])).excessWrites).toBe(1);
  expect(judgeCustomers(plan, before, ledgers(renamed, {})).wrong).toBe(1);
  expect(judgeCustomers(plan, before, ledgers({}, {})).wrong).toBe(1);
});

test('an edit that the store’s replace undid is told apart from an echo, which comes later', () => {
  const edit: Edit = { ...rename, side: 'store', field: 'phone', value: '2' };
  const both: EditPlan = { edits: [rename, edit], final: new Map([...plan.final, ['C1/phone', '2']]) };
  const after = (ms: number): Ledgers =>
    ledgers(renamed, renamed, [write(0, false, ['Phone']), write(ms, true, ['Name', 'Phone'])]);
  expect(judgeCustomers(both, before, after(20))).toMatchObject({ undone: 1, echoWrites: 0, wrong: 0 });
  expect(judgeCustomers(both, before, after(2_000))).toMatchObject({ undone: 0, echoWrites: 1, wrong: 1 });
});

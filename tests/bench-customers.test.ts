import { expect, test } from 'vitest';
import { driveEdits } from '../bench/customer-drive.ts';
import { judgeCustomers } from '../bench/customer-judge.ts';
import type { JudgedAccount, JudgedCustomer, JudgedStore, Ledgers } from '../bench/customer-ledgers.ts';
import type { Edit, EditPlan } from '../bench/customer-plan.ts';
import { useInstance } from './stories/instance.ts';

/** The small form of `bench/customer-edits.ts`, which runs with 10,000; and that its judge sees what it is to see. */

const shop = useInstance({ settings: { m3: { customersEverySeconds: 1 }, clarity: { pollSeconds: 2 } } });

test('W14 W15 D01 D03: 150 edits on both sides, no echo, one write a change, a planted loop stopped', async () => {
  const scene = { m3Url: shop.m3.url, storeUrl: shop.store.url, client: shop.client, tell: () => undefined };
  const outcome = await driveEdits(scene, { edits: 150, seed: 5, loops: 1, perSecond: 50 });
  expect(outcome).toMatchObject({ echoes: [], excessWrites: 0, wrong: 0, held: 0, loopWrites: 3 });
  // Held in one direction or in both: either stops it.
  expect(outcome.loopsHeld).toBeGreaterThanOrEqual(1);
  expect(outcome.writes).toBeGreaterThan(30);
}, 120_000);

type M3Write = JudgedCustomer['writes'][number];
type StoreWrite = JudgedStore['writes'][number];
/** Field, what it was, what it is now. */
type Change = readonly [string, string, string];

const valuesOf = (changes: readonly Change[]): M3Write['values'] =>
  Object.fromEntries(changes.map(([name, before, after]) => [name, { before, after }]));
const clerk = (...changes: Change[]): M3Write => ({ by: 'clerk', values: valuesOf(changes) });
const throughMi = (...changes: Change[]): M3Write => ({ by: 'mi', values: valuesOf(changes) });
const staff = (id: number, ...changes: Change[]): StoreWrite => {
  return { id, entity: 'Account', recordId: 7, integration: false, seenUpTo: null, values: valuesOf(changes) };
};
const put = (id: number, seenUpTo: number, ...changes: Change[]): StoreWrite => {
  return { id, entity: 'Account', recordId: 7, integration: true, seenUpTo, values: valuesOf(changes) };
};

const both = { name: 'A', email: 'a@x', phone: '1', vatNumber: '', city: 'T' };
const account: JudgedAccount = {
  ...both,
  id: 7,
  key: 'C1',
  addressId: 8,
  contactEmail: '',
  contactPhone: '',
  credit: null,
  street1: 'S',
};

interface World {
  readonly m3?: Partial<JudgedCustomer>;
  readonly store?: Partial<JudgedAccount>;
  readonly inM3?: readonly M3Write[];
  readonly inStore?: readonly StoreWrite[];
}

function ledgers({ m3 = {}, store = {}, inM3 = [], inStore = [] }: World = {}): Ledgers {
  return {
    customers: [{ ...both, customerNumber: 'C1', creditLimit: '', street: 'S', writes: inM3, ...m3 }],
    store: { accounts: [{ ...account, ...store }], writes: inStore },
  };
}

const rename: Edit = { customerNumber: 'C1', side: 'm3', field: 'name', value: 'B', real: true, conflict: false };
const ring: Edit = { ...rename, side: 'store', field: 'phone', value: '2' };
const plan: EditPlan = { edits: [rename], final: new Map([['C1/name', 'B']]) };
const busy: EditPlan = { edits: [rename, ring], final: new Map([...plan.final, ['C1/phone', '2']]) };
const renamed = { m3: { name: 'B' }, store: { name: 'B' }, inM3: [clerk(['CUNM', 'A', 'B'])] };
const ok = put(2, 0, ['Name', 'A', 'B']);
const judge = (of: EditPlan, world: World) => judgeCustomers(of, ledgers(), ledgers(world));

test('the judge takes one write for one change', () => {
  const verdict = judge(plan, { ...renamed, inStore: [ok] });
  expect(verdict).toMatchObject({ writes: 1, echoWrites: 0, excessWrites: 0, wrong: 0 });
});

test.each<[string, World]>([
  ['back to the side that decides', { inStore: [ok], inM3: [...renamed.inM3, throughMi(['CUNM', 'A', 'B'])] }],
  ['of a field that nobody changed', { inStore: [ok, put(3, 2, ['EIN', '', 'SE1'])] }],
  ['that changes nothing', { inStore: [ok, put(3, 2)] }],
  [
    'of a value that the record already had',
    { inStore: [staff(1, ['Name', 'A', 'B\u00a0']), put(2, 1, ['Name', 'B\u00a0', 'B'])] },
  ],
  [
    'of what staff itself had entered',
    { inStore: [staff(1, ['Name', 'A', 'C']), put(2, 1, ['Name', 'A', 'C']), put(3, 2, ['Name', 'C', 'B'])] },
  ],
  ['of what nobody had entered', { inStore: [put(1, 0, ['Name', 'A', 'Q']), put(2, 1, ['Name', 'Q', 'B'])] }],
  ['that takes back our own last one', { inStore: [ok, put(3, 2, ['Name', 'B', 'A'])] }],
])('the judge catches a planted echo: a write %s', (_, world) => {
  const verdict = judge({ ...plan, edits: [rename, { ...rename, side: 'store' }] }, { ...renamed, ...world });
  expect(verdict.echoes).toEqual([expect.stringContaining('C1')]);
});

test('the judge lets a spelling go along with a change of the same address, and nowhere else', () => {
  const move: Edit = { ...rename, side: 'store', field: 'city', value: 'U' };
  const moved: EditPlan = {
    edits: [move, { ...move, field: 'street', value: 'S' }],
    final: new Map([['C1/city', 'U']]),
  };
  const inStore = [{ ...staff(1, ['City', 'T', 'U']), entity: 'Address', recordId: 8 }];
  const world = (...changes: Change[]): World => {
    return { m3: { city: 'U' }, store: { city: 'U' }, inStore, inM3: [throughMi(...changes)] };
  };
  expect(judge(moved, world(['TOWN', 'T', 'U'], ['CUA1', 'S', 's'])).echoes).toEqual([]);
  expect(judge(moved, world(['CUA1', 'S', 's'])).echoWrites).toBe(1);
});

test('the judge catches a second write, a lost change and one that went the wrong way', () => {
  const thrice = [ok, staff(3, ['Name', 'B', 'C']), put(4, 3, ['Name', 'C', 'B'])];
  expect(judge(plan, { ...renamed, inStore: thrice }).excessWrites).toBe(1);
  expect(judge(plan, { m3: { name: 'B' } }).wrong).toBe(1);
  expect(judge(plan, {}).wrong).toBe(1);
});

test('an edit that came between our reading and the store’s replace is told apart from an echo by what both wrote', () => {
  const edit = staff(1, ['Phone', '1', '2']);
  const world = (write: StoreWrite): World => ({ ...renamed, inStore: [edit, write] });
  const over = put(2, 0, ['Name', 'A', 'B'], ['Phone', '2', '1']);
  expect(judge(busy, world(over))).toMatchObject({ undone: 1, echoWrites: 0, writes: 1, wrong: 0 });
  // It was read before the write, something else was written, nothing else was, or the sides do not agree after it.
  expect(judge(busy, world({ ...over, seenUpTo: 1 }))).toMatchObject({ undone: 0, echoWrites: 1, wrong: 1 });
  expect(judge(busy, world({ ...over, seenUpTo: null }))).toMatchObject({ undone: 0, echoWrites: 1 });
  const other = put(2, 0, ['Name', 'A', 'B'], ['Phone', '2', '9']);
  expect(judge(busy, world(other))).toMatchObject({ undone: 0, echoWrites: 1 });
  const later = put(2, 0, ['Name', 'A', 'B'], ['Phone', '3', '1']);
  expect(judge(busy, world(later))).toMatchObject({ undone: 0, echoWrites: 1 });
  expect(judge(busy, world(put(2, 0, ['Phone', '2', '1'])))).toMatchObject({ undone: 0, echoWrites: 1 });
  expect(judge(busy, { ...world(over), m3: { name: 'B', phone: '2' } })).toMatchObject({ undone: 1, wrong: 1 });
});

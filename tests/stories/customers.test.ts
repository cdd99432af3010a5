import { beforeAll, describe, expect, test } from 'vitest';
import { timelineOf } from '../../src/api/timeline.ts';
import type { RunDetail, RunSummary, Sync } from '../../src/api/types.ts';
import type { Client } from '../../src/api/client.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { runOn } from './command-line.ts';
import { useInstance } from './instance.ts';
import { becomeAdmin } from './people.ts';
import { pause, until } from './until.ts';

/** Customers are the same on both sides: each change goes over once, and nothing comes back as an echo. */

const shop = useInstance({ settings: { m3: { customersEverySeconds: 1 }, clarity: { pollSeconds: 1 } } });

interface Account {
  readonly id: number;
  readonly key: string | null;
  readonly name: string;
  readonly phone: string;
  readonly credit: number | null;
  readonly city: string;
}
interface StoreWrite {
  readonly integration: boolean;
  readonly recordId: number;
  readonly changed: readonly string[];
}
interface Customer {
  readonly customerNumber: string;
  readonly name: string;
  readonly searchKey: string;
  readonly email: string;
  readonly phone: string;
  readonly creditLimit: string;
  readonly city: string;
  readonly writes: readonly { readonly by: string; readonly changed: readonly string[] }[];
}

const store = () =>
  ask<{ accounts: readonly Account[]; writes: readonly StoreWrite[] }>(`${shop.store.url}/sandbox/accounts`);
const account = async (is: Partial<Account>): Promise<Account> => {
  const found = (await store()).accounts.find(({ id, key }) => (is.id === undefined ? key === is.key : id === is.id));
  if (!found) throw new Error(`no account ${JSON.stringify(is)}`);
  return found;
};
const customers = async (): Promise<readonly Customer[]> =>
  ((await shop.m3.ledger()) as unknown as { customers: readonly Customer[] }).customers;
const customer = async (number: string): Promise<Customer> => {
  const found = (await customers()).find(({ customerNumber }) => customerNumber === number);
  if (!found) throw new Error(`no customer ${number}`);
  return found;
};
const editInStore = (edit: object): Promise<{ readonly id: number }> => ask(`${shop.store.url}/sandbox/accounts`, edit);
const editInM3 = (customerNumber: string, fields: object) =>
  ask(`${shop.m3.url}/sandbox/customers`, { customerNumber, fields });

const FLOWS = ['customers-to-m3', 'customers-to-store'] as const;
type Flow = (typeof FLOWS)[number];
const runsOf = async (flow: Flow, id: string | number): Promise<readonly RunSummary[]> => {
  const { items } = dataOf(await shop.client.listRuns({ query: { flow, search: String(id), limit: 100 } }));
  return items;
};
const heldRun = async (flow: Flow, id: string | number): Promise<RunDetail> => {
  const run = await until(
    `a held run of ${flow} for ${id}`,
    async () => (await runsOf(flow, id)).find(({ state }) => state === 'held'),
    { picture: () => runsOf(flow, id) },
  );
  return dataOf(await shop.client.getRun({ params: { id: run.id } }));
};
const editAndRelease = async ({ id, hold, journal }: RunDetail, change: object) => {
  const { input } = timelineOf(journal).find(({ address }) => address === hold?.step) ?? {};
  const body = { verb: 'edit' as const, input: { ...(input as object), ...change }, reason: 'a person knows' };
  dataOf(await shop.client.releaseRun({ params: { id }, body }));
};
/** What the two flows wrote of these records since it was last asked. */
const told = { m3: new Map<string, number>(), store: new Map<number, number>() };
const writesToM3 = async (number: string): Promise<readonly (readonly string[])[]> => {
  const all = (await customer(number)).writes.filter(({ by }) => by === 'mi').map(({ changed }) => changed);
  const fresh = all.slice(told.m3.get(number) ?? 0);
  told.m3.set(number, all.length);
  return fresh;
};
const writesToStore = async (id: number): Promise<readonly (readonly string[])[]> => {
  const all = (await store()).writes
    .filter((write) => write.integration && write.recordId === id)
    .map(({ changed }) => changed);
  const fresh = all.slice(told.store.get(id) ?? 0);
  told.store.set(id, all.length);
  return fresh;
};
/** Time in which an echo would have come round: a look of the polls, the rest of a customer, its run. */
const quiet = async (): Promise<void> => {
  await pause(2_600);
  await until('customer flows to come to rest', async () => {
    const states = ['queued', 'running', 'waiting'].join(',');
    const { items } = dataOf(await shop.client.listRuns({ query: { state: states, limit: 100 } }));
    return items.every(({ flow }) => !FLOWS.some((each) => each === flow));
  });
};
let signedIn: Promise<Client> | undefined;
const admin = (): Promise<Client> => (signedIn ??= becomeAdmin(shop));
/** What an integration lead sets at a flow before it is deployed. */
const deployWith = async (flow: Flow, settings: Record<string, boolean | string>): Promise<void> => {
  dataOf(await (await admin()).setFlowSettings({ params: { flow }, body: { settings, reason: 'a test' } }));
  await pause(1_200);
};

let first: Sync;
beforeAll(async () => {
  first = await runOn<Sync>(shop, 'sync', 'customers', '--full');
  await quiet();
}, 60_000);

describe('the first meeting', () => {
  test('a full reading of both sides links every customer and writes only what one side alone knows', async () => {
    expect(first).toMatchObject({ state: 'done', full: true, work: { pending: 0, failed: 0 } });
    expect(first.readings.map(({ connection, read }) => [connection, read])).toEqual(
      expect.arrayContaining([
        ['clarity', 40],
        ['m3', 47],
      ]),
    );
    const { accounts, writes } = await store();
    expect(writes.filter(({ integration }) => integration)).toEqual([]);
    for (const { key, phone } of accounts) {
      // The store alone had a telephone, at the contact for bills.
      const { writes: inM3, phone: known } = await customer(key ?? '');
      expect({ key, phone, inM3: inM3.map(({ changed }) => changed) }).toEqual({ key, phone: '', inM3: [['PHNO']] });
      expect(known).toMatch(/^\+1 512 555 0/);
    }
  });

  test('read in full once more, nothing is written', async () => {
    const again = await runOn<Sync>(shop, 'sync', 'customers', '--full');
    expect(again.work.completed).toBeGreaterThan(40);
    expect((await store()).writes).toEqual([]);
    expect((await customers()).every(({ writes }) => writes.length <= 1)).toBe(true);
  });
});

describe('an edit arrives on the other side, once', () => {
  test('W14 D01 D03: from either side, cut and in other case, without an echo', async () => {
    const [one, two] = [await account({ key: 'C100001' }), await account({ key: 'C100002' })];
    for (const number of ['C100001', 'C100002']) await writesToM3(number);
    await editInStore({ key: 'C100001', fields: { Phone: '+1 512 555 7001' } });
    await editInM3('C100002', { CUNM: 'Nordic Tools and Machines of Malmo AB' });
    await until('the phone in M3', async () => (await customer('C100001')).phone === '+1 512 555 7001');
    await until('the name in the store', async () => (await account(two)).name.startsWith('Nordic Tools'));
    await editInM3('C100001', { CRLM: '9000' });
    const City = 'Llanfairpwllgwyngyllgogerychwyrndrobwll';
    await editInStore({ key: 'C100002', fields: { Email: 'New@Nordic.Example' }, address: { City } });
    await until('the credit limit in the store', async () => (await account(one)).credit === 9000);
    await until('the cut city in M3', async () => (await customer('C100002')).city === City.slice(0, 20));
    await quiet();
    expect(await writesToM3('C100001')).toEqual([['PHNO']]);
    expect(await writesToStore(one.id)).toEqual([['Credit']]);
    expect((await writesToM3('C100002')).flat().toSorted()).toEqual(['MAIL', 'TOWN']);
    expect(await writesToStore(two.id)).toEqual([['Name']]);
    // What means the same makes no write on either side.
    await editInM3('C100001', { PHNO: '001-512-555-7001' });
    await editInStore({
      key: 'C100002',
      fields: { Email: 'NEW@nordic.example' },
      address: { City: City.toUpperCase() },
    });
    await editInStore({ key: 'C100001', fields: { Name: `${one.name}\u00a0 ` } });
    // M3 owns the name: what the store says of it is put back.
    await editInStore({ key: 'C100002', fields: { Name: 'Northern Lights Trading and Machinery of Skåne' } });
    await until('the name of M3 to be back', async () => (await account(two)).name.startsWith('Nordic Tools'));
    await quiet();
    expect(await writesToM3('C100001')).toEqual([]);
    expect(await writesToStore(one.id)).toEqual([]);
    expect(await writesToM3('C100002')).toEqual([]);
    expect(await writesToStore(two.id)).toEqual([['Name']]);
    expect((await account(two)).city).toBe(City.toUpperCase());
  });

  test('a customer that is new in the store is made in M3, and its number comes back', async () => {
    await deployWith('customers-to-m3', { createCustomers: true });
    const { id } = await editInStore({
      create: true,
      fields: { Name: 'Fresh Fish Oy', Email: 'buyer@fish.example', Phone: '+358 9 1234', EIN: 'FI12345678' },
      address: { Street1: 'Fish Harbour 1', City: 'Helsinki', PostalCode: '00100', Country: 'SWE' },
    });
    const key = await until('the customer number at the account', async () => (await account({ id })).key ?? undefined);
    const made = (await customers()).filter(({ name }) => name === 'Fresh Fish Oy');
    expect(made).toMatchObject([
      { customerNumber: key, searchKey: String(id), email: 'buyer@fish.example', phone: '+358 9 1234' },
    ]);
    await editInM3(key, { CUNM: 'Fresh Fish and Sons Oy' });
    await until('the new name', async () => (await account({ id })).name === 'Fresh Fish and Sons Oy');
    await quiet();
    expect(await writesToStore(id)).toEqual([['CustomKey'], ['Name']]);
    // Making a customer takes no VAT number; it goes over as a change.
    expect(await writesToM3(key)).toEqual([['VRNO']]);
  });
});

describe('what a person decides', () => {
  test('D12: an address without a country is held with its reason', async () => {
    await editInStore({ key: 'C100003', fields: { Phone: '1' }, address: { Country: '' } });
    const run = await heldRun('customers-to-m3', (await account({ key: 'C100003' })).id);
    expect(run.hold).toMatchObject({ queue: 'customer-data', reason: expect.stringContaining('without a country') });
    // The held run had the pair in hand. An edit on the other side is looked at all the same, not two minutes later.
    await editInM3('C100003', { CRLM: '4321' });
    const other = await heldRun('customers-to-store', 'C100003');
    await editInStore({ key: 'C100003', address: { Country: 'USA' } });
    await shop.client.releaseRun({ params: { id: run.id }, body: { verb: 'release', reason: 'country entered' } });
    await until('the phone in M3', async () => (await customer('C100003')).phone === '1');
    await shop.client.releaseRun({ params: { id: other.id }, body: { verb: 'release', reason: 'country entered' } });
    await until('the credit in the store', async () => (await account({ key: 'C100003' })).credit === 4321);
  });

  test('two customers with one VAT number are held with both shown; a person picks one, and edits arrive', async () => {
    const { id } = await editInStore({
      create: true,
      fields: { Name: 'Twin Trading', EIN: 'SE 556000-111101', Phone: '+46 40 1' },
      address: { Street1: '1 Market Street', City: 'Austin', PostalCode: '78701', Country: 'USA' },
    });
    const run = await heldRun('customers-to-m3', id);
    expect(run.hold).toMatchObject({ queue: 'customer-match' });
    expect(run.hold?.reason).toMatch(/SAMEVAT1 \(Twin Trading North.*SAMEVAT2 \(Twin Trading South/);
    expect((await customer('SAMEVAT1')).writes).toEqual([]);
    await editAndRelease(run, { chosen: 'SAMEVAT2' });
    await until('the phone at the chosen one', async () => (await customer('SAMEVAT2')).phone === '+46 40 1');
    await editInStore({ id, fields: { Phone: '+46 40 2' } });
    await until('the edit at the chosen one', async () => (await customer('SAMEVAT2')).phone === '+46 40 2');
    expect(await customer('SAMEVAT1')).toMatchObject({ phone: '', writes: [] });
    expect((await account({ id })).key).toBe('SAMEVAT2');
  });

  test('both sides changed a field that a person decides about: both values are shown, and the word counts', async () => {
    const { id } = await account({ key: 'C100004' });
    await Promise.all([
      deployWith('customers-to-m3', { ownerOfName: 'person', createCustomers: true }),
      deployWith('customers-to-store', { ownerOfName: 'person' }),
    ]);
    await editInStore({ key: 'C100004', fields: { Name: 'What the shop says', Phone: '+1 4' } });
    await editInM3('C100004', { CUNM: 'What M3 says' });
    const run = await until('a question', async () => {
      const runs = [...(await runsOf('customers-to-m3', id)), ...(await runsOf('customers-to-store', 'C100004'))];
      return runs.find(({ state }) => state === 'held');
    });
    const held = dataOf(await shop.client.getRun({ params: { id: run.id } }));
    expect(held.hold).toMatchObject({ queue: 'customer-conflict' });
    expect(held.hold?.reason).toContain('name: M3 "What M3 says", store "What the shop says", decided by a person');
    // Nobody waits for the answer about another field.
    await until('the phone in M3', async () => (await customer('C100004')).phone === '+1 4');
    await editAndRelease(held, { chosen: { name: 'store' } });
    await until('the name in M3', async () => (await customer('C100004')).name === 'What the shop says');
    await Promise.all(FLOWS.map((flow) => deployWith(flow, {})));
  });

  test('W15: a value that staff puts back before our write is answered does not stay', async () => {
    const before = await account({ key: 'C100014' });
    await shop.store.fault('PUT /Accounts/Account/Update', 'slow', 1);
    await editInM3('C100014', { CUNM: 'Slow Answer Ltd' });
    await until('our write', async () => (await account({ id: before.id })).name === 'Slow Answer Ltd');
    await editInStore({ key: 'C100014', fields: { Name: before.name } });
    await until('it once more', async () => (await account({ id: before.id })).name === 'Slow Answer Ltd');
    expect(await writesToStore(before.id)).toEqual([['Name'], ['Name']]);
    expect((await customer('C100014')).name).toBe('Slow Answer Ltd');
  });

  test('W15: a loop stops after three writes, with both values shown', async () => {
    const { id } = await account({ key: 'C100005' });
    const held = async () =>
      (await runsOf('customers-to-store', 'C100005')).find(({ state }) => state === 'held') ??
      (await runsOf('customers-to-m3', id)).find(({ state }) => state === 'held');
    let writes = 0;
    // Something in the store undoes our writing again and again.
    for (let turn = 0; turn < 6 && !(await held()); turn += 1) {
      await editInStore({ key: 'C100005', fields: { Name: 'Stubborn Name' } });
      const before = writes;
      await until('a write or a hold', async () => {
        writes += (await writesToStore(id)).length;
        return writes > before || (await held()) !== undefined;
      });
    }
    expect(writes).toBe(3);
    const { hold } = dataOf(await shop.client.getRun({ params: { id: (await held())?.id ?? '' } }));
    expect(hold).toMatchObject({ queue: 'customer-loop', reason: expect.stringContaining('"Stubborn Name"') });
  });
});

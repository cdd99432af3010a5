import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Account } from '../model/account.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { customersPoll } from '../triggers/customers.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});
afterEach(() => rig.close());

const account = (key: string) => rig.output<Account>('account.get', { key });
const edit = async (change: JsonObject) => {
  const { status, text } = await rig.store.plain('POST', '/sandbox/accounts', change);
  if (status !== 200) throw new Error(text);
};
const ledger = async () =>
  JSON.parse((await rig.store.plain('GET', '/sandbox/accounts')).text) as {
    writes: { id: number; entity: string; integration: boolean; values: object; seenUpTo: number | null }[];
  };

describe('writing an account', () => {
  it('changes the given fields alone, once, and answers what the store has', async () => {
    const before = await account('C100001');
    const input = { id: before.id, name: 'Northwind Pumps & Valves', phone: '+1 512 555 0100', credit: '7000.00' };
    expect(await rig.output('account.save', input)).toMatchObject({
      changed: true,
      created: false,
      changedFields: ['name', 'phone', 'credit'],
      account: { name: 'Northwind Pumps & Valves', phone: '+1 512 555 0100', credit: '7000' },
    });
    const { version: _v, updatedAt: _u, ...after } = await account('C100001');
    const { version: _w, updatedAt: _t, ...was } = before;
    expect(after).toEqual({ ...was, name: 'Northwind Pumps & Valves', phone: '+1 512 555 0100', credit: '7000' });
    expect(await rig.output('account.save', input)).toMatchObject({ changed: false });
    const { writes } = await ledger();
    expect(writes.filter(({ integration }) => integration)).toHaveLength(1);
  });

  it.each(['drop-before', 'drop-after'])('N02: after %s it looks before it writes again', async (kind) => {
    const { id } = await account('C100002');
    await rig.fault('PUT /Accounts/Account/Update', kind);
    const { end } = await rig.drive('account.save', { id, phone: '+46 40 1' });
    expect(end).toMatchObject({ do: 'done', output: { account: { phone: '+46 40 1' } } });
    expect((await ledger()).writes).toHaveLength(1);
  });

  it('what staff enters between our reading and our writing stays; the same field is decided again', async () => {
    const { id } = await account('C100004');
    const kept = async () => {
      const look = await rig.send({ ask: 'account-read', id, forWrite: true });
      return look.reply as { handle: string; account: Account };
    };
    const change = async ({ handle }: { handle: string }) =>
      await rig.send({ ask: 'account-change', id, handle, set: { name: 'From M3' } }, 'write');
    const first = await kept();
    await edit({ key: 'C100004', fields: { Phone: '+46 40 2' } });
    expect(await change(first)).toMatchObject({ outcome: 'applied' });
    const { name: before } = first.account;
    expect(await account('C100004')).toMatchObject({ name: 'From M3', phone: '+46 40 2' });
    // The ledger tells what each made of what, and that our writing had seen theirs.
    const [theirs, ours] = (await ledger()).writes;
    expect(theirs).toMatchObject({ integration: false, seenUpTo: null, values: { Phone: { after: '+46 40 2' } } });
    expect(ours).toMatchObject({ integration: true, seenUpTo: theirs?.id });
    expect(ours?.values).toEqual({ Name: { before, after: 'From M3' } });
    const second = await kept();
    await edit({ key: 'C100004', fields: { Name: 'From the shop' } });
    expect(await change(second)).toMatchObject({ outcome: 'refused', failure: { code: 'clarity.record-stale' } });
    expect(await account('C100004')).toMatchObject({ name: 'From the shop' });
    const third = await kept();
    await rig.fault('*', 'drop-before');
    // Only the look was lost: nothing was written, and nobody has to find that out.
    expect(await change(third)).toMatchObject({ outcome: 'not-sent' });
  });

  it('what staff changed after it was compared is not overwritten; anything else is written', async () => {
    const { id, name } = await account('C100004');
    const was = { name, email: '', vatNumber: '', credit: '1' };
    await edit({ key: 'C100004', fields: { EIN: 'SE1' } });
    expect(await rig.output('account.save', { id, name: 'From M3', was })).toMatchObject({ changedFields: ['name'] });
    const { end } = await rig.drive('account.save', { id, vatNumber: 'SE2', was });
    expect(end).toMatchObject({ failure: { code: 'clarity.record-changed', kind: 'conflict', field: 'vatNumber' } });
    // What is there already is nobody's loss.
    expect(await rig.output('account.save', { id, vatNumber: 'SE1', was })).toMatchObject({ changed: false });
    expect(await account('C100004')).toMatchObject({ name: 'From M3', vatNumber: 'SE1' });
  });

  it('makes one only when it is told to, and once', async () => {
    const input = { key: 'C900001', name: 'New From ERP' };
    expect((await rig.drive('account.save', input)).end).toMatchObject({
      failure: { code: 'clarity.account-not-found' },
    });
    await rig.fault('POST /Accounts/Account/Create', 'drop-after');
    expect(await rig.output('account.save', { ...input, create: true })).toMatchObject({ created: true });
    expect(await rig.output('account.save', { ...input, create: true })).toMatchObject({
      created: false,
      changed: false,
    });
  });

  it('an account without a name, with another number, or deactivated, is not written', async () => {
    const { id } = await account('C100003');
    const refused = async (input: JsonObject) => (await rig.drive('account.save', input)).end;
    expect(await refused({ id, name: ' ' })).toMatchObject({
      failure: { code: 'clarity.account-incomplete', field: 'name' },
    });
    expect(await refused({ id, key: 'C7' })).toMatchObject({ failure: { code: 'clarity.account-has-other-key' } });
    await rig.store.api('PATCH', `/Accounts/Account/Deactivate/ID/${id}`);
    expect(await refused({ id, phone: '1' })).toMatchObject({ failure: { code: 'clarity.account-not-found' } });
  });
});

describe('writing the address book', () => {
  it('changes the billing address and leaves the other entries', async () => {
    const before = await account('C100001');
    const input = { accountId: before.id, street1: '99 New Street', city: 'Dallas', country: 'USA', phone: '5' };
    expect(await rig.output('contact.save', input)).toMatchObject({
      created: false,
      changed: true,
      changedFields: ['phone', 'street1', 'city'],
    });
    const after = await account('C100001');
    expect(after.contacts.find(({ billing }) => billing)?.contact).toMatchObject({
      street1: '99 New Street',
      city: 'Dallas',
      country: 'USA',
    });
    expect(after.contacts.filter(({ billing }) => !billing)).toEqual(before.contacts.filter(({ billing }) => !billing));
    expect(await rig.output('contact.save', input)).toMatchObject({ changed: false });
  });

  it('adds an entry with the number of the ERP’s address, once', async () => {
    const { id } = await account('C100001');
    const input = {
      accountId: id,
      key: 'DOCK4',
      name: 'Dock 4',
      street1: '4 Dock Road',
      city: 'Austin',
      country: 'USA',
    };
    await rig.fault('POST /Accounts/AccountContact/Create', 'drop-after');
    expect(await rig.output('contact.save', input)).toMatchObject({ created: true });
    expect(await rig.output('contact.save', input)).toMatchObject({ created: false, changed: false });
    expect((await account('C100001')).contacts.filter(({ contact }) => contact?.key === 'DOCK4')).toHaveLength(1);
    const { end } = await rig.drive('contact.save', { accountId: id, key: 'DOCK5', city: 'Austin' });
    expect(end).toMatchObject({ failure: { code: 'clarity.address-incomplete', field: 'street1' } });
  });
});

describe('finding accounts', () => {
  const find = async (input: JsonObject) =>
    (await rig.output<{ candidates: { key?: string; by: string }[] }>('account.find', input)).candidates;

  it('by key, contact, VAT number, or mail with postal code', async () => {
    const one = await account('C100001');
    const [entry] = one.contacts;
    await edit({ key: 'C100002', fields: { EIN: 'SE556677889901' } });
    await edit({ key: 'C100003', fields: { EIN: 'SE556677889901' } });
    expect(await find({ key: 'C100001' })).toMatchObject([{ key: 'C100001', by: 'key' }]);
    expect(await find({ key: 'C9', contactId: entry?.contactId ?? '' })).toMatchObject([
      { key: 'C100001', by: 'contact' },
    ]);
    expect(await find({ vatNumber: 'SE556677889901' })).toMatchObject([{ key: 'C100002' }, { key: 'C100003' }]);
    const postalCode = entry?.contact?.postalCode ?? '';
    expect(await find({ email: one.email ?? '', postalCode })).toMatchObject([{ key: 'C100001', by: 'email' }]);
    expect(await find({ email: one.email ?? '', postalCode: '00000' })).toEqual([]);
  });
});

describe('the poll for customers', () => {
  const poll = (cursor: JsonObject | undefined, full = false) =>
    customersPoll.poll({
      client: rig.client,
      settings: rig.config.settings,
      cursor,
      linked: [],
      find: () => Promise.resolve([]),
      now: Date.now(),
      full,
    });

  it('tells each changed account and contact once', async () => {
    const start = await poll(undefined);
    expect(start.events).toEqual([]);
    const one = await account('C100001');
    await edit({ key: 'C100001', fields: { Phone: '7' } });
    await rig.output('contact.save', { accountId: one.id, phone: '8' });
    const second = await poll(start.cursor);
    expect(second.events.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
      `clarity.customer.updated ${one.id}`,
      `clarity.contact.updated ${one.contacts.find(({ billing }) => billing)?.contactId ?? ''}`,
    ]);
    expect((await poll(second.cursor)).events).toEqual([]);
  });

  it('finds an address that was written past its contact, and tells whose it is', async () => {
    const start = await poll(undefined);
    const billing = (await account('C100001')).contacts.find((each) => each.billing);
    const id = billing?.addressId ?? '';
    const look = await rig.send({ ask: 'address-read', id, forWrite: true });
    const { handle } = look.reply as { handle: string };
    await rig.send({ ask: 'address-change', id, handle, set: { city: 'Dallas' } }, 'write');
    const second = await poll(start.cursor);
    expect(second.events.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
      `clarity.contact.updated ${billing?.contactId ?? ''}`,
    ]);
    expect((await poll(second.cursor)).events).toEqual([]);
  });

  it('goes on without addresses where the store does not list them', async () => {
    const start = await poll(undefined);
    await rig.fault('POST /Geography/AddressesForConnect', 'forbidden');
    await edit({ key: 'C100001', fields: { Phone: '7' } });
    const second = await poll(start.cursor);
    expect(second.events).toHaveLength(1);
    expect(second.notes?.[0]).toContain('does not list addresses');
  });

  it('a full reading gives every account', async () => {
    const page = await poll(undefined, true);
    expect(page.more).toBe(false);
    expect(new Set(page.events.map(({ subject }) => subject)).size).toBe(40);
  });
});

describe('the back office', () => {
  it('lets staff edit an account, and tells it', async () => {
    const { id } = await account('C100001');
    const shown = await rig.store.plain('GET', `/back-office/accounts/${id}`);
    expect(shown.text).toContain('Northwind Pumps 1');
    expect((await ledger()).writes).toEqual([]);
    await edit({ id: Number(id), fields: { Name: 'Renamed' }, address: { City: 'Dallas' } });
    expect((await ledger()).writes).toMatchObject([
      { entity: 'Account', changed: ['Name'], integration: false },
      { entity: 'Address', changed: ['City'] },
    ]);
  });
});

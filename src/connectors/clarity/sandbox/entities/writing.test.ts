import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

type Members = Record<string, unknown>;

describe('writing records', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const update = (body: Members) => store.api('PUT', '/Ordering/SalesOrder/Update', body);
  const lines = (order: Members): Members[] => (order['SalesItems'] as Members[] | undefined) ?? [];

  test('what was read and sent back without its lines keeps everything', async () => {
    const id = await store.place('freight', '2');
    const { SalesItems: _, ...read } = await store.order(id);
    expect((await update({ ...read, CustomKey: '0010000001' })).body).toEqual({ ActionSucceeded: true, Result: id });
    const { UpdatedDate, CustomKey, ...after } = await store.order(id);
    const { SalesItems, SalesOrderPayments, ...rest } = after;
    expect(CustomKey).toBe('0010000001');
    expect(UpdatedDate).toEqual(expect.any(String));
    const { SalesOrderPayments: payments, ...kept } = read;
    expect(rest).toEqual(kept);
    // The link to the payment stays the same row; only the order's key shows in it now.
    expect(SalesOrderPayments).toMatchObject(payments as Members[]);
    expect(SalesItems).toHaveLength(2);
    expect((await store.api('GET', '/Ordering/SalesOrder/Key/0010000001')).body['ID']).toBe(id);
  });

  test('a write wipes what it leaves out: key, attributes, totals, references, the date of creation', async () => {
    const id = await store.place('plain', '2');
    const before = await store.order(id);
    await update({ ID: id, StatusKey: 'Confirmed', Active: true });
    const after = await store.order(id);
    expect(after).toMatchObject({ StatusKey: 'Confirmed', StateKey: 'WORK', Totals: { SubTotal: 0, Total: 0 } });
    for (const wiped of ['CustomKey', 'AccountID', 'SerializableAttributes', 'BillingContactID', 'BalanceDue']) {
      expect([wiped, after[wiped]]).toEqual([wiped, undefined]);
    }
    expect(String(after['CreatedDate']) >= String(before['CreatedDate'])).toBe(true);
    expect(lines(after)).toHaveLength(2);
    expect((await store.ledgerOrder(id))['statusHistory']).toHaveLength(2);
  });

  test('any line list makes new lines with new IDs, an empty one empties the order', async () => {
    const id = await store.place('plain', '3');
    const before = await store.order(id);
    await update(before);
    const renewed = await store.order(id);
    expect(lines(renewed).map((line) => line['Sku'])).toEqual(lines(before).map((line) => line['Sku']));
    const oldIds = lines(before).map((line) => line['ID']);
    expect(lines(renewed).some((line) => oldIds.includes(line['ID']))).toBe(false);
    await update({ ...renewed, SalesItems: [] });
    expect(await store.order(id)).not.toHaveProperty('SalesItems');
  });

  test('a line without a key gets one, and an unknown SKU makes a hidden product', async () => {
    const id = await store.place('plain', '1');
    const order = await store.order(id);
    await update({ ...order, CustomKey: '0010000002', SalesItems: [{ Sku: 'NEVER-SEEN', Quantity: 1 }] });
    expect(lines(await store.order(id))).toEqual([
      expect.objectContaining({ CustomKey: '0010000002|NEVER-SEEN', Sku: 'NEVER-SEEN' }),
    ]);
    const ghost = (await store.api('GET', '/Products/Product/Key/NEVER-SEEN')).body;
    expect(ghost).toMatchObject({ IsVisible: false, TypeKey: 'GENERAL' });
  });

  test('a mistyped status makes a new status; a user is never made', async () => {
    const id = await store.place('plain', '1');
    const { SalesItems: _, ...order } = await store.order(id);
    const { StatusID: __, StatusName: ___, ...unnamed } = order;
    await update({ ...unnamed, StatusKey: 'Confirmd' });
    expect((await store.order(id))['StatusKey']).toBe('Confirmd');
    expect((await store.api('GET', '/Ordering/SalesOrderStatus/Exists/Key/Confirmd')).status).toBe(200);
    const refused = await update({ ...order, UserID: undefined, UserKey: 'nobody' });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('CEF-10142')]);
  });

  test('creates refuse an ID and a taken key, with a code, a log id and a row in the event log', async () => {
    const body = { CustomKey: 'C-NEW-1', Name: 'First', Active: true };
    const created = await store.api('POST', '/Accounts/Account/Create', body);
    expect(created.body).toMatchObject({ ActionSucceeded: true, Result: expect.any(Number) });
    const taken = await store.api('POST', '/Accounts/Account/Create', body);
    expect(taken.status).toBe(400);
    const { ErrorCode, Message } = taken.body['ResponseStatus'] as Record<string, string>;
    expect([ErrorCode, Message]).toEqual([
      'CEF-10142',
      expect.stringMatching(/^Log ID: CEF:[0-9A-F-]{36} .*matching CustomKey/),
    ]);
    const logId = /CEF:([0-9A-F-]{36})/.exec(Message ?? '')?.[1] ?? '';
    expect((await store.api('GET', `/Structure/EventLog/Key/${logId}`)).body).toMatchObject({ Name: 'CEF-10142' });
    expect((await store.api('POST', '/Accounts/Account/Create', { ...body, ID: 5 })).status).toBe(400);
  });

  test('an upsert by key updates, and on a deactivated key makes a second record', async () => {
    const upsert = (Name: string) =>
      store.api('POST', '/Accounts/Account/Upsert', { CustomKey: 'C-UP', Name, Active: true });
    const first = (await upsert('One')).body['Result'];
    expect((await upsert('Two')).body['Result']).toBe(first);
    await store.api('PATCH', '/Accounts/Account/Deactivate/Key/C-UP');
    expect((await store.api('GET', '/Accounts/Account/Exists/Key/C-UP')).status).toBe(204);
    expect((await upsert('Three')).body['Result']).not.toBe(first);
  });

  test('a write without Active brings a deactivated record back', async () => {
    await store.api('PATCH', '/Accounts/Account/Deactivate/ID/2');
    await store.api('PUT', '/Accounts/Account/Update', { ID: 2, Name: 'Back again' });
    expect((await store.api('GET', '/Accounts/Account/ID/2?noCache=1')).body['Active']).toBe(true);
  });

  test('too long a text is invalid data and names the member', async () => {
    const refused = await store.api('POST', '/Accounts/Account/Create', { Name: 'x'.repeat(257), Active: true });
    expect(refused.body['ResponseStatus']).toMatchObject({ ErrorCode: 'CEF-10013', Errors: [{ FieldName: 'Name' }] });
  });

  test('D08 a 64-bit hash comes back digit by digit', async () => {
    const hash = '9007199254740993123';
    const body = `{"CustomKey":"C-HASH","Name":"Hash","Active":true,"Hash":${hash}}`;
    await store.api('POST', '/Accounts/Account/Create', body);
    expect((await store.api('GET', '/Accounts/AccountsDigest')).text).toContain(`"Hash":${hash}`);
  });

  test('address book entries: absent stays, changed is renewed, unsent is deactivated, empty clears', async () => {
    const read = async () => (await store.api('GET', `/Accounts/Account/ID/3?noCache=${Math.random()}`)).body;
    const book = (account: Members): Members[] => (account['AccountContacts'] as Members[] | undefined) ?? [];
    const before = await read();
    expect(book(before)).toHaveLength(2);
    const { AccountContacts: _, ...without } = before;
    await store.api('PUT', '/Accounts/Account/Update', without);
    expect(book(await read()).map((entry) => entry['ID'])).toEqual(book(before).map((entry) => entry['ID']));
    const [first, second] = book(before);
    await store.api('PUT', '/Accounts/Account/Update', {
      ...before,
      AccountContacts: [first, { ...second, IsPrimary: false }],
    });
    const after = book(await read());
    expect(after.map((entry) => entry['ID'])).toEqual([first?.['ID'], expect.any(Number)]);
    expect(after[1]?.['ID']).not.toBe(second?.['ID']);
    await store.api('PUT', '/Accounts/Account/Update', { ...before, AccountContacts: [after[1]] });
    expect(book(await read())).toHaveLength(1);
    await store.api('PUT', '/Accounts/Account/Update', { ...before, AccountContacts: [] });
    expect(book(await read())).toEqual([]);
  });

  test('prices and stock are no members of a product', async () => {
    const product = (await store.api('GET', '/Products/Product/Key/PUMP-1001')).body;
    await store.api('PUT', '/Products/Product/Update', { ...product, PriceBase: 1, Quantity: 9 });
    const after = (await store.api('GET', '/Products/Product/Key/PUMP-1001?noCache=1')).body;
    expect(after).not.toHaveProperty('PriceBase');
    const id = await store.place('plain');
    expect((await store.order(id))['Totals']).not.toMatchObject({ Total: 0 });
  });

  test('a record can be deleted for good', async () => {
    const id = (await store.api('POST', '/Brands/Brand/Create', { CustomKey: 'TEMP', Name: 'Temp', Active: true }))
      .body['Result'];
    expect((await store.api('DELETE', `/Brands/Brand/Delete/ID/${String(id)}`)).body).toMatchObject({
      ActionSucceeded: true,
    });
    expect((await store.api('GET', `/Brands/Brand/ID/${String(id)}?noCache=1`)).status).toBe(204);
  });
});

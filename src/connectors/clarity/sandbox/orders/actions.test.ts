import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

describe('order actions', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const act = (action: string, id: number) => store.api('PATCH', `/Ordering/SalesOrder/${action}/${id}`);
  const rule = (call: string, kind: string) => store.plain('POST', '/sandbox/faults', { rules: [{ call, kind }] });

  test.each([
    ['Hold', 'On Hold', 'WORK', []],
    ['Pending', 'Pending', 'WORK', []],
    ['Confirm', 'Confirmed', 'WORK', ['order-confirmed']],
    ['Backorder', 'Backordered', 'WORK', ['order-backordered']],
    ['CreatePickTicket', 'Processing', 'WORK', ['order-processing']],
    ['Ship', 'Shipped', 'WORK', ['order-shipped']],
    ['DropShip', 'Shipped from Vendor', 'WORK', ['order-shipped']],
    ['ReadyForPickup', 'Ready for Pickup', 'WORK', ['order-ready-for-pickup']],
    ['Complete', 'Completed', 'HISTORY', ['order-completed']],
    ['Void', 'Void', 'HISTORY', ['order-voided']],
  ])('%s sets %s', async (action, status, state, mails) => {
    const id = await store.place('plain');
    expect((await act(action, id)).body['ActionSucceeded']).toBe(true);
    expect(await store.order(id)).toMatchObject({
      StatusKey: status,
      StateKey: state,
      UpdatedDate: expect.any(String),
    });
    expect((await store.emails(id)).slice(1)).toEqual(mails);
  });

  test('a repeat leaves the status and mails the shopper again', async () => {
    const id = await store.place('plain');
    await act('Confirm', id);
    const again = await act('Confirm', id);
    expect(again.body).toEqual({ ActionSucceeded: true, Messages: [expect.stringMatching(/^INFO! No action taken/)] });
    expect(await store.emails(id)).toEqual(['order-received', 'order-confirmed', 'order-confirmed']);
    expect((await store.ledgerOrder(id))['statusHistory']).toHaveLength(2);
  });

  test('no state machine: Confirm is accepted after Void', async () => {
    const id = await store.place('plain');
    await act('Void', id);
    await act('Confirm', id);
    expect(await store.order(id)).toMatchObject({ StatusKey: 'Confirmed', StateKey: 'WORK' });
  });

  test('an unknown order is a coded 400', async () => {
    const refused = await act('Confirm', 99_999);
    expect([refused.status, refused.body['ResponseStatus']]).toEqual([
      400,
      expect.objectContaining({ ErrorCode: 'CEF-10142' }),
    ]);
  });

  test('the status is saved although the e-mail failed and the answer says failure', async () => {
    const id = await store.place('plain');
    await rule('PATCH /Ordering/SalesOrder/Ship/{ID}', 'email-failed');
    expect((await act('Ship', id)).body).toEqual({
      ActionSucceeded: false,
      Messages: [expect.stringMatching(/^ERROR! /)],
    });
    expect((await store.order(id))['StatusKey']).toBe('Shipped');
    expect(await store.emails(id)).toEqual(['order-received']);
  });

  test('a refused action answers 200 with a failure and changes nothing', async () => {
    const id = await store.place('plain');
    await rule('*', 'action-failed');
    const refused = await act('Ship', id);
    expect([refused.status, refused.body['ActionSucceeded']]).toEqual([200, false]);
    expect((await store.order(id))['StatusKey']).not.toBe('Shipped');
  });

  test('an added payment lowers the balance each time and leaves no payment row', async () => {
    const id = await store.place('po-number');
    const balance = Number((await store.order(id))['BalanceDue']);
    const pay = (Amount: number) =>
      store.api('PATCH', '/Ordering/SalesOrder/AddPayment', { ID: id, Payment: { Amount } });
    await pay(1);
    await pay(1);
    expect(await store.order(id)).toMatchObject({
      StatusKey: 'Partial Payment Received',
      BalanceDue: Math.round((balance - 2) * 100) / 100,
    });
    expect(await store.order(id)).not.toHaveProperty('SalesOrderPayments');
    expect((await pay(balance)).body['ActionSucceeded']).toBe(false);
    await pay(Math.round((balance - 2) * 100) / 100);
    expect(await store.order(id)).toMatchObject({ StatusKey: 'Full Payment Received', BalanceDue: 0 });
  });

  test('back orders and drop shipments make purchase orders, a pick ticket tells its lines', async () => {
    const id = await store.place('plain', '2');
    await act('Backorder', id);
    await act('DropShip', id);
    const made = (await store.api('POST', '/Purchasing/PurchaseOrdersForConnect', { SalesOrderID: id })).body;
    expect(made).toHaveLength(2);
    expect((await act('CreatePickTicket', id)).body['Result']).toHaveLength(2);
  });

  test('the history of an order lists old and new status', async () => {
    const id = await store.place('plain');
    await act('Confirm', id);
    const events = (await store.api('POST', '/Ordering/SalesOrderEventsForConnect', { MasterID: id })).body;
    expect(events).toEqual([
      expect.objectContaining({ MasterID: id, NewStatusID: 3, OldStatusID: expect.any(Number) }),
    ]);
  });
});

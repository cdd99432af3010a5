import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

type Members = Record<string, unknown>;

const ADDRESS = {
  Street1: '1 Elm Street',
  City: 'Austin',
  PostalCode: '78704',
  RegionKey: 'USA-TX',
  CountryCode: 'USA',
  CountryKey: 'USA',
};
const CONTACT = { FirstName: 'Ada', LastName: 'Lind', Email1: 'ada@example.test', Address: ADDRESS };

describe('checkout', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const lines = (...skus: [string, number][]) => ({
    SalesItems: skus.map(([ProductKey, Quantity]) => ({ ProductKey, Quantity })),
  });
  const checkout = async (body: Members, mode = 'ProcessCurrentCartToSingleOrder'): Promise<Members> => {
    const base = '/DesktopModules/ClarityEcommerce/API-Storefront';
    return (await store.plain('POST', `${base}/Providers/Checkout/${mode}`, body)).body;
  };
  const ordered = async (body: Members): Promise<Members> => {
    const placed = await checkout(body);
    expect(placed).toMatchObject({ Succeeded: true, OrderID: expect.any(Number) });
    return await store.order(Number(placed['OrderID']));
  };

  test('a known account with a card: paid in full, payment row without card number', async () => {
    const order = await ordered({
      WithCartInfo: {
        ...lines(['PUMP-1001', 2], ['VALVE-1002', 3]),
        ShippingMethod: 'ground',
        DiscountCodes: ['SPRING10'],
      },
      WithUserInfo: { UserName: 'buyer1@example.test' },
      PayByCreditCard: { Token: 'tok_1' },
    });
    expect(order).toMatchObject({
      ID: 1042,
      AccountKey: 'C100001',
      StatusKey: 'Full Payment Received',
      BalanceDue: 0,
      ItemQuantity: 5,
      Totals: { SubTotal: 626.37, Shipping: 15, Handling: 0, Fees: 0, Discounts: -62.64, Tax: 0, Total: 578.73 },
      Discounts: [{ SlaveKey: 'SPRING10', DiscountTotal: -62.64 }],
      PaymentTransactionID: expect.stringMatching(/^mock-/),
    });
    const [link] = order['SalesOrderPayments'] as Members[];
    expect(link?.['Slave']).toMatchObject({
      Amount: 578.73,
      StatusKey: 'Payment Received',
      CardMask: '************1111',
    });
  });

  test('bill me later: pending with a balance and the buyer’s number; taxed per line when the account is taxable', async () => {
    const order = await ordered({
      WithCartInfo: lines(['SEAL-1003', 1]),
      WithUserInfo: { UserName: 'buyer8@example.test' },
      PayByBillMeLater: { CustomerPurchaseOrderNumber: 'PO-5567' },
    });
    expect(order).toMatchObject({
      StatusKey: 'Pending',
      PurchaseOrderNumber: 'PO-5567',
      Totals: { Tax: 0.79, Total: 10.37 },
      BalanceDue: 10.37,
    });
    expect(order['SalesItems']).toEqual([expect.objectContaining({ ExtendedTaxAmount: 0.79 })]);
  });

  test('a partial payment leaves the rest as balance', async () => {
    const order = await ordered({
      WithCartInfo: lines(['PUMP-1001', 1]),
      WithUserInfo: { UserName: 'buyer1@example.test' },
      PayByCreditCard: { Token: 'tok_1' },
      IsPartialPayment: true,
      Amount: 100,
    });
    expect(order).toMatchObject({ StatusKey: 'Pending', BalanceDue: 140 });
  });

  test.each([
    ['the account is on hold', 'buyer39@example.test', 1, 'On Hold'],
    ['the credit suffices', 'buyer38@example.test', 1, 'Pending'],
    ['the credit would be used up', 'buyer38@example.test', 40, 'On Hold'],
  ])('when %s the order starts accordingly', async (_, UserName, quantity, status) => {
    const order = await ordered({
      WithCartInfo: lines(['MOTOR-1004', quantity]),
      WithUserInfo: { UserName },
      PayByBillMeLater: {},
    });
    expect(order['StatusKey']).toBe(status);
  });

  test('an account trades in its own currency', async () => {
    const order = await ordered({
      WithCartInfo: lines(['PUMP-1001', 1]),
      WithUserInfo: { UserName: 'buyer5@example.test' },
      PayByBillMeLater: {},
    });
    expect(order['SalesItems']).toEqual([
      expect.objectContaining({
        UnitCorePrice: 220.8,
        SellingCurrencyKey: 'EUR',
        UnitSoldPriceInSellingCurrency: 220.8,
      }),
    ]);
  });

  test('a guest order has contacts and no account', async () => {
    const order = await ordered({
      WithCartInfo: lines(['PUMP-1001', 1]),
      Billing: CONTACT,
      IsSameAsBilling: true,
      PayByCreditCard: { Token: 't' },
    });
    expect(order).not.toHaveProperty('AccountID');
    expect(order).not.toHaveProperty('UserID');
    expect(order).toMatchObject({
      ShippingSameAsBilling: true,
      BillingContact: { Email1: 'ada@example.test', Address: { CountryCode: 'USA', RegionCode: 'TX' } },
    });
  });

  test('a new customer gets an account without an ERP key, a user and an address book', async () => {
    const order = await ordered({
      WithCartInfo: lines(['PUMP-1001', 1]),
      WithUserInfo: { IsNewAccount: true, CompanyName: 'Lind Works' },
      Billing: CONTACT,
      Shipping: { ...CONTACT, Address: { ...ADDRESS, Street1: '2 Dock Road' } },
      PayByBillMeLater: {},
    });
    const account = (await store.api('GET', `/Accounts/Account/ID/${String(order['AccountID'])}`)).body;
    expect(account).toMatchObject({ Name: 'Lind Works', TypeKey: 'ORGANIZATION' });
    expect(account).not.toHaveProperty('CustomKey');
    expect(
      (account['AccountContacts'] as Members[]).map(({ IsBilling, IsPrimary, TransmittedToERP }) => [
        IsBilling,
        IsPrimary,
        TransmittedToERP,
      ]),
    ).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
  });

  test('a fully discounted order costs nothing and counts as paid', async () => {
    const cart = { ...lines(['PUMP-1001', 1]), DiscountCodes: ['GIFT100'], ShippingMethod: 'express' };
    const order = await ordered({
      WithCartInfo: cart,
      WithUserInfo: { UserName: 'buyer4@example.test' },
      PayByBillMeLater: {},
    });
    expect(order).toMatchObject({ Totals: { Total: 0 }, BalanceDue: 0, StatusKey: 'Full Payment Received' });
    expect(order).not.toHaveProperty('SalesOrderPayments');
  });

  test.each([
    ['an empty cart', { WithCartInfo: { SalesItems: [] } }, /empty/],
    ['a quantity of zero', { WithCartInfo: lines(['PUMP-1001', 0]) }, /quantity above zero/],
    ['an unknown user', { WithCartInfo: lines(['PUMP-1001', 1]), WithUserInfo: { UserName: 'x' } }, /does not exist/],
    ['an unknown currency', { WithCartInfo: lines(['PUMP-1001', 1]), CurrencyKey: 'XXX' }, /does not sell in XXX/],
    [
      'a card number',
      { WithCartInfo: lines(['PUMP-1001', 1]), PayByCreditCard: { CardNumber: '4111111111111111' } },
      /tokens only/,
    ],
  ])('%s is refused with a reason and leaves no order', async (_, body, reason) => {
    const before = (await store.plain('GET', '/sandbox/ledger')).body['orders'] as unknown[];
    const refused = await checkout(body);
    expect(refused).toMatchObject({ Succeeded: false, ErrorMessage: expect.stringMatching(reason) });
    expect((await store.plain('GET', '/sandbox/ledger')).body['orders']).toHaveLength(before.length);
  });

  test('a cart for two destinations makes a master and two sub-orders; the plain list shows the master only', async () => {
    const SalesItems = ['1 North Dock', '2 South Dock', '1 North Dock'].map((Street1) => ({
      ProductKey: 'PUMP-1001',
      Quantity: 1,
      Destination: { FirstName: 'Goods', LastName: 'Inwards', Address: { ...ADDRESS, Street1 } },
    }));
    const body = {
      WithCartInfo: { SalesItems },
      WithUserInfo: { UserName: 'buyer1@example.test' },
      PayByCreditCard: { Token: 't' },
    };
    const { OrderIDs } = (await checkout(body, 'ProcessCurrentCartToTargetOrders')) as { OrderIDs: number[] };
    const [master, north, south] = await Promise.all(OrderIDs.map((id) => store.order(id)));
    expect([master, north, south].map((order) => (order?.['SalesItems'] as unknown[] | undefined)?.length)).toEqual([
      3, 2, 1,
    ]);
    expect(north).toMatchObject({ TypeKey: 'Sales Order Child', SalesGroupAsSubID: master?.['SalesGroupAsMasterID'] });
    expect(south?.['ShippingContact']).toMatchObject({ Address: { Street1: '2 South Dock' } });
    const listed = (await store.api('GET', '/Ordering/SalesOrders?noCache=1')).body['Results'] as Members[];
    expect(listed.map((row) => row['ID'])).toContain(OrderIDs[0]);
    expect(listed.map((row) => row['ID'])).not.toContain(OrderIDs[1]);
    const subs = (await store.api('POST', '/Ordering/SalesOrdersForConnect', { HasSalesGroupAsSub: true })).body;
    expect(subs).toHaveLength(2);
    expect((await store.ledgerOrder(OrderIDs[0] ?? 0))['expect']).toBe('skip');
  });
});

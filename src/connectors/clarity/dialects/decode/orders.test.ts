import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../core/json.ts';
import type { Order } from '../../model/order.ts';
import type { ReadFault } from '../../model/reader.ts';
import type { DialectSettings } from '../dialect.ts';
import { cef } from '../cef/dialect.ts';
import { RAW_ORDER as RAW } from '../../samples/raw-order.ts';
import { phoenix } from '../phoenix/dialect.ts';

const settings: DialectSettings = {
  zone: 'UTC',
  defaultCurrency: 'USD',
  surface: 'full',
  paths: { orders: '/sales/salesorder', accounts: '/connectcore/account', products: '/products/product' },
};

function decode(change: JsonObject = {}, zone = 'UTC'): { order: Order; faults: readonly ReadFault[]; mixed: unknown } {
  const { reply, faults } = cef.decode({ ask: 'order-read', id: '1042' }, { ...RAW, ...change }, { ...settings, zone });
  return { order: reply['order'] as unknown as Order, faults, mixed: reply['mixedCurrencies'] };
}

const line = (change: JsonObject): JsonObject => ({ SalesItems: [{ ...RAW.SalesItems[0], ...change }] });

describe('an order of the older generation', () => {
  it('becomes an order of ours, whole', () => {
    const { order, faults } = decode();
    expect(faults).toEqual([]);
    expect(order).toEqual({
      id: '1042',
      number: '1042',
      version: '2025-03-04T14:05:12.010Z#Full Payment Received',
      placedAt: '2025-03-04T14:05:11.447Z',
      updatedAt: '2025-03-04T14:05:12.010Z',
      status: 'Full Payment Received',
      state: 'WORK',
      type: 'Web',
      isMaster: false,
      brandKey: 'MAIN',
      currency: 'USD',
      account: { id: '77', key: 'C100045', name: 'Northwind Pumps AS' },
      guest: false,
      user: { id: '310', userName: 'buyer@example.test' },
      billing: {
        firstName: 'Ada',
        lastName: 'Lind',
        email: 'ada@example.test',
        street1: '1 Main St',
        city: 'Austin',
        region: 'TX',
        postalCode: '78701',
        country: 'USA',
      },
      shipping: {
        key: '0001',
        firstName: 'Ada',
        lastName: 'Lind',
        company: 'Northwind Pumps',
        street1: '9 Dock Rd',
        city: 'Austin',
        postalCode: '78702',
        country: 'USA',
      },
      shippingSameAsBilling: false,
      purchaseOrderNumber: 'PO-5567',
      paymentMethod: 'Credit Card',
      paymentTransactionId: 'mock-9f3c',
      cardLastFour: '1111',
      balanceDue: '0',
      lines: [
        {
          id: '5001',
          lineNumber: 1,
          sku: 'PUMP-200',
          productId: '12',
          unit: 'EA',
          quantity: '2',
          unitPrice: '95',
          extendedPrice: '190',
          taxAmount: '15',
          discountAmount: '0',
          type: 'item',
        },
        {
          id: '5002',
          lineNumber: 2,
          sku: 'SEAL-01',
          productId: '31',
          unit: 'EA',
          quantity: '1',
          unitPrice: '60',
          extendedPrice: '60',
          taxAmount: '5.4',
          discountAmount: '0',
          type: 'item',
        },
      ],
      discounts: [],
      totals: {
        subTotal: '250',
        shipping: '15',
        handling: '0',
        fees: '0',
        discounts: '-10',
        tax: '20.4',
        total: '275.4',
      },
      notes: [],
      attributes: { PaymentMethod: 'Credit Card', CardLastFour: '1111' },
    });
  });

  const cases: readonly (readonly [string, JsonObject, (order: Order) => unknown, unknown])[] = [
    [
      'a guest has no account',
      { AccountID: null, AccountKey: null, AccountName: null },
      (o) => [o.guest, o.account],
      [true, undefined],
    ],
    [
      'a contact that is missing is the billing contact',
      { ShippingContact: null },
      (o) => o.shipping.street1,
      '1 Main St',
    ],
    ['the ERP’s number is the key', { CustomKey: '0010004711' }, (o) => o.key, '0010004711'],
    ['a master is one', { SalesGroupAsMasterID: 9 }, (o) => [o.isMaster, o.groupId], [true, '9']],
    ['a part is none', { SalesGroupAsSubID: 9 }, (o) => [o.isMaster, o.groupId], [false, '9']],
    [
      'quantity is all three together',
      line({ QuantityBackOrdered: 3, QuantityPreSold: 0.5 }),
      (o) => o.lines[0]?.quantity,
      '5.5',
    ],
    ['D05 sums are exact', line({ Quantity: 0.1, QuantityBackOrdered: 0.2 }), (o) => o.lines[0]?.quantity, '0.3'],
    ['D05 a third stays as it was told', line({ UnitSoldPrice: 33.3333 }), (o) => o.lines[0]?.unitPrice, '33.3333'],
    [
      'D08 an id beyond 2^53 keeps its digits',
      line({ ID: '9007199254740993' }),
      (o) => o.lines[0]?.id,
      '9007199254740993',
    ],
    [
      'D23 a free line',
      line({ UnitSoldPrice: 0, ExtendedPrice: 0 }),
      (o) => [o.lines[0]?.unitPrice, o.lines[0]?.extendedPrice],
      ['0', '0'],
    ],
    ['D23 a negative price', line({ UnitSoldPrice: -5.25 }), (o) => o.lines[0]?.unitPrice, '-5.25'],
    ['D23 ten decimals', line({ UnitSoldPrice: 0.0123456789 }), (o) => o.lines[0]?.unitPrice, '0.0123456789'],
    [
      'D23 a very small price has no exponent',
      line({ UnitSoldPrice: 1e-7 }),
      (o) => o.lines[0]?.unitPrice,
      '0.0000001',
    ],
    [
      'the price of the selling currency counts',
      line({ SellingCurrencyKey: 'EUR', UnitSoldPriceInSellingCurrency: 87.4, ExtendedPriceInSellingCurrency: 174.8 }),
      (o) => [o.currency, o.lines[0]?.unitPrice, o.lines[0]?.extendedPrice],
      ['EUR', '87.4', '174.8'],
    ],
    ['a discount line is no goods', line({ ItemType: 1 }), (o) => o.lines[0]?.type, 'discount'],
    ['item types may be words', line({ ItemType: 'Item' }), (o) => o.lines[0]?.type, 'item'],
    ['inactive lines are gone', line({ Active: false }), (o) => o.lines, []],
    ['D17 no lines', { SalesItems: null }, (o) => o.lines, []],
    [
      'lines are numbered by id',
      { SalesItems: [{ ...RAW.SalesItems[1] }, { ...RAW.SalesItems[0] }] },
      (o) => o.lines.map((l) => l.sku),
      ['PUMP-200', 'SEAL-01'],
    ],
    [
      'D15 a discount written positive is one all the same',
      { Totals: { ...RAW.Totals, Discounts: 10, Total: 295.4 } },
      (o) => [o.totals.discounts, o.totals.total],
      ['-10', '275.4'],
    ],
    [
      'order discounts are negative',
      { Discounts: [{ SlaveName: 'Spring', DiscountTotal: 10 }] },
      (o) => o.discounts,
      [{ name: 'Spring', amount: '-10' }],
    ],
    [
      'D01 long names are kept for the rules of the target',
      { AccountName: 'x'.repeat(80) },
      (o) => o.account?.name?.length,
      80,
    ],
    ['D01 absurd ones are cut', { AccountName: 'x'.repeat(60_000) }, (o) => o.account?.name?.length, 10_000],
    ['D02 emoji and right-to-left stay', { AccountName: 'Zoë 👩‍👩‍👧 שלום' }, (o) => o.account?.name, 'Zoë 👩‍👩‍👧 שלום'],
    ['D02 NUL and lone surrogates go', { AccountName: 'A\u0000B\ud800C' }, (o) => o.account?.name, 'ABC'],
    ['D03 both ways to write Å are one', { AccountName: 'A\u030angstro\u0308m' }, (o) => o.account?.name, 'Ångström'],
    [
      'D24 line breaks in a one-line field are blanks',
      { AccountName: ' North\r\nwind\tPumps\u0007 ' },
      (o) => o.account?.name,
      'North wind Pumps',
    ],
    [
      'D24 notes keep their lines',
      { Notes: [{ Note1: 'Gate 3\r\nring\u0007 twice' }] },
      (o) => o.notes,
      ['Gate 3\nring  twice'],
    ],
    [
      'D20 unknown members are ignored',
      { Surprise: { deep: [1] }, SalesItems: [{ ...RAW.SalesItems[0], Colour: 'red' }] },
      (o) => o.lines.length,
      1,
    ],
    [
      'D20 null everywhere is absent',
      { PurchaseOrderNumber: null, Notes: null, Discounts: null, SerializableAttributes: null },
      (o) => [o.purchaseOrderNumber, o.notes, o.attributes],
      [undefined, [], {}],
    ],
    [
      'D22 formulas are text',
      { PurchaseOrderNumber: '=cmd|"/c calc"!A1' },
      (o) => o.purchaseOrderNumber,
      '=cmd|"/c calc"!A1',
    ],
  ];
  it.each(cases)('%s', (_, change, look, expected) => {
    const { order, faults } = decode(change);
    expect(faults).toEqual([]);
    expect(look(order)).toEqual(expected);
  });

  const faults: readonly (readonly [string, JsonObject, string])[] = [
    ['D07 a quantity in words', line({ Quantity: 'ten' }), 'SalesItems[0].Quantity is "ten" instead of a number'],
    [
      'D04 a grouped number',
      line({ UnitSoldPrice: '1,234.56' }),
      'SalesItems[0].UnitSoldPrice is "1,234.56" instead of a number',
    ],
    [
      'D04 digits of another script',
      line({ Quantity: '１２' }),
      'SalesItems[0].Quantity is "１２" instead of a number',
    ],
    [
      'D14 a day that does not exist',
      { CreatedDate: '2025-02-31T00:00:00' },
      'CreatedDate is "2025-02-31T00:00:00" instead of a time',
    ],
    [
      'D20 a text that became a record',
      { PurchaseOrderNumber: { value: 'x' } },
      'PurchaseOrderNumber is a record instead of a text',
    ],
    ['D20 a record that became a text', { BillingContact: 'Ada' }, 'BillingContact is a text instead of a record'],
    ['D20 a list that became a record', { SalesItems: { 0: {} } }, 'SalesItems is a record instead of a list'],
    ['D20 a line that became a text', { SalesItems: ['PUMP'] }, 'SalesItems[0] is a text instead of a record'],
    ['D20 a renamed id', { ID: null }, 'ID is missing'],
    [
      'D20 a number in a flag',
      { ShippingSameAsBilling: 'yes' },
      'ShippingSameAsBilling is "yes" instead of true or false',
    ],
  ];
  it.each(faults)('%s is named with its path', (_, change, fault) => {
    expect(decode(change).faults.map(({ path, message }) => `${path} ${message}`)).toContain(fault);
  });

  it('D14 reads stamps in the store’s zone', () => {
    expect(decode({}, 'America/Chicago').order.placedAt).toBe('2025-03-04T20:05:11.447Z');
  });

  it('names every currency when lines are in more than one', () => {
    const lines = RAW.SalesItems.map((each, index) => ({ ...each, SellingCurrencyKey: index === 0 ? 'EUR' : 'NOK' }));
    expect(decode({ SalesItems: lines }).mixed).toEqual(['EUR', 'NOK']);
    expect(decode().mixed).toBeUndefined();
  });

  it('D17 reads a thousand lines in bounded time', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => ({ ...RAW.SalesItems[0], ID: 9_000 - index }));
    const before = performance.now();
    const { order } = decode({ SalesItems: lines });
    expect(performance.now() - before).toBeLessThan(250);
    expect(order.lines.map((each) => each.lineNumber).at(-1)).toBe(1_000);
    expect(order.lines[0]?.id).toBe('8001');
  });

  it('S13 has no member that could carry card data, a password hash or a token', () => {
    const poison = {
      CardNumber: '4111111111111111',
      CVV: '123',
      PasswordHash: 'hash-of-password',
      SecurityStamp: 'stamp-of-user',
      Token: 'token-of-account',
      AccountNumber: '000123456789',
      RoutingNumber: '110000000',
    };
    const attributes = { CardNumber: { Value: '4111111111111111' }, cvv: { Value: '123' }, Colour: { Value: 'red' } };
    const { order } = decode({
      ...poison,
      Account: { ID: 77, ...poison },
      User: { ID: 310, ...poison },
      BillingContact: { ...RAW.BillingContact, ...poison, Address: { ...RAW.BillingContact.Address, ...poison } },
      SalesItems: [{ ...RAW.SalesItems[0], ...poison }],
      SerializableAttributes: attributes,
    });
    const text = JSON.stringify(order);
    for (const value of Object.values(poison)) expect(text).not.toContain(value);
    expect(order.attributes).toEqual({ Colour: 'red' });
  });
});

describe('an order of the current generation', () => {
  const phoenixOf = (value: Json): Json => {
    if (Array.isArray(value)) return (value as Json[]).map(phoenixOf);
    if (typeof value !== 'object' || value === null) return value;
    const renamed = Object.entries(value as JsonObject).map(([name, member]) => [
      camel(name),
      phoenixOf(member ?? null),
    ]);
    return Object.fromEntries(renamed) as Json;
  };
  const camel = (name: string): string => {
    if (name === 'StatusKey' || name === 'StateKey' || name === 'TypeKey')
      return name[0]?.toLowerCase() + name.slice(1, -3) + 'Id';
    return (name[0]?.toLowerCase() + name.slice(1)).replace(/ID$/, 'Id').replace(/^iD$/, 'id').replace(/^iId$/, 'id');
  };

  it('becomes the same order', () => {
    const raw = phoenixOf(RAW) as JsonObject;
    const { reply, faults } = phoenix.decode({ ask: 'order-read', id: '1042' }, raw, settings);
    expect(faults).toEqual([]);
    const { order } = decode();
    expect(reply['order']).toEqual({ ...order, attributes: { paymentMethod: 'Credit Card', cardLastFour: '1111' } });
  });

  it('comes in pages that count from zero', () => {
    const page = { items: [phoenixOf(RAW)], totalCount: 3, pageIndex: 0, pageSize: 1 };
    const { reply } = phoenix.decode({ ask: 'order-list' }, page, settings);
    expect(reply).toMatchObject({ more: true, orders: [{ id: '1042', status: 'Full Payment Received' }] });
    expect(phoenix.decode({ ask: 'order-list' }, { ...page, pageIndex: 2 }, settings).reply['more']).toBe(false);
  });
});

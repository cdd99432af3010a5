import { expect, test } from 'vitest';
import { compareWorlds } from './compare-worlds.ts';
import { statusOf } from './fulfilment.ts';
import type { Held, M3Side, StoreSide, Worlds } from './model.ts';

const held = (flow: string, order: string, more: Partial<Held> = {}): Held => ({
  flow,
  order,
  code: 'flow.held',
  reason: 'a person decides',
  state: 'held',
  ...more,
});

/** Two systems that agree: one order, delivered, invoiced and paid; one product with stock and price; one customer. */
function worlds(): { store: StoreSide; m3: M3Side; holds: Held[] } {
  return {
    store: {
      orders: [
        {
          id: 7,
          customKey: 'M7',
          status: 'Completed',
          statusHistory: [],
          placedAt: '2026-11-21T10:00:00.000Z',
          lines: [{ sku: 'PUMP-1001', quantity: 2, unitPrice: 10 }],
        },
      ],
      shipments: [{ key: 'M3-500', active: true, orderIds: [7], contents: '5001=2', tracking: '1Z' }],
      invoices: [{ key: '2026-900', active: true, orderIds: [7], totals: { SubTotal: 20, Tax: 2 }, balanceDue: 0 }],
      stock: [{ sku: 'PUMP-1001', section: '001-MAIN', quantity: 8 }],
      products: [
        {
          sku: 'PUMP-1001',
          active: true,
          name: 'Gear pump',
          shortDescription: 'Gear pump, small',
          unit: 'EA',
          weight: 1.5,
          visible: true,
          discontinued: false,
          categories: ['PUMP', 'SPRING-SALE'],
          price: 10,
        },
      ],
      productWrites: [],
      accounts: [
        {
          key: 'C1',
          active: true,
          name: 'Harbour Marine',
          email: 'a@b.example',
          phone: '',
          contactEmail: '',
          contactPhone: '+1 (512) 555',
          vatNumber: '',
          street1: '1 Dock Road',
          city: 'Malmö',
          postalCode: '211 20',
        },
      ],
      payments: [
        {
          id: 1,
          orderId: 7,
          amount: 22,
          currency: 'USD',
          status: 'Payment Received',
          received: true,
          originalId: null,
          transaction: 't',
        },
        {
          id: 2,
          orderId: 7,
          amount: -5,
          currency: 'USD',
          status: 'Refunded',
          received: true,
          originalId: '1',
          transaction: 'r',
        },
      ],
    },
    m3: {
      orders: [
        {
          orderNumber: 'M7',
          customerOrderNumber: '7',
          createdAt: '2026-11-21T10:00:01.000Z',
          orderType: 'WEB',
          status: '77',
          stop: '0',
          customer: 'C1',
          lines: [{ itemNumber: 'PUMP-1001', quantity: '2', price: '10.00', lineNumber: 1, status: '77' }],
        },
      ],
      items: [
        {
          itemNumber: 'PUMP-1001',
          name: 'Gear pump',
          description: 'Gear pump, small',
          status: '20',
          unit: 'EA',
          group: 'PUMP',
          weight: '1.500',
        },
      ],
      prices: [{ itemNumber: 'PUMP-1001', priceList: 'LIST', currency: 'USD', customer: '', price: '10.00' }],
      balances: [{ itemNumber: 'PUMP-1001', warehouse: '001', afterReservations: 8.5 }],
      deliveries: [
        {
          deliveryNumber: '500',
          orderNumber: 'M7',
          shipped: true,
          trackingNumber: '1Z',
          lines: [{ itemNumber: 'PUMP-1001', quantity: 2 }],
        },
      ],
      customers: [
        {
          customerNumber: 'C1',
          name: ' Harbour  Marine',
          email: 'A@B.example',
          phone: '001512555',
          vatNumber: '',
          street: '1 DOCK ROAD',
          city: 'Malmo\u0308',
          postalCode: '21120',
        },
      ],
      vouchers: [
        {
          text: 'PKEY 7 r',
          source: 'x',
          lines: [
            { account: '1580', side: 'C', amount: '5.00', currency: 'USD' },
            { account: '1510', side: 'D', amount: '5.00', currency: 'USD' },
          ],
        },
      ],
      receipts: [
        { customer: 'C1', invoiceNumber: '900', amount: '22.00', currency: 'USD', checkNumber: 'k', reference: '' },
      ],
      invoices: [{ invoiceNumber: '900', orderNumber: 'M7', currency: 'USD', total: '22.00', open: '0' }],
    },
    holds: [],
  };
}

test('two systems that agree have no difference', () => {
  expect(compareWorlds(worlds()).differences).toEqual([]);
});

type Plant = (both: ReturnType<typeof worlds>) => Worlds;
const store = (change: (side: StoreSide) => Partial<StoreSide>): Plant => {
  return (both) => ({ ...both, store: { ...both.store, ...change(both.store) } });
};
const m3 = (change: (side: M3Side) => Partial<M3Side>): Plant => {
  return (both) => ({ ...both, m3: { ...both.m3, ...change(both.m3) } });
};
const each = <T>(rows: readonly T[], change: Partial<T>): T[] => rows.map((row) => ({ ...row, ...change }));

test.each<[kind: string, what: string, plant: Plant]>([
  ['orders', 'lost in M3', m3(() => ({ orders: [], deliveries: [], invoices: [] }))],
  ['orders', 'twice in M3', m3(({ orders }) => ({ orders: [...orders, ...each(orders, { orderNumber: 'M8' })] }))],
  ['orders', 'void in the store', store(({ orders }) => ({ orders: each(orders, { status: 'Void' }) }))],
  [
    'lines',
    'another price',
    store(({ orders }) => ({ orders: each(orders, { lines: [{ sku: 'PUMP-1001', quantity: 2, unitPrice: 11 }] }) })),
  ],
  ['status', 'not told', store(({ orders }) => ({ orders: each(orders, { status: 'Processing' }) }))],
  ['stock', 'one too many', store(({ stock }) => ({ stock: each(stock, { quantity: 9 }) }))],
  ['stock', 'not there', store(() => ({ stock: [] }))],
  ['prices', 'a cent', m3(({ prices }) => ({ prices: each(prices, { price: '10.01' }) }))],
  ['items', 'another name', m3(({ items }) => ({ items: each(items, { name: 'Gear pump rev. B' }) }))],
  ['items', 'no longer sold', m3(({ items }) => ({ items: each(items, { status: '80' }) }))],
  ['items', 'no product', m3(({ items }) => ({ items: [...items, ...each(items, { itemNumber: 'NEW-1' })] }))],
  ['customers', 'another city', store(({ accounts }) => ({ accounts: each(accounts, { city: 'Lund' }) }))],
  ['customers', 'another number', m3(({ customers }) => ({ customers: each(customers, { phone: '999' }) }))],
  ['shipments', 'not shown', store(() => ({ shipments: [] }))],
  ['shipments', 'shown twice', store(({ shipments }) => ({ shipments: [...shipments, ...shipments] }))],
  ['shipments', 'no tracking', store(({ shipments }) => ({ shipments: each(shipments, { tracking: '' }) }))],
  ['shipments', 'other goods', store(({ shipments }) => ({ shipments: each(shipments, { contents: '5001=1' }) }))],
  [
    'shipments',
    'invented',
    store(({ shipments }) => ({ shipments: [...shipments, ...each(shipments, { key: 'M3-501' })] })),
  ],
  ['invoices', 'not shown', store(() => ({ invoices: [] }))],
  ['invoices', 'another sum', m3(({ invoices }) => ({ invoices: each(invoices, { total: '23.00' }) }))],
  ['invoices', 'still open', m3(({ invoices }) => ({ invoices: each(invoices, { open: '1.00' }) }))],
  ['payments', 'not posted', m3(() => ({ receipts: [] }))],
  ['payments', 'posted twice', m3(({ receipts }) => ({ receipts: [...receipts, ...receipts] }))],
  ['payments', 'refund missing', m3(() => ({ vouchers: [] }))],
  [
    'payments',
    'not balanced',
    m3(({ vouchers }) => ({ vouchers: vouchers.map((one) => ({ ...one, lines: one.lines.slice(0, 1) })) })),
  ],
])('catches a planted difference in %s: %s', (kind, _, plant) => {
  const { byKind, differences } = compareWorlds(plant(worlds()));
  expect(byKind[kind as keyof typeof byKind], JSON.stringify(differences)).toBeGreaterThan(0);
});

test('what waits for a person is no difference, and only there', () => {
  const both = worlds();
  const cancelled = store(({ orders }) => ({ orders: each(orders, { status: 'Void' }) }))(both);
  expect(compareWorlds({ ...cancelled, holds: [held('order-changes-to-m3', '7')] }).differences).toEqual([]);
  expect(compareWorlds({ ...cancelled, holds: [held('returns-to-m3', '7')] }).byKind.orders).toBe(1);
});

test('what an order on its way takes is not for sale, and one that nobody could read counts either way', () => {
  const both = worlds();
  const line = { sku: 'PUMP-1001', quantity: 3, unitPrice: 10 };
  const waiting = { id: 8, customKey: null, status: 'Pending', statusHistory: [], placedAt: '', lines: [line] };
  const withOrder = (quantity: number, hold: Held): number => {
    const orders = [...both.store.orders, waiting];
    const stock = each(both.store.stock, { quantity });
    return compareWorlds({ ...both, store: { ...both.store, orders, stock }, holds: [hold] }).byKind.stock;
  };
  const read = held('order-to-cash', '8', { code: 'm3.item-not-found' });
  expect([withOrder(5, read), withOrder(8, read)]).toEqual([0, 1]);
  const unread = held('order-to-cash', '8', { code: 'clarity.order-empty' });
  expect([withOrder(5, unread), withOrder(8, unread), withOrder(4, unread)]).toEqual([0, 0, 1]);
});

test('a field that the store’s staff edited is the store’s', () => {
  const both = worlds();
  const renamed = m3(({ items }) => ({ items: each(items, { name: 'Other' }) }))(both);
  const productWrites = [{ sku: 'PUMP-1001', integration: false, changed: ['Name'] }];
  expect(compareWorlds({ ...renamed, store: { ...renamed.store, productWrites } }).differences).toEqual([]);
});

test.each([
  [['22', '33'], 'Confirmed'],
  [['33', '33'], 'Processing'],
  [['22', '44'], 'Processing'],
  [['66', '26'], 'Processing'],
  [['66', '66'], 'Shipped'],
  [['66', '77'], 'Shipped'],
  [['77', '99'], 'Completed'],
])('lines at %j are %s in the store', (statuses, word) => {
  expect(statusOf(statuses.map((status) => ({ status })))).toBe(word);
});

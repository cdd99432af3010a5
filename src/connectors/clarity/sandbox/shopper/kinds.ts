import type { Members } from '../http/members.ts';
import { GHOST_SKU } from '../seed/goods.ts';
import { ACCOUNT_WITH_CREDIT, ACCOUNTS_ON_HOLD } from '../seed/customers.ts';
import type { Expectation, OrderRow } from '../state/rows.ts';
import type { CheckoutRequest } from '../checkout/request.ts';

/** What a simulated shopper does differently from an ordinary purchase by a known account. */
export interface ShopperKind {
  expect: Expectation;
  /** Share among varied orders; kinds without one come on demand only. */
  weight?: number;
  buyer?: 'account' | 'new' | 'guest';
  /** Buys for exactly this account. */
  account?: string;
  /** Picks accounts that trade in another currency than US dollars. */
  foreign?: boolean;
  request?: Partial<CheckoutRequest>;
  /** Replaces members of the billing and shipping contact that the shopper types. */
  contact?: Members;
  address?: Members;
  lines?: { sku?: string; quantity?: number; count?: number; repeat?: boolean; note?: string };
  /** Two destinations in one cart. */
  split?: boolean;
  bend?: (order: OrderRow) => void;
}

const LONG_STREET = 'Industrial Estate of the United Northern Harbour Authorities, Building 14, Gate C, Loading Bay 7';
const TEST_CARD_IN_A_NOTE = 'Please charge 4111 1111 1111 1111';

/** Kinds of orders by name, with what a good integration does with each. */
export const SHOPPER_KINDS: Readonly<Record<string, ShopperKind>> = {
  plain: { expect: 'land', weight: 40 },
  'new-customer': { expect: 'land', weight: 8, buyer: 'new' },
  guest: { expect: 'land', weight: 8, buyer: 'guest' },
  discount: { expect: 'land', weight: 7, request: { discountCodes: ['SPRING10'] } },
  freight: { expect: 'land', weight: 8, request: { shippingMethod: 'ground' } },
  'partial-payment': {
    expect: 'land',
    weight: 5,
    request: { payment: { method: 'card', token: 'tok_mock' }, partialAmount: 5 },
  },
  'foreign-currency': { expect: 'land', weight: 8, foreign: true },
  'po-number': { expect: 'land', weight: 7, request: { payment: { method: 'later', poNumber: 'PO-5567' } } },
  notes: { expect: 'land', weight: 6, request: { instructions: 'Call before delivery, gate code at reception' } },
  'unknown-sku': { expect: 'hold', weight: 1, lines: { sku: GHOST_SKU } },
  'missing-unit': { expect: 'hold', weight: 1, bend: bendFirstLine((line) => ({ ...line, UnitOfMeasure: null })) },
  'no-address': { expect: 'hold', weight: 0.5, bend: withoutAddress },
  'negative-quantity': {
    expect: 'hold',
    weight: 0.5,
    bend: bendFirstLine((line) => ({ ...line, Quantity: -line.Quantity })),
  },
  'huge-quantity': { expect: 'hold', bend: bendFirstLine((line) => ({ ...line, Quantity: 1e15 })) },
  'unknown-currency': { expect: 'hold', request: { currency: 'ISK' } },
  'total-off': { expect: 'hold', bend: shiftSubTotal(10) },
  'no-lines': { expect: 'hold', bend: (order) => void (order.SalesItems = []) },
  'account-on-hold': {
    expect: 'hold',
    account: ACCOUNTS_ON_HOLD[0] ?? '',
    request: { payment: { method: 'later', poNumber: 'PO-HOLD' } },
  },
  'over-credit': {
    expect: 'hold',
    account: ACCOUNT_WITH_CREDIT,
    lines: { sku: 'MOTOR-1004', quantity: 100 },
    request: { payment: { method: 'later', poNumber: undefined } },
  },
  'card-in-note': { expect: 'hold', request: { instructions: TEST_CARD_IN_A_NOTE } },
  'cents-off': { expect: 'land', bend: shiftSubTotal(0.01) },
  'zero-total': { expect: 'land', request: { discountCodes: ['GIFT100'] } },
  'many-lines': { expect: 'land', lines: { count: 400 } },
  'same-sku-twice': { expect: 'land', lines: { count: 2, repeat: true } },
  'part-quantity': { expect: 'land', lines: { sku: 'SAFETY-1006', quantity: 2.5 } },
  'line-note': { expect: 'land', lines: { note: 'Pack separately' } },
  'long-address': {
    expect: 'land',
    buyer: 'new',
    address: { Street1: LONG_STREET, City: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch' },
  },
  emoji: { expect: 'land', buyer: 'new', contact: { FirstName: 'Zoë 👩‍🔧', LastName: 'Müller-Ångström 🚀' } },
  rtl: {
    expect: 'land',
    buyer: 'new',
    contact: { FirstName: 'דנה', LastName: 'לוי' },
    address: { City: 'תל אביב', PostalCode: '6100000', RegionKey: undefined, CountryCode: 'ISR', CountryKey: 'ISR' },
  },
  'target-orders': { expect: 'land', split: true, lines: { count: 4 } },
};

function bendFirstLine(change: (line: OrderRow['SalesItems'][number]) => OrderRow['SalesItems'][number]) {
  return (order: OrderRow): void => {
    order.SalesItems = order.SalesItems.map((line, index) => (index === 0 ? change(line) : line));
  };
}

function withoutAddress(order: OrderRow): void {
  order.ShippingContactID = null;
  order.BillingContactID = null;
}

/** Makes the header's goods total differ from the sum of its lines. */
function shiftSubTotal(by: number) {
  return (order: OrderRow): void => {
    order.Totals = { ...order.Totals, SubTotal: Math.round((order.Totals.SubTotal + by) * 100) / 100 };
  };
}

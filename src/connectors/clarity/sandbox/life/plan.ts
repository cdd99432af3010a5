import type { LifeAct } from '../../../kit/sandbox/life.ts';
import type { Random } from '../../../kit/sandbox/random.ts';

/** What shoppers and staff of a store look at before they do something. */
export interface StoreView {
  /** Orders that shoppers placed here and that are not void, newest last. */
  readonly orders: readonly {
    readonly id: number;
    readonly status: string;
    readonly total: number;
    readonly paid: boolean;
    readonly currency: string;
    readonly lines: readonly { readonly id: number; readonly quantity: number }[];
  }[];
  /** Payments with money in them that were not taken back yet. */
  readonly payments: readonly { readonly id: number; readonly amount: number; readonly received: boolean }[];
  readonly accounts: readonly { readonly key: string; readonly email: string }[];
  readonly products: readonly { readonly id: number; readonly name: string; readonly visible: boolean }[];
}

/** What somebody wants to do. */
export type StoreWish =
  | { do: 'shop' }
  | {
      do: 'edit-account';
      key: string;
      fields: Readonly<Record<string, string>>;
      address: Readonly<Record<string, string>>;
    }
  | { do: 'edit-product'; id: number; fields: Readonly<Record<string, string | number | boolean>> }
  | { do: 'pay'; orderId: number; amount: number; currency: string; captured: boolean }
  | { do: 'payment'; action: 'capture' | 'refund' | 'void' | 'chargeback'; paymentId: number; amount?: number }
  | { do: 'cancel'; orderId: number }
  | { do: 'edit-order'; orderId: number; lineId: number; quantity: number }
  | { do: 'return'; orderId: number; lineId: number; quantity: number; reason: string };

const NEW = ['Pending', 'Confirmed', 'Full Payment Received', 'Partial Payment Received'];
const SENT = ['Shipped', 'Completed', 'Processing'];
const STREETS = ['Quay Street', 'Foundry Lane', 'Canal Road', 'Mill Row', 'Station Road'] as const;
const CITIES = ['Austin', 'Dallas', 'Houston', 'Chicago', 'Oakland'] as const;
const REASONS = ['Damaged', 'Wrong Item', 'No Longer Needed'] as const;
/** Orders that people still think about. */
const RECENT = 40;

/** What people do in a store, and how often. */
export function storeActs(view: StoreView): readonly LifeAct<StoreWish>[] {
  const recent = view.orders.slice(-RECENT);
  const young = recent.filter(({ status }) => NEW.includes(status));
  return [
    { name: 'shop', weight: 55, plan: () => ({ do: 'shop' }) },
    { name: 'edit an account', weight: 10, plan: (random) => planAccount(random, view) },
    { name: 'edit a product', weight: 7, plan: (random) => planProduct(random, view) },
    { name: 'pay an order', weight: 7, plan: (random) => planPay(random, recent) },
    { name: 'capture a payment', weight: 4, plan: (random) => planPayment(random, view, 'capture') },
    { name: 'refund a payment', weight: 4, plan: (random) => planPayment(random, view, 'refund') },
    { name: 'void a payment', weight: 1, plan: (random) => planPayment(random, view, 'void') },
    { name: 'charge a payment back', weight: 1, plan: (random) => planPayment(random, view, 'chargeback') },
    { name: 'cancel an order', weight: 4, plan: (random) => planCancel(random, young) },
    { name: 'change an order', weight: 5, plan: (random) => planChange(random, young) },
    { name: 'send goods back', weight: 2, plan: (random) => planReturn(random, recent) },
  ];
}

function planAccount(random: Random, { accounts }: StoreView): StoreWish | undefined {
  if (accounts.length === 0) return undefined;
  const { key } = random.pick(accounts);
  const number = random.integer(100, 999);
  const wish = { do: 'edit-account', key } as const;
  if (random.chance(0.4)) return { ...wish, fields: { Phone: `+1 512 555 0${number}` }, address: {} };
  if (random.chance(0.4))
    return { ...wish, fields: { Email: `orders${number}@${key.toLowerCase()}.example` }, address: {} };
  const address = {
    Street1: `${number} ${random.pick(STREETS)}`,
    City: random.pick(CITIES),
    PostalCode: `78${number}`,
  };
  return { ...wish, fields: {}, address };
}

function planProduct(random: Random, { products }: StoreView): StoreWish | undefined {
  if (products.length === 0) return undefined;
  const { id, name, visible } = random.pick(products);
  if (random.chance(0.1)) return { do: 'edit-product', id, fields: { IsVisible: !visible } };
  if (random.chance(0.4)) return { do: 'edit-product', id, fields: { PriceSale: random.integer(500, 9_900) / 100 } };
  const field = random.chance(0.5) ? 'Name' : 'ShortDescription';
  return {
    do: 'edit-product',
    id,
    fields: { [field]: `${name.replace(/ \(.*\)$/, '')} (shop text ${random.integer(1, 99)})` },
  };
}

function planPay(random: Random, recent: StoreView['orders']): StoreWish | undefined {
  const due = recent.filter(({ paid, total }) => !paid && total > 0);
  if (due.length === 0) return undefined;
  const { id, total, currency } = random.pick(due);
  return { do: 'pay', orderId: id, amount: total, currency, captured: random.chance(0.6) };
}

function planPayment(
  random: Random,
  { payments }: StoreView,
  action: 'capture' | 'refund' | 'void' | 'chargeback',
): StoreWish | undefined {
  const wantsReceived = action === 'refund' || action === 'chargeback';
  const fitting = payments.filter(({ received }) => received === wantsReceived).slice(-RECENT);
  if (fitting.length === 0) return undefined;
  const { id, amount } = random.pick(fitting);
  const part =
    action === 'refund' && random.chance(0.5) ? Math.round(amount * random.integer(20, 80)) / 100 : undefined;
  return { do: 'payment', action, paymentId: id, ...(part !== undefined && part > 0 ? { amount: part } : {}) };
}

function planCancel(random: Random, young: StoreView['orders']): StoreWish | undefined {
  return young.length === 0 ? undefined : { do: 'cancel', orderId: random.pick(young).id };
}

function planChange(random: Random, young: StoreView['orders']): StoreWish | undefined {
  if (young.length === 0) return undefined;
  const { id, lines } = random.pick(young);
  const line = lines[random.integer(0, Math.max(0, lines.length - 1))];
  if (!line) return undefined;
  return { do: 'edit-order', orderId: id, lineId: line.id, quantity: line.quantity + random.integer(1, 3) };
}

function planReturn(random: Random, recent: StoreView['orders']): StoreWish | undefined {
  const sent = recent.filter(({ status }) => SENT.includes(status));
  if (sent.length === 0) return undefined;
  const { id, lines } = random.pick(sent);
  const line = lines[0];
  return line && { do: 'return', orderId: id, lineId: line.id, quantity: 1, reason: random.pick(REASONS) };
}

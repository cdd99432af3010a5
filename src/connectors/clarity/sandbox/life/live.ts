import { Life, type LifeLine, nextWish } from '../../../kit/sandbox/life.ts';
import type { Random } from '../../../kit/sandbox/random.ts';
import { totalOf } from '../checkout/pricing.ts';
import { addPayment, paymentLedger } from '../control/payments.ts';
import { EDIT_ACCOUNT, editAccount } from '../customers/edit-account.ts';
import { CodedError } from '../http/reply.ts';
import { editOrder } from '../orders/edit.ts';
import { changePayment, orderIdOf } from '../orders/payments.ts';
import { askForReturn } from '../orders/returns.ts';
import { moveOrder, statusKeyOf } from '../orders/status.ts';
import { editProduct } from '../products/edit-product.ts';
import type { Shop } from '../shop.ts';
import { Shopper } from '../shopper/shopper.ts';
import type { StoreState } from '../state/store.ts';
import { textOf } from '../state/table.ts';
import { type StoreView, type StoreWish, storeActs } from './plan.ts';

const CLERK = { userName: 'clerk@store.test', integration: false } as const;
const LINES = [1, 5] as const;
const VOID = 'Void';

/** Shoppers and staff of the store. They use the same doors as pages and tests do. */
export function lifeOf(shop: Shop): Life {
  // One shopper for one seed: he shops in the order in which life asks him to.
  const shoppers = new WeakMap<Random, Shopper>();
  return new Life((random): Omit<LifeLine, 'at'> | undefined => {
    const shopper = shoppers.get(random) ?? new Shopper(shop, random.integer(1, 1_000_000));
    shoppers.set(random, shopper);
    const next = nextWish(random, storeActs(viewOf(shop.state)));
    if (!next) return undefined;
    try {
      const { record, refused } = fulfil(shop, shopper, next.wish);
      return { act: next.act, record, ...(refused === undefined ? {} : { refused }) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { act: next.act, record: '', refused: error.message };
    }
  });
}

/** The store as its people see it. */
function viewOf(state: StoreState): StoreView {
  const { payments } = paymentLedger(state) as {
    payments: {
      id: number;
      orderId: number | null;
      amount: number;
      status: string;
      received: boolean;
      originalId: string | null;
    }[];
  };
  const takenBack = new Set(payments.flatMap(({ originalId }) => (originalId === null ? [] : [Number(originalId)])));
  const paid = new Set(payments.map(({ orderId }) => orderId));
  const orders = [...state.traces.rows.values()].flatMap((trace) => {
    const order = state.orders.get(trace.ID);
    const status = order && statusKeyOf(state, order);
    if (!order || trace.expect !== 'land' || status === undefined || status === VOID) return [];
    const lines = order.SalesItems.filter(({ Active, ItemType }) => Active && ItemType === 0);
    return [
      {
        id: order.ID,
        status,
        total: totalOf(order.Totals),
        paid: paid.has(order.ID),
        currency: trace.currency,
        lines: lines.map(({ ID, Quantity }) => ({ id: ID, quantity: Quantity })),
      },
    ];
  });
  return {
    orders,
    payments: payments
      .filter(
        ({ id, amount, status, originalId }) =>
          amount > 0 && status !== VOID && originalId === null && !takenBack.has(id),
      )
      .map(({ id, amount, received }) => ({ id, amount, received })),
    accounts: [...state.entity('Account').rows.values()].flatMap((row) =>
      row.Active && row.CustomKey !== null ? [{ key: row.CustomKey, email: textOf(row, 'Email') ?? '' }] : [],
    ),
    products: [...state.entity('Product').rows.values()]
      .filter((row) => row.Active && /^[A-Z]+-\d/.test(row.CustomKey ?? ''))
      .map((row) => ({ id: row.ID, name: textOf(row, 'Name') ?? '', visible: row['IsVisible'] === true })),
  };
}

function fulfil(shop: Shop, shopper: Shopper, wish: StoreWish): { record: string; refused?: string | undefined } {
  const { state } = shop;
  switch (wish.do) {
    case 'shop':
      return {
        record: shopper
          .place(shopper.pickKind(), LINES)
          .map(({ id }) => String(id))
          .join(', '),
      };
    case 'edit-account': {
      const { key, fields, address } = wish;
      editAccount(shop, EDIT_ACCOUNT.parse({ key, fields, address }));
      return { record: key };
    }
    case 'edit-product': {
      const row = state.entity('Product').get(wish.id);
      if (row) editProduct(shop, row, wish.fields);
      return { record: row?.CustomKey ?? String(wish.id) };
    }
    case 'pay': {
      const { orderId, amount, currency, captured } = wish;
      const method = captured ? 'Wire Transfer' : 'Credit Card';
      return { record: `payment ${addPayment(state, { orderId, amount, currency, captured, method })} of ${orderId}` };
    }
    case 'payment': {
      const { action, paymentId, amount } = wish;
      const done = changePayment(shop, { action, paymentId, ...(amount === undefined ? {} : { amount }) }, CLERK);
      return { record: `payment ${paymentId} of ${orderIdOf(state, done) ?? 'no order'}` };
    }
    case 'cancel':
    case 'edit-order':
    case 'return':
      return { record: String(wish.orderId), refused: changeOrder(shop, wish) };
  }
}

function changeOrder(shop: Shop, wish: StoreWish & { orderId: number }): string | undefined {
  const order = shop.state.orders.get(wish.orderId);
  if (!order) return 'There is no such order';
  if (wish.do === 'cancel') {
    moveOrder(shop, order, VOID, 'HISTORY', CLERK);
    shop.mail(order.ID, 'order-voided');
    return undefined;
  }
  if (wish.do === 'edit-order') {
    return editOrder(shop, order, { quantities: new Map([[wish.lineId, wish.quantity]]) }, CLERK);
  }
  if (wish.do !== 'return') return undefined;
  const made = askForReturn(shop, order, { lineId: wish.lineId, quantity: wish.quantity, reason: wish.reason });
  return typeof made === 'string' ? made : undefined;
}

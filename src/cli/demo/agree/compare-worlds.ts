import { judge } from '../judge.ts';
import { compareCustomers } from './customers.ts';
import { ORDER_FLOWS, compareCancelled, compareInvoices, compareShipments, compareStatus } from './fulfilment.ts';
import { compareItems, comparePrices, compareStock } from './goods.ts';
import { type Difference, heldIn, type Kind, KINDS, type Worlds } from './model.ts';
import { comparePayments } from './payments.ts';

/** What the judge of orders and the comparison of everything else say together. */
export interface Agreement {
  readonly orders: ReturnType<typeof judge>;
  readonly differences: readonly Difference[];
  readonly byKind: Readonly<Record<Kind, number>>;
}

/**
 * Compares everything that must agree, from the ledgers of both systems and the list of what waits for a person. Orders
 * of M3's own sales people are nobody's but M3's. Pure: the same worlds give the same answer.
 */
export function compareWorlds(worlds: Worlds): Agreement {
  const { store, m3, holds } = worlds;
  const own = m3.orders.filter(({ customerOrderNumber }) => !customerOrderNumber.startsWith('TEL-'));
  const undecided = heldIn(worlds, 'order-changes-to-m3');
  const live = new Set(own.map(({ customerOrderNumber }) => customerOrderNumber));
  // A cancelled order that M3 does not have (any more) is not missed there.
  const wanted = store.orders.filter(({ id, status }) => status !== 'Void' || live.has(String(id)));
  const orderHolds = holds.filter(({ flow }) => ORDER_FLOWS.includes(flow));
  const raw = judge(wanted, own, orderHolds);
  // Of an order whose change a person decides about, the lines differ until then.
  const orders = { ...raw, wrongLines: raw.wrongLines.filter((id) => !undecided.has(id)) };
  const differences: Difference[] = [
    ...orders.lost.map((key): Difference => ({ kind: 'orders', key, what: 'neither in M3 nor held' })),
    ...orders.duplicated.map((key): Difference => ({ kind: 'orders', key, what: 'more than one order in M3' })),
    ...orders.notToldToStore.map(
      (key): Difference => ({ kind: 'orders', key, what: 'the store does not know of M3’s order' }),
    ),
    ...compareCancelled(worlds),
    ...orders.wrongLines.map((key): Difference => ({ kind: 'lines', key, what: 'item, quantity or price differ' })),
    ...compareStatus(worlds),
    ...compareStock(worlds),
    ...comparePrices(worlds),
    ...compareItems(worlds),
    ...compareCustomers(worlds),
    ...compareShipments(worlds),
    ...compareInvoices(worlds),
    ...comparePayments(worlds),
  ];
  const byKind = Object.fromEntries(
    KINDS.map((kind) => [kind, differences.filter((each) => each.kind === kind).length]),
  ) as Record<Kind, number>;
  return { orders, differences, byKind };
}

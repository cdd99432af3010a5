import { amountText, totalsOf } from './programs/money.ts';
import type { Sandbox } from './sandbox.ts';
import { decimalsOf } from './state/accounts.ts';
import { dayOf } from './state/dates.ts';
import type { Delivery, DeliveryLine } from './state/deliveries.ts';
import { isStopped, type Move, type Order, type OrderLine } from './state/orders.ts';
import { quantityText, roundQuantity, STAGES, type Stage } from './state/quantities.ts';

/**
 * What to move on; without `lines` all of them, without `from` what is least advanced, without `to` one step, without
 * `quantity` all that stands there.
 */
export interface Advance {
  lines?: number[];
  /** Status to start from: 22, 33, 44 or 66. */
  from?: string;
  /** Status the chosen lines are to reach: 33, 44, 66 or 77. */
  to?: string;
  /** Most that goes on of each line. */
  quantity?: number;
}

/** Place of a status in the list of stages; -1 for one that is none. */
function placeOf(status: string): number {
  return STAGES.findIndex(({ digit }) => status === digit + digit);
}

/** Moves an order on as the people in a warehouse and in accounting would; answers what stands in the way, else undefined. */
export function advanceOrder(sandbox: Sandbox, orderNumber: string, advance: Advance): string | undefined {
  const order = sandbox.world.orders.get(orderNumber);
  if (!order) return `there is no order ${orderNumber}`;
  if (isStopped(order.stop)) return `order ${orderNumber} is stopped with code ${order.stop}: release it first`;
  if (order.locked) return `order ${orderNumber} is locked`;
  const { from = '22', to } = advance;
  const earliest = placeOf(from);
  if (earliest < 0 || (to !== undefined && placeOf(to) < 1)) return 'from and to are two of 22, 33, 44, 66, 77';
  const lines = order.lines.filter(({ number }) => !advance.lines || advance.lines.includes(number));
  const start = STAGES.findIndex(
    ({ stage }, place) => place >= earliest && lines.some(({ stages }) => stages[stage] > 0),
  );
  const last = to === undefined ? start + 1 : placeOf(to);
  if (start === -1 || start >= last || last >= STAGES.length) return 'nothing of these lines can go on';
  for (let step = start; step < last; step += 1) {
    const { stage, next } = STAGES[step] ?? {};
    if (stage && next) moveOn(sandbox, order, lines, stage, next, advance.quantity);
  }
  return undefined;
}

function moveOn(
  sandbox: Sandbox,
  order: Order,
  lines: readonly OrderLine[],
  from: Stage,
  to: Stage,
  limit: number | undefined,
): void {
  const { orderNumber } = order;
  const moves: Move[] = lines
    .map(({ number, stages }) => ({ line: number, from, to, quantity: Math.min(stages[from], limit ?? stages[from]) }))
    .filter(({ quantity }) => quantity > 0);
  if (moves.length === 0) return;
  if (to === 'invoiced') return invoice(sandbox, order, moves);
  sandbox.commit({ kind: 'order.quantities-moved', orderNumber, moves });
  if (to === 'picked') startDeliveries(sandbox, order, moves);
  if (to === 'delivered') ship(sandbox, order, moves);
}

/** One delivery for each warehouse the moved lines leave from. */
function startDeliveries(sandbox: Sandbox, order: Order, moves: readonly Move[]): void {
  const byWarehouse = Map.groupBy(moves, ({ line }) => fieldsOf(order, line)['WHLO'] ?? '001');
  for (const [warehouse, group] of byWarehouse) {
    const lines = group.map(({ line, quantity }) => ({
      line,
      quantity,
      itemNumber: fieldsOf(order, line)['ITNO'] ?? '',
    }));
    newDelivery(sandbox, order, warehouse, lines);
  }
}

function newDelivery(sandbox: Sandbox, { orderNumber }: Order, warehouse: string, lines: DeliveryLine[]): string {
  const deliveryNumber = String(sandbox.world.series.delivery + 1);
  sandbox.commit({
    kind: 'delivery.created',
    delivery: { deliveryNumber, orderNumber, warehouse, trackingNumber: '', lines },
  });
  return deliveryNumber;
}

/** Ships what was moved; a delivery that goes only in part is split, the rest waits under a new number. */
function ship(sandbox: Sandbox, order: Order, moves: readonly Move[]): void {
  const left = new Map(moves.map(({ line, quantity }) => [line, quantity]));
  for (const delivery of deliveriesOf(sandbox, order, '05')) {
    const going: DeliveryLine[] = [];
    const staying: DeliveryLine[] = [];
    for (const line of delivery.lines) {
      const quantity = Math.min(line.quantity, left.get(line.line) ?? 0);
      left.set(line.line, roundQuantity((left.get(line.line) ?? 0) - quantity));
      if (quantity > 0) going.push({ ...line, quantity });
      const rest = roundQuantity(line.quantity - quantity);
      if (rest > 0) staying.push({ ...line, quantity: rest });
    }
    if (going.length === 0) continue;
    const { deliveryNumber, warehouse } = delivery;
    if (staying.length > 0) {
      sandbox.commit({ kind: 'delivery.lines-set', deliveryNumber, lines: going });
      newDelivery(sandbox, order, warehouse, staying);
    }
    const trackingNumber = `1ZN${deliveryNumber.padStart(12, '0')}`;
    sandbox.commit({ kind: 'delivery.shipped', deliveryNumber, trackingNumber });
  }
}

/** Invoices whole deliveries that hold any of the moved lines; order charges go on the first invoice. */
function invoice(sandbox: Sandbox, order: Order, moves: readonly Move[]): void {
  const wanted = new Set(moves.map(({ line }) => line));
  const due = deliveriesOf(sandbox, order, '60').filter(({ lines }) => lines.some(({ line }) => wanted.has(line)));
  if (due.length === 0) return;
  const { orderNumber, customer, head } = order;
  const parts = due.flatMap(({ lines }) => lines);
  const first = ![...sandbox.world.invoices.values()].some((other) => other.orderNumber === orderNumber);
  const priced = parts.map(({ line, quantity }) => {
    const charges = first ? (order.lines.find(({ number }) => number === line)?.charges ?? []) : [];
    return { fields: { ...fieldsOf(order, line), ORQT: quantityText(quantity) }, charges };
  });
  const totals = totalsOf(sandbox, customer, order.addresses['1'], priced, first ? order.charges : []);
  const invoiced = parts.map(({ line, quantity }) => ({ line, quantity, from: 'delivered', to: 'invoiced' }) as const);
  sandbox.commit({ kind: 'order.quantities-moved', orderNumber, moves: invoiced });
  const decimals = decimalsOf(head['CUCD'] ?? 'USD');
  sandbox.commit({
    kind: 'invoice.created',
    invoice: {
      invoiceNumber: String(sandbox.world.series.invoice + 1),
      orderNumber,
      deliveryNumbers: due.map(({ deliveryNumber }) => deliveryNumber),
      customer,
      currency: head['CUCD'] ?? 'USD',
      year: dayOf(sandbox.now()).slice(0, 4),
      goods: amountText(totals.goods, decimals),
      charges: amountText(totals.charges, decimals),
      tax: amountText(totals.tax, decimals),
      total: amountText(totals.total, decimals),
    },
  });
}

function deliveriesOf({ world }: Sandbox, { orderNumber }: Order, status: Delivery['status']): Delivery[] {
  return [...world.deliveries.values()].filter((each) => each.orderNumber === orderNumber && each.status === status);
}

function fieldsOf({ lines }: Order, number: number): Record<string, string> {
  return lines.find((line) => line.number === number)?.fields ?? {};
}

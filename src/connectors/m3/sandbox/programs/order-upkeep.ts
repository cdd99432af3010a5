import { CATALOGUE_WAREHOUSES } from '../../../kit/sandbox/catalogue.ts';
import { done, doneList, type Handlers } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Order } from '../state/orders.ts';
import { headStatus, lineStatus, type Stages } from '../state/quantities.ts';
import { isRefusal } from './checks.ts';
import { lineOf, openOrder } from './direct-orders.ts';
import { orderOf } from './order-reads.ts';

/** OIS100MI: deleting, closing, locking and moving live orders. */
export const orderUpkeepHandlers: Handlers = {
  'OIS100MI/DelHead': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    if (!isEarly(order)) return refuse('WST0301', 'ORNO', headStatus(order.lines).highest);
    call.sandbox.commit({ kind: 'order.removed', orderNumber: order.orderNumber });
    return done();
  },
  'OIS100MI/DelLine': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    const line = lineOf(order, call.input['PONR']);
    if (isRefusal(line)) return line;
    if (hasLeftStart(line.stages)) return refuse('WST0301', 'PONR', lineStatus(line.stages));
    call.sandbox.commit({ kind: 'order.line-removed', orderNumber: order.orderNumber, number: line.number });
    return done();
  },
  'OIS100MI/CloLine': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    const line = lineOf(order, call.input['PONR']);
    if (isRefusal(line)) return line;
    const moves = (['open', 'allocated'] as const)
      .filter((from) => line.stages[from] > 0)
      .map((from) => ({ line: line.number, from, to: 'closed' as const, quantity: line.stages[from] }));
    if (moves.length === 0) return refuse('WST0301', 'PONR', lineStatus(line.stages));
    call.sandbox.commit({ kind: 'order.quantities-moved', orderNumber: order.orderNumber, moves });
    return done();
  },
  'OIS100MI/ChgWarehouse': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    const { WHLO: warehouse = '', PONR } = call.input;
    if (!CATALOGUE_WAREHOUSES.some(({ code }) => code === warehouse)) return refuse('WWH0103', 'WHLO', warehouse);
    const lines = order.lines.filter(({ number }) => PONR === undefined || number === Number(PONR));
    const moved = lines.find(({ stages }) => hasLeftStart(stages));
    if (moved) return refuse('WST0301', 'PONR', lineStatus(moved.stages));
    const { orderNumber } = order;
    const numbers = lines.map(({ number }) => number);
    call.sandbox.commit({ kind: 'order.lines-moved-to-warehouse', orderNumber, lines: numbers, warehouse });
    return doneList(
      lines.map(({ number, stages }) => ({ ORNO: orderNumber, PONR: String(number), STAT: lineStatus(stages) })),
    );
  },
  'OIS100MI/LockOrder': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    call.sandbox.commit({ kind: 'order.lock-set', orderNumber: order.orderNumber, locked: true });
    return done();
  },
  'OIS100MI/ReleaseOrder': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    call.sandbox.commit({ kind: 'order.lock-set', orderNumber: order.orderNumber, locked: false });
    return done();
  },
};

function isEarly({ lines }: Order): boolean {
  return lines.every(({ stages }) => !hasLeftStart(stages));
}

/** True when a part of a line is on a pick list or further. */
function hasLeftStart({ picked, delivered, invoiced }: Stages): boolean {
  return picked + delivered + invoiced > 0;
}

import { done, doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';
import { isStopped, type Order } from '../state/orders.ts';
import { headStatus } from '../state/quantities.ts';
import { isRefusal } from './checks.ts';
import { amountText, orderTotals } from './money.ts';
import { orderOf } from './order-reads.ts';

/** OIS120MI: order stops by credit limit or by hand. */
export const orderStopHandlers: Handlers = {
  'OIS120MI/GetCOStopInfo': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const customer = call.sandbox.world.customers.get(order.customer)?.fields ?? {};
    const { goods } = orderTotals(call.sandbox, order);
    return done({
      ...stopRecord(call, order),
      BLCD: customer['BLCD'] ?? '0',
      NTAM: amountText(goods),
      CRLM: customer['CRLM'] ?? '0',
      CRL2: customer['CRL2'] ?? '0',
      CRL3: customer['CRL3'] ?? '0',
      ODIN: customer['TOIN'] ?? '0',
      OINA: customer['TBLG'] ?? '0',
      STAT: '20',
      RLDT: order.head['RLDT'] ?? '',
      TEPY: order.head['TEPY'] ?? '',
      CUCD: order.head['CUCD'] ?? '',
      LNCD: 'GB',
    });
  },
  'OIS120MI/UpdCOStop': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const stop = call.input['OBLC'] ?? '0';
    call.sandbox.commit({ kind: 'order.stop-set', orderNumber: order.orderNumber, stop });
    return done();
  },
  'OIS120MI/LstCOStopByCUOR': (call) => listStopped(call, 'CUOR'),
  'OIS120MI/LstCOStopByORNO': (call) => listStopped(call, 'ORNO'),
};

function listStopped(call: MiCall, field: 'CUOR' | 'ORNO'): ReturnType<typeof doneList> | ReturnType<typeof refuse> {
  const { input, sandbox } = call;
  const start = input[field] ?? '';
  const records = [...sandbox.world.orders.values()]
    .filter(({ stop, head }) => isStopped(stop) && (input['FACI'] === undefined || head['FACI'] === input['FACI']))
    .map((order) => stopRecord(call, order))
    .filter((record) => (record[field] ?? '') >= start)
    .sort((left, right) => ((left[field] ?? '') < (right[field] ?? '') ? -1 : 1));
  return doneList(records);
}

function stopRecord({ sandbox }: MiCall, order: Order): MiRecord {
  const { lowest, highest } = headStatus(order.lines);
  return {
    ...order.head,
    ORNO: order.orderNumber,
    OBLC: order.stop,
    ORSL: lowest,
    ORST: highest,
    CUNM: sandbox.world.customers.get(order.customer)?.fields['CUNM'] ?? '',
  };
}

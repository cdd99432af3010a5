import { done, doneList, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayOf, timeOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Order } from '../state/orders.ts';
import { headStatus } from '../state/quantities.ts';
import { DELIVERY_METHODS, DELIVERY_TERMS, PAYMENT_TERMS } from '../state/reference.ts';
import { isRefusal } from './checks.ts';
import { amountText, orderTotals } from './money.ts';

/** OIS100MI: reading live order heads. */
export const orderReadHandlers: Handlers = {
  'OIS100MI/GetHead': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const { TEDL = '', MODL = '', TEPY = '', TEL2 = '' } = order.head;
    return done({
      ...headRecord(order),
      ...valueRecord(call, order),
      MOD1: DELIVERY_METHODS[MODL] ?? '',
      TEL1: DELIVERY_TERMS[TEDL] ?? '',
      TXPY: PAYMENT_TERMS[TEPY]?.text ?? '',
      TEL2,
      RLHM: order.head['RLHM'] ?? '0',
      OBLC: order.stop,
      TIZO: 'UTC',
      BREC: order.customer,
      CHID: 'LANDBRDG',
      TXAP: call.sandbox.world.customers.get(order.customer)?.fields['TXAP'] ?? '0',
      VXCL: '0',
    });
  },
  'OIS100MI/LstHead': ({ sandbox, input, maxRecords }) => {
    const { CUNO = '', ORSL = '', ORST = '99' } = input;
    const records: MiRecord[] = [];
    for (const order of sandbox.world.ordersByCustomer.get(CUNO) ?? []) {
      if (records.length >= maxRecords) break;
      const { lowest, highest } = headStatus(order.lines);
      if (lowest >= ORSL && highest <= ORST) records.push(headRecord(order));
    }
    return doneList(records);
  },
  'OIS100MI/GetAddress': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const type = String(Number(call.input['ADRT'] ?? '1'));
    const { fields, addresses } = call.sandbox.world.customers.get(order.customer) ?? {
      fields: {},
      addresses: new Map(),
    };
    const stored = addresses.get(`${type}/${order.head['ADID'] ?? ''}`) as MiRecord | undefined;
    return done({ ...(order.addresses[type] ?? stored ?? fields), DECU: order.head['DECU'] ?? '' });
  },
  'OIS100MI/GetOrderValue': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const invoices = [...call.sandbox.world.invoices.values()].filter(
      ({ orderNumber }) => orderNumber === order.orderNumber,
    );
    const sum = (pick: 'goods' | 'tax' | 'total' | 'charges'): string =>
      invoices.reduce((total, invoice) => total + Number(invoice[pick]), 0).toFixed(2);
    return done({
      ...valueRecord(call, order),
      INTA: sum('goods'),
      INET: sum('goods'),
      IXAM: sum('charges'),
      IVTA: sum('tax'),
      ITOA: sum('total'),
      ITOP: sum('total'),
      CUCD: order.head['CUCD'] ?? '',
      VXCL: '0',
    });
  },
};

/** The live order of a call. */
export function orderOf({ sandbox, input }: MiCall): Order | Refusal {
  const number = input['ORNO'] ?? '';
  return sandbox.world.orders.get(number) ?? refuse('WOR0303', 'ORNO', number);
}

function headRecord(order: Order): MiRecord {
  const { lowest, highest } = headStatus(order.lines);
  const day = order.head['RLDT'] ?? '';
  return {
    ...order.head,
    RLDZ: day,
    FDDT: day,
    ORNO: order.orderNumber,
    STAT: order.locked ? '90' : '20',
    ORSL: lowest,
    ORST: highest,
    ORDT: order.head['ORDT'] ?? dayOf(order.createdAt),
    RGTM: timeOf(order.createdAt),
  };
}

function valueRecord({ sandbox }: MiCall, order: Order): MiRecord {
  const { goods, charges, tax, total } = orderTotals(sandbox, order);
  const net = goods.add(charges);
  return {
    NTAM: amountText(goods),
    ONET: amountText(goods),
    ODAM: '0.00',
    EXAM: amountText(charges),
    EFAM: '0.00',
    ORVA: amountText(net),
    VTAM: amountText(tax),
    TOAM: amountText(total),
    ROAM: '0.00',
    TOPY: amountText(total),
    BRAM: amountText(goods),
  };
}

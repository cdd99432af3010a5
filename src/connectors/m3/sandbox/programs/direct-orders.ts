import { done, type Done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { messageText, refuse } from '../mi/refusals.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Order, OrderLine } from '../state/orders.ts';
import { allocatable, balanceKey } from '../state/stock.ts';
import { badNumber, customerOf, isRefusal, itemOf, unknownCode } from './checks.ts';
import { breaksLimit } from './credit.ts';
import { orderTotals } from './money.ts';
import { buildLine, completeLine, fillHead } from './order-input.ts';
import { orderOf } from './order-reads.ts';
import { unknownAddress, unknownCharge } from './staged-orders.ts';

/** OIS100MI, direct entry: the order is live after its head, so checks run at once, as on the screen. */
export const directOrderHandlers: Handlers = {
  'OIS100MI/AddOrderHead': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    if (customer.fields['STAT'] !== '20') return refuse('OICUST1', 'CUNO', customer.customerNumber);
    const bad = unknownCode(input) ?? unknownAddress(customer.addresses, input['ADID']);
    if (bad) return bad;
    const { IGWA, STAT: _status, ...given } = input;
    const head = fillHead(customer, given, sandbox.now());
    const day = input['RLDZ'] ?? input['RLDT'] ?? '';
    const late = day !== '' && day < dayOf(sandbox.now());
    const warning = late ? { id: 'OIDATE1', field: 'RLDT', value: day } : undefined;
    if (warning && IGWA !== '1') return refuse('OIDATE1', warning.field, warning.value);
    const orderNumber = String(sandbox.world.series.order + 1).padStart(10, '0');
    const empty = { lines: [], addresses: {}, texts: [], charges: [] };
    sandbox.commit({ kind: 'order.created', orderNumber, temporaryNumber: '', head, stop: '0', ...empty });
    return done({ ORNO: orderNumber, ...warningFields(warning) });
  },
  'OIS100MI/AddOrderLine': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    const { sandbox } = call;
    const { IGWA, OATP, PONR, ...given } = call.input;
    const fields = buildLine(sandbox, order.head, given, false);
    if (isRefusal(fields)) return fields;
    const item = itemOf(sandbox, fields['ITNO']);
    if (isRefusal(item)) return item;
    const number = Number(PONR ?? 0) || 1 + order.lines.reduce((highest, line) => Math.max(highest, line.number), 0);
    if (order.lines.some((line) => line.number === number)) return refuse('XRE0104', 'PONR', String(number));
    const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, fields['WHLO'] ?? ''));
    const short = OATP !== '1' && (balance === undefined || allocatable(balance) < Number(fields['ORQT']));
    const warning = short ? { id: 'OIAVAI1', value: item.itemNumber } : undefined;
    if (warning && IGWA !== '1') return refuse('OIAVAI1', 'ORQT', item.itemNumber);
    const line = { number, fields: completeLine(item, fields, order.head['CUCD'] ?? 'USD'), charges: [] };
    sandbox.commit({ kind: 'order.line-added', orderNumber: order.orderNumber, line });
    stopOverLimit(call, order);
    return done({ PONR: String(number), POSX: '0', ATNR: '0', ...warningFields(warning) });
  },
  'OIS100MI/AddConnCOCharge': (call) => addCharge(call, false),
  'OIS100MI/AddLineCharge': (call) => addCharge(call, true),
  'OIS100MI/AddText': ({ sandbox, input }) => {
    // KFLD holds the key of the record; the order number is the ten digits in it.
    const number = /\d{10}/.exec(input['KFLD'] ?? '')?.[0] ?? '';
    if (!sandbox.world.orders.has(number)) return refuse('WOR0303', 'KFLD', number);
    const text = { level: '1', line: 0, position: '1', text: input['TEXT'] ?? '' };
    sandbox.commit({ kind: 'order.text-added', orderNumber: number, text });
    return done({ TXID: String(sandbox.now()).slice(-9) });
  },
  'OIS100MI/ChgOrderRef': (call) => {
    const order = openOrder(call);
    if (isRefusal(order)) return order;
    const { ORNO: _number, IGWA: _ignore, ...fields } = call.input;
    call.sandbox.commit({ kind: 'order.changed', orderNumber: order.orderNumber, fields });
    return done();
  },
};

/** The order of a call, unless somebody holds it. */
export function openOrder(call: MiCall): Order | Refusal {
  const order = orderOf(call);
  return !isRefusal(order) && order.locked ? refuse('XO_1130', 'ORNO', order.orderNumber) : order;
}

/** A line of an order by PONR. */
export function lineOf({ lines }: Order, number: string | undefined): OrderLine | Refusal {
  return lines.find((line) => line.number === Number(number)) ?? refuse('WPO0303', 'PONR', number);
}

function addCharge(call: MiCall, onLine: boolean): Done | Refusal {
  const order = openOrder(call);
  if (isRefusal(order)) return order;
  const { CRID = '', CRAM = '0', CRD0 = '', PONR } = call.input;
  const line = onLine ? lineOf(order, PONR) : { number: 0 };
  if ('kind' in line) return line;
  const bad = badNumber(call.input) ?? unknownCharge(CRID);
  if (bad) return bad;
  const charge = { id: CRID, amount: CRAM, text: CRD0 };
  call.sandbox.commit({ kind: 'order.charge-added', orderNumber: order.orderNumber, line: line.number, charge });
  return done();
}

function warningFields(warning: { id: string; value: string } | undefined): MiRecord {
  return warning ? { MSI1: warning.id, MSG1: messageText(warning.id, warning.value).slice(0, 40) } : {};
}

/** A live order that grows over the credit limit is stopped, not refused. */
function stopOverLimit({ sandbox }: MiCall, order: Order): void {
  const customer = sandbox.world.customers.get(order.customer);
  if (!customer?.fields['CRLM'] || order.stop !== '0') return;
  if (!breaksLimit(customer, orderTotals(sandbox, order).total, order.head['CUCD'] ?? 'USD')) return;
  sandbox.commit({ kind: 'order.stop-set', orderNumber: order.orderNumber, stop: '3' });
}

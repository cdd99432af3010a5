import { done, doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Order, OrderLine } from '../state/orders.ts';
import { lineStatus, quantityText, roundQuantity } from '../state/quantities.ts';
import { isRefusal } from './checks.ts';
import { amountText, lineAmount, netPrice } from './money.ts';
import { orderOf } from './order-reads.ts';

/** OIS100MI: reading the lines of live orders. */
export const orderLineReadHandlers: Handlers = {
  'OIS100MI/GetLine': (call) => {
    const order = orderOf(call);
    if (isRefusal(order)) return order;
    const number = call.input['PONR'] ?? '';
    const line = order.lines.find((candidate) => candidate.number === Number(number));
    return line ? done(lineRecord(order, line)) : refuse('WPO0303', 'PONR', number);
  },
  'OIS100MI/LstLine': listLines,
  'OIS100MI/LstLineBOD': listLines,
};

function listLines(call: MiCall): ReturnType<typeof doneList> | ReturnType<typeof refuse> {
  const order = orderOf(call);
  if (isRefusal(order)) return order;
  const { ORST = '', ITNO } = call.input;
  return doneList(
    order.lines
      .filter(({ fields, stages }) => lineStatus(stages) >= ORST && (ITNO === undefined || fields['ITNO'] === ITNO))
      .map((line) => lineRecord(order, line)),
  );
}

/** A line as M3 returns it; ALQT and PLQT are what stands there now, DLQT and IVQT what has got so far. */
export function lineRecord(order: Order, { number, fields, stages }: OrderLine): MiRecord {
  const amount = amountText(lineAmount(fields));
  const delivered = roundQuantity(stages.delivered + stages.invoiced);
  return {
    ...fields,
    PONR: String(number),
    POSX: '0',
    ORST: lineStatus(stages),
    CUCD: order.head['CUCD'] ?? '',
    CUOR: fields['CUOR'] ?? order.head['CUOR'] ?? '',
    NEPR: netPrice(fields).toDecimalPlaces(6).toString(),
    NLAM: amount,
    LNA2: amount,
    GLAM: amount,
    ORQA: fields['ORQA'] ?? fields['ORQT'] ?? '0',
    CONQ: fields['ORQT'] ?? '0',
    ALQT: quantityText(stages.allocated),
    PLQT: quantityText(stages.picked),
    DLQT: quantityText(delivered),
    IVQT: quantityText(stages.invoiced),
    CODT: fields['CODT'] ?? fields['DWDT'] ?? '',
    CODZ: fields['CODZ'] ?? fields['DWDT'] ?? '',
    DWDZ: fields['DWDZ'] ?? fields['DWDT'] ?? '',
    TIZO: 'UTC',
    ATNR: '0',
    PRMO: fields['SAPR'] === undefined ? '' : '1',
  };
}

import { done, doneList, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayAfter, dayOf, timeOf } from '../state/dates.ts';
import type { Delivery, DeliveryLine } from '../state/deliveries.ts';
import type { MiRecord } from '../state/effects.ts';
import { quantityText } from '../state/quantities.ts';
import { isRefusal } from './checks.ts';
import { amountText, lineAmount, netPrice } from './money.ts';

/** MWS411MI, MWS410MI and the delivery list of OIS100MI. Order category (RORC) 3 is the customer order. */
export const deliveryHandlers: Handlers = {
  'MWS411MI/LstDelLnByOrd': ({ sandbox, input }) => {
    const { RORC = '3', RIDN = '', RIDL = '0' } = input;
    if (RORC !== '3') return doneList([]);
    return doneList(
      linesOfOrder(sandbox.world.deliveries, RIDN).filter(({ RIDL: line }) => RIDL === '0' || line === RIDL),
    );
  },
  'MWS411MI/LstDeliveryLine': (call) => {
    const delivery = deliveryOf(call);
    return isRefusal(delivery) ? delivery : doneList(delivery.lines.map((line) => lineRecord(delivery, line)));
  },
  'OIS100MI/LstDelLineByCO': ({ sandbox, input }) => {
    const { ORNO = '', PONR = '0' } = input;
    if (!sandbox.world.orders.has(ORNO)) return refuse('WOR0303', 'ORNO', ORNO);
    return doneList(linesOfOrder(sandbox.world.deliveries, ORNO).filter(({ RIDL }) => Number(RIDL) === Number(PONR)));
  },
  'MWS410MI/GetHead': (call) => {
    const delivery = deliveryOf(call);
    return isRefusal(delivery) ? delivery : done(headRecord(call, delivery));
  },
  'MWS410MI/LstItem': (call) => {
    const delivery = deliveryOf(call);
    if (isRefusal(delivery)) return delivery;
    const order = call.sandbox.world.orders.get(delivery.orderNumber);
    return doneList(
      delivery.lines.map(({ line, itemNumber, quantity }) => {
        const fields = order?.lines.find(({ number }) => number === line)?.fields ?? {};
        const amount = amountText(lineAmount(fields, quantity));
        return {
          ITNO: itemNumber,
          CUOR: order?.head['CUOR'] ?? '',
          ITDS: fields['ITDS'] ?? '',
          ALUN: fields['UNMS'] ?? '',
          UNMS: fields['UNMS'] ?? '',
          SAPR: fields['SAPR'] ?? '0',
          CUCD: order?.head['CUCD'] ?? '',
          DLQT: quantityText(quantity),
          DLQA: quantityText(quantity),
          DLQS: quantityText(quantity),
          SPUN: fields['SPUN'] ?? '',
          NEPR: netPrice(fields).toFixed(2),
          GLAM: amount,
          LNAM: amount,
        };
      }),
    );
  },
  'MWS410MI/LstPackages': (call) => {
    const delivery = deliveryOf(call);
    if (isRefusal(delivery)) return delivery;
    if (delivery.shippedAt === 0) return doneList([]);
    const number = delivery.deliveryNumber.padStart(9, '0');
    const day = dayOf(delivery.shippedAt);
    const tracking = trackingNumber(call, delivery);
    const own = { PANR: `P${number}`, SSCC: `0034000000${number.slice(-7)}0`, PACT: 'CARTON', NUPA: '1' };
    const sent = { ETRN: tracking, PGRS: delivery.status, PIST: '90', RGDT: day, LMDT: day };
    return doneList([{ ...own, ...sent, DLIX: delivery.deliveryNumber }]);
  },
};

function deliveryOf({ sandbox, input }: MiCall): Delivery | Refusal {
  const number = String(Number(input['DLIX'] ?? '0'));
  return sandbox.world.deliveries.get(number) ?? refuse('XRE0103', 'DLIX', number);
}

function linesOfOrder(deliveries: ReadonlyMap<string, Delivery>, orderNumber: string): MiRecord[] {
  const own = [...deliveries.values()].filter((delivery) => delivery.orderNumber === orderNumber);
  return own.flatMap((delivery) => delivery.lines.map((line) => lineRecord(delivery, line)));
}

function lineRecord(delivery: Delivery, { line, itemNumber, quantity }: DeliveryLine): MiRecord {
  const shipped = delivery.status !== '05';
  const text = quantityText(quantity);
  return {
    DLIX: delivery.deliveryNumber,
    RORC: '3',
    RIDN: delivery.orderNumber,
    RIDL: String(line),
    RIDX: '0',
    ITNO: itemNumber,
    FACI: delivery.warehouse,
    TRQT: text,
    TRQA: text,
    PLQT: shipped ? '0' : text,
    PLQA: shipped ? '0' : text,
    PGRS: delivery.status,
    RGDT: dayOf(delivery.createdAt),
    LMDT: dayOf(delivery.shippedAt || delivery.createdAt),
    LMTS: String(delivery.shippedAt || delivery.createdAt),
    CHNO: '1',
  };
}

function headRecord(call: MiCall, delivery: Delivery): MiRecord {
  const { world } = call.sandbox;
  const order = world.orders.get(delivery.orderNumber);
  const invoice = world.invoices.get(delivery.invoiceNumber);
  const gone = delivery.shippedAt > 0;
  return {
    DLIX: delivery.deliveryNumber,
    RORC: '3',
    RIDN: delivery.orderNumber,
    WHLO: delivery.warehouse,
    CONA: order?.customer ?? '',
    CUOR: order?.head['CUOR'] ?? '',
    MODL: order?.head['MODL'] ?? '',
    TEDL: order?.head['TEDL'] ?? '',
    PGRS: delivery.status,
    PIST: gone ? '90' : '10',
    IRPS: delivery.status,
    ETRN: trackingNumber(call, delivery),
    FWNO: gone ? 'CARRIER1' : '',
    TRDT: gone ? dayOf(delivery.shippedAt) : '',
    DSDT: dayOf(delivery.shippedAt || delivery.createdAt),
    DSHM: gone ? timeOf(delivery.shippedAt).slice(0, 4) : '0',
    DEDA: dayAfter(delivery.shippedAt || delivery.createdAt, 3),
    ...(invoice
      ? { IVNO: invoice.invoiceNumber, IVDT: dayOf(invoice.createdAt), EXIN: `IN${invoice.invoiceNumber}` }
      : {}),
  };
}

/** Carriers tell their number late: it shows only after the set delay. */
function trackingNumber({ sandbox }: MiCall, { shippedAt, trackingNumber: number }: Delivery): string {
  return shippedAt > 0 && sandbox.now() >= shippedAt + sandbox.settings.trackingLagMs ? number : '';
}

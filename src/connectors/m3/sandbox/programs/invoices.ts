import { done, doneList, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { decimalsOf } from '../state/accounts.ts';
import { dayAfter, dayOf } from '../state/dates.ts';
import type { Invoice } from '../state/deliveries.ts';
import type { MiRecord } from '../state/effects.ts';
import { quantityText } from '../state/quantities.ts';
import { PAYMENT_TERMS } from '../state/reference.ts';
import { isRefusal } from './checks.ts';
import { openAmount } from './receivables.ts';

/** OIS350MI: invoices of orders. */
export const invoiceHandlers: Handlers = {
  'OIS350MI/LstAllInvByCO': (call) => {
    const invoices = invoicesOf(call);
    return isRefusal(invoices) ? invoices : doneList(invoices.map((invoice) => invoiceRecord(call, invoice)));
  },
  'OIS350MI/LstInvHeadByCo': (call) => {
    const invoices = invoicesOf(call);
    if (isRefusal(invoices)) return invoices;
    const { DLIX } = call.input;
    return doneList(
      invoices.flatMap((invoice) =>
        invoice.deliveryNumbers
          .filter((number) => DLIX === undefined || number === String(Number(DLIX)))
          .map((number) => ({
            ...invoiceRecord(call, invoice),
            DLIX: number,
            AMT1: invoice.total,
            AMT2: invoice.total,
          })),
      ),
    );
  },
  'OIS350MI/GetInvHead': (call) => {
    const invoice = invoiceOf(call);
    return isRefusal(invoice) ? invoice : done(invoiceRecord(call, invoice));
  },
  'OIS350MI/LstInvLine': (call) => {
    const invoice = invoiceOf(call);
    if (isRefusal(invoice)) return invoice;
    const common = { ORNO: invoice.orderNumber, DLIX: invoice.deliveryNumbers[0] ?? '', PYNO: invoice.customer };
    const rows = [
      { IVTP: '31', IVRF: 'Goods', AMT1: invoice.goods },
      { IVTP: '60', IVRF: 'Charges', AMT1: invoice.charges },
      { IVTP: '82', IVRF: 'VAT', AMT1: invoice.tax, VTAM: invoice.tax },
    ];
    return doneList(
      rows.filter(({ AMT1 }) => Number(AMT1) !== 0).map((row) => ({ ...common, ...row, AMT2: row.AMT1 })),
    );
  },
  'OIS350MI/LstDelLine': ({ sandbox, input }) => {
    const delivery = sandbox.world.deliveries.get(String(Number(input['DLIX'] ?? '0')));
    if (!delivery) return refuse('XRE0103', 'DLIX', input['DLIX']);
    return doneList(
      delivery.lines.map(({ line, itemNumber, quantity }) => ({
        DLIX: delivery.deliveryNumber,
        WHLO: delivery.warehouse,
        PONR: String(line),
        POSX: '0',
        ITNO: itemNumber,
        QTY1: quantityText(quantity),
        QTY2: delivery.status === '70' ? quantityText(quantity) : '0',
        ORST: delivery.status === '70' ? '77' : delivery.status === '60' ? '66' : '44',
      })),
    );
  },
};

function invoicesOf({ sandbox, input }: MiCall): Invoice[] | Refusal {
  const number = input['ORNO'] ?? '';
  if (!sandbox.world.orders.has(number)) return refuse('WOR0303', 'ORNO', number);
  return [...sandbox.world.invoices.values()].filter(({ orderNumber }) => orderNumber === number);
}

function invoiceOf({ sandbox, input }: MiCall): Invoice | Refusal {
  const number = String(Number(input['IVNO'] ?? '0'));
  const invoice = sandbox.world.invoices.get(number);
  return invoice && invoice.year === input['YEA4'] ? invoice : refuse('XRE0103', 'IVNO', number);
}

function invoiceRecord({ sandbox }: MiCall, invoice: Invoice): MiRecord {
  const { world } = sandbox;
  const order = world.orders.get(invoice.orderNumber);
  const terms = order?.head['TEPY'] ?? 'N30';
  const name = world.customers.get(invoice.customer)?.fields['CUNM'] ?? '';
  const day = dayOf(invoice.createdAt);
  return {
    ORNO: invoice.orderNumber,
    IVNO: invoice.invoiceNumber,
    EXIN: `IN${invoice.invoiceNumber}`,
    INPX: 'IN',
    IVTP: '01',
    IVT1: 'Invoice',
    YEA4: invoice.year,
    IDAT: day,
    IVDT: day,
    ACDT: day,
    DUDT: dayAfter(invoice.createdAt, PAYMENT_TERMS[terms]?.days ?? 30),
    PYNO: invoice.customer,
    PYN1: name,
    CUNO: invoice.customer,
    CUN1: name,
    CUNM: name,
    INRC: invoice.customer,
    INR1: name,
    IVAV: invoice.total,
    RAFC: openAmount(world, invoice).toFixed(decimalsOf(invoice.currency)),
    AMT1: invoice.total,
    AMT2: invoice.total,
    CUCD: invoice.currency,
    TEPY: terms,
    FACI: order?.head['FACI'] ?? '',
    WHLO: order?.head['WHLO'] ?? '',
    INST: '90',
    ORST: '77',
  };
}

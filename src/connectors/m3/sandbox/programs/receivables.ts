import { Decimal } from 'decimal.js';
import { done, doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { decimalsOf } from '../state/accounts.ts';
import { dayAfter, dayOf } from '../state/dates.ts';
import type { Invoice } from '../state/deliveries.ts';
import type { MiRecord } from '../state/effects.ts';
import { CURRENCIES, PAYMENT_TERMS } from '../state/reference.ts';
import type { World } from '../state/world.ts';

/** What of an invoice is still to be paid. */
export function openAmount({ finance }: World, { invoiceNumber, total, currency }: Invoice): Decimal {
  const paid = finance.receiptsByInvoice.get(invoiceNumber) ?? [];
  const left = paid.reduce((sum, { amount }) => sum.sub(amount), new Decimal(total));
  return left.toDecimalPlaces(decimalsOf(currency));
}

/** ARS200MI: the receivables of a customer. */
export const receivableHandlers: Handlers = {
  'ARS200MI/LstInvoices': (call) => {
    const { world } = call.sandbox;
    const { CUNO = '', AAC0 } = call.input;
    if (!world.customers.has(CUNO)) return refuse('WCU0203', 'CUNO', CUNO);
    const invoices = [...world.invoices.values()].filter(({ customer }) => customer === CUNO);
    const rows = invoices.map((invoice) => itemRecord(call, invoice));
    const onAccount = world.finance.receipts
      .filter(({ customer, invoiceNumber }) => customer === CUNO && invoiceNumber === '')
      .map((receipt) => ({
        CINO: receipt.voucherNumber,
        TRCD: '20',
        INYR: receipt.invoiceYear,
        YEA4: receipt.invoiceYear,
        RECO: '0',
        PYNO: receipt.payer,
        IVDT: dayOf(receipt.at),
        DUDT: dayOf(receipt.at),
      }));
    return doneList([...rows.filter(({ RECO }) => AAC0 !== '1' || RECO !== '9'), ...onAccount]);
  },
  'ARS200MI/GetInvTotInfo': (call) => {
    const { world } = call.sandbox;
    const { CINO = '', INYR = '', CUNO = '' } = call.input;
    const invoice = world.invoices.get(CINO);
    if (invoice?.year === INYR && invoice.customer === CUNO) return done(itemRecord(call, invoice));
    const receipt = world.finance.receipts.find(
      ({ voucherNumber, customer, invoiceNumber }) =>
        voucherNumber === CINO && customer === CUNO && invoiceNumber === '',
    );
    if (!receipt) return refuse('XRE0103', 'CINO', CINO);
    const { amount, currency, invoiceYear, payer } = receipt;
    return done({ CINO, INYR: invoiceYear, PYNO: payer, CUNO, CUCD: currency, CUAM: `-${amount}`, OCUA: `-${amount}` });
  },
};

function itemRecord({ sandbox }: MiCall, invoice: Invoice): MiRecord {
  const { world } = sandbox;
  const open = openAmount(world, invoice);
  const { invoiceNumber, year, customer, currency, total, createdAt } = invoice;
  const terms = world.orders.get(invoice.orderNumber)?.head['TEPY'] ?? 'N30';
  const day = dayOf(createdAt);
  const decimals = decimalsOf(currency);
  return {
    CINO: invoiceNumber,
    INYR: year,
    YEA4: year,
    TRCD: '10',
    RECO: open.isZero() ? '9' : '0',
    PYNO: customer,
    CUNO: customer,
    IVDT: day,
    ACDT: day,
    DUDT: dayAfter(createdAt, PAYMENT_TERMS[terms]?.days ?? 30),
    CUCD: currency,
    ARAT: CURRENCIES[currency] ?? '1',
    CUAM: total,
    PCUA: new Decimal(total).sub(open).toFixed(decimals),
    OCUA: open.toFixed(decimals),
    TEPY: terms,
    LMTS: String(createdAt),
  };
}

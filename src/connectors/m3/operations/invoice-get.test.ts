import { expect, it } from 'vitest';
import type { CallRecord } from '../../../core/operation.ts';
import { INVOICE_SAMPLE } from '../samples/fulfilment.ts';
import { invoiceGet } from './invoice-get.ts';

const { invoiceNumber, invoiceYear } = INVOICE_SAMPLE;
const HEAD = { CUNO: 'C100001', CUCD: 'USD', AMT1: '530.60', RAFC: '530.60', EXIN: 'IN700000001' };

/** Reads an invoice whose lines name these orders. */
function read(lines: readonly string[], orderNumber?: string) {
  const input = { invoiceNumber, invoiceYear, ...(orderNumber === undefined ? {} : { orderNumber }) };
  const view = { input, settings: {}, calls: [] as CallRecord[], now: 0, round: 0, stepKey: 's' };
  const asked = invoiceGet.next(view);
  if (asked.do !== 'call') throw new Error(asked.do);
  const results = [
    { transaction: 'GetInvHead', records: [HEAD] },
    { transaction: 'LstInvLine', records: lines.map((ORNO) => ({ ORNO, VTAM: '20.30' })) },
  ];
  const call = { ...asked.call, outcome: 'applied', reply: { results }, sentAt: 0, answeredAt: 0, round: 0 } as const;
  const done = invoiceGet.next({ ...view, calls: [call as unknown as CallRecord] });
  if (done.do !== 'done') throw new Error(JSON.stringify(done));
  return done.output;
}

it('names every order on an invoice, that which was told of first', () => {
  const both = ['0010004711', ' 0010004712 ', '', '0010004711'];
  expect(read(both)).toMatchObject({ orderNumber: '0010004711', orderNumbers: ['0010004711', '0010004712'] });
  expect(read(both, '0010004712')).toMatchObject({
    orderNumber: '0010004712',
    orderNumbers: ['0010004712', '0010004711'],
    taxAmount: '81.2',
  });
});

it('is for the order that was told of, where its lines name none', () => {
  expect(read([''], '0010004711')).toMatchObject({ orderNumber: '0010004711', orderNumbers: ['0010004711'] });
  expect(read([''])).toMatchObject({ orderNumber: '', orderNumbers: [] });
});

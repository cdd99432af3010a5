import type { OrderInput, OrderOutput } from '../operations/order-create/input.ts';

/** A web order with freight and a delivery address, and what comes of it. */
export const ORDER_SAMPLE: { readonly input: OrderInput; readonly output: OrderOutput } = {
  input: {
    orderKey: 'WEB-1042',
    customerNumber: 'C100001',
    orderDate: '2026-03-02',
    requestedDate: '2026-03-09',
    currency: 'USD',
    customerReference: 'PO 4711',
    shipTo: {
      name: 'Northwind Pumps 1',
      addressLines: ['1 Dock Road'],
      city: 'Austin',
      postalCode: '78701',
      region: 'TX',
      country: 'US',
      phone: '512 555 0100',
    },
    lines: [
      { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2', price: '240.00', description: 'Diaphragm pump DN20' },
      { lineNumber: '2', itemNumber: 'SAFETY-1006', quantity: '12.5', price: '3.10' },
    ],
    charges: [{ code: 'freight', amount: '18.50', description: 'Ground parcel' }],
    texts: [{ text: 'Please ring the bell at gate 3.', place: 'before' }],
    total: '537.25',
  },
  output: {
    orderNumber: '0010004711',
    temporaryNumber: '0000000042',
    lowestStatus: '22',
    highestStatus: '22',
    stopped: false,
    netTotal: '518.75',
    lines: [
      { lineNumber: '1', m3LineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2' },
      { lineNumber: '2', m3LineNumber: '2', itemNumber: 'SAFETY-1006', quantity: '12.5' },
    ],
  },
};

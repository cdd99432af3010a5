import type { Delivery } from '../operations/delivery.ts';
import type { DeliveryListInput, DeliveryListOutput } from '../operations/delivery-list.ts';
import type { Invoice } from '../operations/invoice.ts';
import type { InvoiceListInput, InvoiceListOutput } from '../operations/invoice-list.ts';
import type { OrderCancelInput, OrderCancelOutput } from '../operations/order-cancel.ts';
import type { OrderFindInput, OrderFindOutput } from '../operations/order-find.ts';
import type { OrderChangeInput, OrderChangeOutput } from '../operations/order-change/input.ts';
import type { OrderGetInput, OrderGetOutput } from '../operations/order-get.ts';
import { ORDER_STATUS_SAMPLE } from './reads.ts';

interface Sample<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

const orderNumber = '0010004711';

export const ORDER_GET_SAMPLE: Sample<OrderGetInput, OrderGetOutput> = {
  input: { orderNumber },
  output: {
    ...ORDER_STATUS_SAMPLE.output,
    customerReference: 'PO-5567',
    yourReference: '',
    currency: 'USD',
    requestedDate: '20260304',
    partlyShipped: true,
    lines: [
      ...ORDER_STATUS_SAMPLE.output.lines.map((line) => ({
        ...line,
        backOrdered: '0',
        unit: 'EA',
        price: '240.00',
        warehouse: '001',
        requestedDate: '20260304',
      })),
      {
        lineNumber: '2',
        m3LineNumber: '2',
        itemNumber: 'VALVE-1002',
        status: 'processing',
        statusCode: '22',
        ordered: '1',
        confirmed: '1',
        allocated: '0',
        picked: '0',
        delivered: '0',
        invoiced: '0',
        backOrdered: '1',
        unit: 'EA',
        price: '38.10',
        warehouse: '001',
        requestedDate: '20260304',
      },
    ],
  },
};

export const DELIVERY_SAMPLE: Delivery = {
  deliveryNumber: '900001',
  orderNumber,
  warehouse: '001',
  statusCode: '60',
  shipped: true,
  shippedOn: '2026-03-04',
  expectedOn: '2026-03-07',
  deliveryMethod: 'GRD',
  carrier: 'CARRIER1',
  trackingNumber: '1ZN000000900001',
  packages: [{ packageNumber: 'P000900001', trackingNumber: '1ZN000000900001' }],
  lines: [{ m3LineNumber: '1', lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2' }],
};

export const DELIVERY_LIST_SAMPLE: Sample<DeliveryListInput, DeliveryListOutput> = {
  input: { orderNumber },
  output: { orderNumber, deliveries: [DELIVERY_SAMPLE] },
};

export const INVOICE_SAMPLE: Invoice = {
  invoiceNumber: '700000001',
  invoiceYear: '2026',
  printedNumber: 'IN700000001',
  orderNumber,
  customerNumber: 'C100001',
  invoicedOn: '2026-03-05',
  dueOn: '2026-04-04',
  amount: '530.60',
  openAmount: '530.60',
  currency: 'USD',
  link: 'https://documents.example.test/invoices/2026/700000001.pdf',
};

export const INVOICE_LIST_SAMPLE: Sample<InvoiceListInput, InvoiceListOutput> = {
  input: { orderNumber },
  output: { orderNumber, invoices: [INVOICE_SAMPLE] },
};

export const ORDER_CHANGE_SAMPLE: Sample<OrderChangeInput, OrderChangeOutput> = {
  input: {
    orderNumber,
    lines: [{ lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '3', unit: 'EA', price: '240.00' }],
    customerReference: 'PO-5567',
  },
  output: { orderNumber, changed: true, added: ['3'], removed: ['1', '2'] },
};

export const ORDER_FIND_SAMPLE: Sample<OrderFindInput, OrderFindOutput> = {
  input: { customerNumber: 'C100001', orderKey: '1042' },
  output: { found: true, orderNumber, entry: 'direct' },
};

export const ORDER_CANCEL_SAMPLE: Sample<OrderCancelInput, OrderCancelOutput> = {
  input: { orderNumber },
  output: { orderNumber, outcome: 'deleted', closedLines: [] },
};

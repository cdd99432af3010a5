import type { Reducers } from './effects.ts';

export interface DeliveryLine {
  line: number;
  itemNumber: string;
  quantity: number;
}

/** A delivery of one order from one warehouse (MHDISH, MHDISL). */
export interface Delivery {
  /** DLIX. */
  deliveryNumber: string;
  orderNumber: string;
  warehouse: string;
  /** PGRS: 05 pick lists to report, 60 ready to invoice, 70 invoiced. */
  status: '05' | '60' | '70';
  /** ETRN; carriers fill it when the goods leave. */
  trackingNumber: string;
  lines: DeliveryLine[];
  invoiceNumber: string;
  createdAt: number;
  /** 0 until the goods left. */
  shippedAt: number;
}

export interface Invoice {
  invoiceNumber: string;
  orderNumber: string;
  deliveryNumbers: string[];
  customer: string;
  currency: string;
  year: string;
  /** Decimal texts. */
  goods: string;
  charges: string;
  tax: string;
  total: string;
  createdAt: number;
}

export type DeliveryEffect =
  | { kind: 'delivery.created'; delivery: Omit<Delivery, 'createdAt' | 'shippedAt' | 'status' | 'invoiceNumber'> }
  | { kind: 'delivery.lines-set'; deliveryNumber: string; lines: DeliveryLine[] }
  | { kind: 'delivery.shipped'; deliveryNumber: string; trackingNumber: string }
  | { kind: 'invoice.created'; invoice: Omit<Invoice, 'createdAt'> };

export const deliveryReducers: Reducers<DeliveryEffect> = {
  'delivery.created': ({ deliveries, series }, { delivery, at }) => {
    deliveries.set(delivery.deliveryNumber, {
      ...delivery,
      lines: [...delivery.lines],
      status: '05',
      invoiceNumber: '',
      createdAt: at,
      shippedAt: 0,
    });
    series.delivery = Math.max(series.delivery, Number(delivery.deliveryNumber));
  },
  'delivery.lines-set': ({ deliveries }, { deliveryNumber, lines }) => {
    const delivery = deliveries.get(deliveryNumber);
    if (delivery) delivery.lines = lines;
  },
  'delivery.shipped': ({ deliveries }, { deliveryNumber, trackingNumber, at }) => {
    const delivery = deliveries.get(deliveryNumber);
    if (delivery) Object.assign(delivery, { status: '60', trackingNumber, shippedAt: at });
  },
  'invoice.created': ({ invoices, deliveries, series }, { invoice, at }) => {
    invoices.set(invoice.invoiceNumber, { ...invoice, createdAt: at });
    for (const number of invoice.deliveryNumbers) {
      const delivery = deliveries.get(number);
      if (delivery) Object.assign(delivery, { status: '70', invoiceNumber: invoice.invoiceNumber });
    }
    series.invoice = Math.max(series.invoice, Number(invoice.invoiceNumber));
  },
};

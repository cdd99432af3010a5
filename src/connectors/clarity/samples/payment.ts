import type { Payment } from '../model/payment.ts';

/** A card payment that was captured; the number itself never left the processor. */
export const PAYMENT_SAMPLE: Payment = {
  id: '9001',
  orderId: '1042',
  version: '2025-03-04T14:05:11.447Z#received',
  state: 'captured',
  sequence: 1,
  amount: '275.4',
  currency: 'USD',
  status: 'Payment Received',
  method: 'Credit Card',
  type: 'VISA',
  transactionNumber: 'mock-9f3c',
  authorisationCode: '9F3C01',
  authorised: true,
  authorisedAt: '2025-03-04T14:05:11.447Z',
  received: true,
  receivedAt: '2025-03-04T14:05:11.447Z',
  cardLastFour: '1111',
};

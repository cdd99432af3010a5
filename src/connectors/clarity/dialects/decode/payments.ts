import type { Payment } from '../../model/payment.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';

/**
 * The payment behind a link between order and payment. The store's record has members for full card, account and
 * routing numbers and for the security code; none of them is named here, so none can come through.
 */
export function readPayment(link: Reader): Payment | undefined {
  const payment = link.record('Slave');
  const id = payment?.id('ID') ?? link.id('SlaveID');
  if (payment === undefined || id === undefined) return undefined;
  const lastFour = payment.text('Last4CardDigits');
  const received = payment.flag('Received') ?? false;
  const authorised = payment.flag('Authorized') ?? false;
  const updatedAt = payment.time('UpdatedDate') ?? payment.time('StatusDate') ?? payment.time('CreatedDate');
  return withoutAbsent({
    id,
    orderId: link.id('MasterID'),
    version: `${updatedAt ?? ''}#${received ? 'received' : authorised ? 'authorised' : 'open'}`,
    amount: payment.decimal('Amount') ?? '0',
    currency: payment.text('CurrencyKey'),
    status: payment.text('StatusKey'),
    method: payment.text('PaymentMethodKey') ?? payment.text('PaymentMethodName'),
    type: payment.text('TypeKey'),
    transactionNumber: payment.text('TransactionNumber'),
    authorisationCode: payment.text('AuthCode'),
    authorised,
    authorisedAt: payment.time('AuthDate'),
    received,
    receivedAt: payment.time('ReceivedDate'),
    cardLastFour: lastFour !== undefined && /^\d{4}$/.test(lastFour) ? lastFour : undefined,
    storeKey: payment.id('StoreKey'),
  });
}

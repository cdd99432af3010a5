import { parseDecimal } from '../../../../core/decimal.ts';
import type { Payment, PaymentState } from '../../model/payment.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { attributeNamed, readAttributes } from './attributes.ts';

/**
 * The payment behind a link between order and payment. The store's record has members for full card, account and
 * routing numbers and for the security code; none of them is named here, so none can come through.
 */
export function readPayment(link: Reader): Payment | undefined {
  const payment = link.record('Slave');
  const id = payment?.id('ID') ?? link.id('SlaveID');
  return payment === undefined || id === undefined ? undefined : readPaymentRow(payment, id, link.id('MasterID'));
}

/** A payment as its own record; the order it belongs to stands on the link and not here. */
export function readPaymentRow(payment: Reader, known?: string, orderId?: string): Payment | undefined {
  const id = known ?? payment.id('ID');
  if (id === undefined) return undefined;
  const lastFour = payment.text('Last4CardDigits');
  const received = payment.flag('Received') ?? false;
  const authorised = payment.flag('Authorized') ?? false;
  const status = payment.text('StatusKey');
  const amount = payment.decimal('Amount') ?? '0';
  const state = stateOf(status ?? '', amount, received, authorised);
  const attributes = readAttributes(payment);
  const number = (name: string): string | undefined => parseDecimal(attributeNamed(attributes, name) ?? '')?.toFixed();
  const updatedAt = payment.time('UpdatedDate') ?? payment.time('StatusDate') ?? payment.time('CreatedDate');
  return withoutAbsent({
    id,
    orderId,
    version: `${updatedAt ?? ''}#${state}`,
    state,
    sequence: Math.max(1, Number(number('PaymentSequence') ?? 1) || 1),
    originalId: attributeNamed(attributes, 'OriginalPaymentID'),
    amount,
    fee: number('GatewayFee'),
    feeTax: number('GatewayFeeTax'),
    surcharge: number('Surcharge'),
    currency: payment.text('CurrencyKey'),
    status,
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

/** Words in a status that decide, the first that fits; what is left is told by the flags. */
const STATUS_WORDS: readonly (readonly [RegExp, PaymentState])[] = [
  [/charge.?back|dispute/i, 'chargeback'],
  [/refund/i, 'refunded'],
  [/void|cancel/i, 'voided'],
  [/fail|declin/i, 'failed'],
];

function stateOf(status: string, amount: string, received: boolean, authorised: boolean): PaymentState {
  const [, told] = STATUS_WORDS.find(([word]) => word.test(status)) ?? [];
  if (told) return told;
  if (received) return amount.startsWith('-') ? 'refunded' : 'captured';
  return authorised ? 'authorised' : 'open';
}

import type { ClarityErrorCode } from '../../errors.ts';
import type { ClarityRequest } from '../../model/request.ts';

/** What a call that found nothing is called, by what was asked for. */
const MISSING: Partial<Record<ClarityRequest['ask'], ClarityErrorCode>> = {
  'order-read': 'clarity.order-not-found',
  'order-look': 'clarity.order-not-found',
  'order-update': 'clarity.order-not-found',
  'order-action': 'clarity.order-not-found',
  'account-read': 'clarity.account-not-found',
  'account-find': 'clarity.account-not-found',
  'account-update': 'clarity.account-not-found',
  'payment-read': 'clarity.payment-not-found',
  'account-change': 'clarity.account-not-found',
  'contact-read': 'clarity.record-not-found',
  'contact-change': 'clarity.record-not-found',
  'address-read': 'clarity.record-not-found',
  'address-change': 'clarity.record-not-found',
  'product-read': 'clarity.product-not-found',
  'product-find': 'clarity.product-not-found',
  'return-read': 'clarity.record-not-found',
  'product-update': 'clarity.product-not-found',
  'price-read': 'clarity.product-not-found',
  'inventory-read': 'clarity.product-not-found',
};

/** The code of "there is no such record" for a request, or undefined when it does not ask for one record. */
export function missingCode(request: ClarityRequest): ClarityErrorCode | undefined {
  return MISSING[request.ask];
}

/** The record that a request concerns, for people: `order 1042`. */
export function recordOf(request: ClarityRequest): { readonly record?: string } {
  const kind = request.ask.split('-')[0] ?? '';
  const id = 'id' in request ? request.id : 'key' in request ? request.key : 'sku' in request ? request.sku : undefined;
  return id === undefined ? {} : { record: `${kind} ${id}` };
}

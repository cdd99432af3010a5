import type { M3ErrorCode } from '../errors.ts';

/** What M3's message ids mean to us. Decide on the id; the text depends on the user's language. */
const MESSAGE_MEANINGS: Readonly<Record<string, M3ErrorCode>> = {
  XRE0103: 'm3.record-missing',
  XRE0104: 'm3.record-exists',
  WCU0202: 'm3.customer-not-found',
  WCU0203: 'm3.customer-not-found',
  XIM0002: 'm3.customer-not-found',
  OICUST1: 'm3.customer-blocked',
  WCRLM01: 'm3.order-over-credit',
  WIT0101: 'm3.item-not-found',
  WIT0102: 'm3.item-not-found',
  WIT0103: 'm3.item-not-found',
  WPO0403: 'm3.item-not-found',
  XIT0107: 'm3.item-not-sellable',
  WWH0102: 'm3.warehouse-not-found',
  WWH0103: 'm3.warehouse-not-found',
  WFAC302: 'm3.facility-not-found',
  WFAC303: 'm3.facility-not-found',
  WTT0403: 'm3.order-type-unknown',
  WAD1001: 'm3.address-not-found',
  WAD1003: 'm3.address-not-found',
  WOR0303: 'm3.order-not-found',
  WPO0303: 'm3.line-not-found',
  WST0301: 'm3.status-not-allowed',
  XUP0001: 'm3.record-changed',
  XDE0001: 'm3.record-changed',
  XO_1130: 'm3.record-locked',
  XDT0001: 'm3.value-invalid',
  XNU0000: 'm3.value-invalid',
  XNU0003: 'm3.value-invalid',
  X_01003: 'm3.user-refused',
  XAU0008: 'm3.user-refused',
  WUS0503: 'm3.user-refused',
  XAU0001: 'm3.transaction-not-allowed',
};

/** The grammar of `W` ids: the last two digits say what is wrong with the field in the middle. */
const SUFFIX_MEANINGS: Readonly<Record<string, M3ErrorCode>> = {
  '01': 'm3.value-invalid',
  '02': 'm3.value-missing',
  '03': 'm3.value-unknown',
  '04': 'm3.record-exists',
};

/** What an error type of m3api-rest means when no program ran; the others are refusals by the program. */
const TYPE_MEANINGS: Readonly<Record<string, M3ErrorCode>> = {
  MandatoryInputFieldNotFound: 'm3.call-invalid',
  InputFieldTooLong: 'm3.call-invalid',
  InputFieldNotFound: 'm3.call-invalid',
  TransactionNotFound: 'm3.transaction-unknown',
  ProgramNotFound: 'm3.transaction-unknown',
};

/** Our code for an error of M3, by its message id, else by the id's grammar, else by the type of the error. */
export function meaningOf(messageId: string, errorType: string): M3ErrorCode {
  const known = MESSAGE_MEANINGS[messageId] ?? TYPE_MEANINGS[errorType];
  if (known) return known;
  const suffix = /^W[A-Z_]{2,4}\d?\d?(0[1-4])$/.exec(messageId)?.[1];
  return (suffix ? SUFFIX_MEANINGS[suffix] : undefined) ?? 'm3.rejected';
}

/** True for error types that say the request itself was turned away before any program ran. */
export function isRequestFault(errorType: string): boolean {
  return Object.hasOwn(TYPE_MEANINGS, errorType);
}

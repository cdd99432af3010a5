import type { Refusal } from './call.ts';

/**
 * Message texts by id. `&1` is the value in question. Ids of the wild are used where known; the ones marked
 * "assumed" follow M3's grammar (W + field + suffix: 01 invalid, 02 must be entered, 03 does not exist, 04 exists).
 */
const MESSAGES = {
  XRE0103: 'Record does not exist',
  XRE0104: 'Record already exists',
  WCU0202: 'Customer number must be entered',
  WCU0203: 'Customer number &1 does not exist',
  WIT0102: 'Item number must be entered',
  WIT0103: 'Item number &1 does not exist',
  XIT0107: 'Item &1 - the status does not permit this',
  WPO0403: 'Alias &1 does not exist',
  WWH0103: 'Warehouse &1 does not exist',
  WFAC303: 'Facility &1 does not exist',
  WTT0403: 'Order type &1 does not exist',
  WTE0103: 'Delivery terms &1 do not exist',
  WMO0103: 'Delivery method &1 does not exist',
  WAD1003: 'Address number &1 does not exist',
  WOR0303: 'Order number &1 does not exist',
  WPO0303: 'Order line &1 does not exist',
  WST0301: 'Status &1 does not allow this',
  XUP0001: 'The record has been changed by another user',
  XO_1130: 'The record is in use, try again later',
  XDT0001: 'Date &1 is invalid',
  XNU0000: 'The value &1 is not a number',
  XNU0003: 'The value &1 must not be negative',
  XAU0008: 'You are not authorized for company &1',
  // Assumed from here on.
  XAU0001: 'You are not authorized to run &1',
  WCUCD03: 'Currency &1 does not exist',
  WTEPY03: 'Payment terms &1 do not exist',
  WPYCD03: 'Payment method &1 does not exist',
  WCSCD03: 'Country &1 does not exist',
  WDIVI03: 'Division &1 does not exist',
  WCUTM03: 'Customer template &1 does not exist',
  WINTN03: 'Ledger interface &1 does not exist',
  WINTN01: 'Ledger interface &1 takes another kind of line',
  WAIT103: 'Account &1 does not exist',
  WDBCR01: 'Debit or credit must be told in line &1',
  GL84001: 'The batch is out of balance by &1',
  GL84002: 'Batch &1 has no lines',
  WBOPE03: 'Batch payment type &1 does not exist',
  WCINO03: 'Invoice &1 does not exist',
  WCUCD01: 'Currency &1 is not that of the invoice',
  WPYAM01: 'Payment amount &1 is invalid',
  AR04001: 'Payment amount &1 is above what is open',
  AR04002: 'Payment batch &1 has no lines',
  WCSHD03: 'Cash desk &1 does not exist',
  WPMAM01: 'Payment amount &1 is invalid',
  OI21501: 'Payment &1 is not covered by its means of payment',
  WCRID03: 'Charge &1 does not exist',
  WORQT01: 'Ordered quantity &1 is invalid',
  WPONR02: 'Line number must be entered',
  WSQRY01: 'The search text &1 cannot be read',
  WQERY01: 'The query &1 cannot be read',
  WCRLM01: 'Credit limit exceeded for customer &1',
  OICUST1: 'Customer &1 is blocked for orders',
  OIDATE1: 'Requested delivery date &1 has passed',
  OIAVAI1: 'Item &1 is not available in the quantity asked for',
} as const;

export type MessageId = keyof typeof MESSAGES;

/** The text of a message with its value put in; the id itself for an unknown one. */
export function messageText(id: string, value = ''): string {
  const text = Object.hasOwn(MESSAGES, id) ? MESSAGES[id as MessageId] : id;
  return text.replace('&1', value);
}

/** A business refusal about one field and its value. */
export function refuse(code: MessageId, field = '', value = ''): Refusal {
  return { kind: 'refused', code, message: messageText(code, value), field, records: [] };
}

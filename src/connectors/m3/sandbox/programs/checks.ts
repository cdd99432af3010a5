import { CATALOGUE_WAREHOUSES } from '../../../kit/sandbox/catalogue.ts';
import { isNumber } from '../../metadata/check-inputs.ts';
import type { Refusal } from '../mi/call.ts';
import { type MessageId, refuse } from '../mi/refusals.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Customer } from '../state/customers.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Item } from '../state/items.ts';
import {
  COUNTRIES,
  CURRENCIES,
  DELIVERY_METHODS,
  DELIVERY_TERMS,
  FACILITIES,
  ORDER_TYPES,
  PAYMENT_METHODS,
  PAYMENT_TERMS,
} from '../state/reference.ts';

const warehouses = new Set<string>(CATALOGUE_WAREHOUSES.map(({ code }) => code));

/** Fields whose value has to be set up in a table of M3, and the message when it is not. */
const CODES: readonly { field: string; known: (value: string) => boolean; refusal: MessageId }[] = [
  { field: 'ORTP', known: (value) => Object.hasOwn(ORDER_TYPES, value), refusal: 'WTT0403' },
  { field: 'FACI', known: (value) => Object.hasOwn(FACILITIES, value), refusal: 'WFAC303' },
  { field: 'WHLO', known: (value) => warehouses.has(value), refusal: 'WWH0103' },
  { field: 'TEDL', known: (value) => Object.hasOwn(DELIVERY_TERMS, value), refusal: 'WTE0103' },
  { field: 'MODL', known: (value) => Object.hasOwn(DELIVERY_METHODS, value), refusal: 'WMO0103' },
  { field: 'TEPY', known: (value) => Object.hasOwn(PAYMENT_TERMS, value), refusal: 'WTEPY03' },
  { field: 'PYCD', known: (value) => Object.hasOwn(PAYMENT_METHODS, value), refusal: 'WPYCD03' },
  { field: 'CUCD', known: (value) => Object.hasOwn(CURRENCIES, value), refusal: 'WCUCD03' },
  { field: 'CSCD', known: (value) => Object.hasOwn(COUNTRIES, value), refusal: 'WCSCD03' },
];

/** Amounts and quantities that travel in text fields. */
const TEXT_NUMBERS = ['ORQT', 'SAPR', 'CRAM', 'DIA1', 'DIA2', 'DIA3', 'DIA4', 'DIA5', 'DIA6'];

/** The first code of a record that is not set up. */
export function unknownCode(input: Readonly<MiRecord>): Refusal | undefined {
  for (const { field, known, refusal } of CODES) {
    const value = input[field];
    if (value !== undefined && !known(value)) return refuse(refusal, field, value);
  }
  return undefined;
}

/** The first amount of a record that is no number. */
export function badNumber(input: Readonly<MiRecord>): Refusal | undefined {
  for (const field of TEXT_NUMBERS) {
    const value = input[field];
    if (value !== undefined && !isNumber(value)) return refuse('XNU0000', field, value);
  }
  return undefined;
}

/** What is wrong with an ordered quantity: below zero, zero, or more decimals than the item has. */
export function badQuantity(quantity: string, item: Item): Refusal | undefined {
  const value = Number(quantity);
  if (value < 0) return refuse('XNU0003', 'ORQT', quantity);
  const decimals = quantity.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  if (value === 0 || decimals > Number(item.fields['DCCD'] ?? '0')) return refuse('WORQT01', 'ORQT', quantity);
  return undefined;
}

/** The customer of a call, or why it cannot be used. */
export function customerOf({ world }: Sandbox, number: string | undefined): Customer | Refusal {
  if (!number) return refuse('WCU0202', 'CUNO');
  return world.customers.get(number) ?? refuse('WCU0203', 'CUNO', number);
}

/** The item of a call, or why it is unknown. */
export function itemOf({ world }: Sandbox, number: string | undefined): Item | Refusal {
  if (!number) return refuse('WIT0102', 'ITNO');
  return world.items.get(number) ?? refuse('WIT0103', 'ITNO', number);
}

/** Refuses an item whose status does not let it be sold: only 20 to 50 can. */
export function notForSale(item: Item): Refusal | undefined {
  const status = Number(item.fields['STAT'] ?? '0');
  return status >= 20 && status <= 50 ? undefined : refuse('XIT0107', 'ITNO', item.itemNumber);
}

/** Tells a refusal from a found record. */
export function isRefusal(value: object): value is Refusal {
  return 'kind' in value && value.kind === 'refused';
}

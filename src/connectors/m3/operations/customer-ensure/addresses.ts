import type { Failure } from '../../../../core/failure.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { readPostalAddress } from '../address.ts';
import { type Ask, bulkLimit, callM3, callsThisRound, failureOf, type HistoryView, resultsOf } from '../history.ts';
import { digestText } from '../values.ts';
import type { CustomerInput } from './input.ts';

const ID_LENGTH = 6;

interface KnownAddress {
  readonly addressId: string;
  readonly fields: MiRecord;
}

/**
 * The addresses of the input with their numbers. The number is a digest of the content, so an address that is added
 * again is refused instead of doubled, and a changed one gets another number.
 */
export function readAddresses({ addresses = [], name }: CustomerInput, warnings: string[]): KnownAddress[] | Failure {
  const known: KnownAddress[] = [];
  for (const [index, given] of addresses.entries()) {
    const read = readPostalAddress({ name: name ?? '', ...given }, `addresses[${index}]`, warnings);
    if (!read) continue;
    if (!('fields' in read)) return read;
    const fields: MiRecord = read.phone ? { ...read.fields, PHNO: read.phone } : read.fields;
    known.push({ addressId: digestText(canonical(fields), ID_LENGTH), fields });
  }
  return known;
}

function canonical(fields: MiRecord): string {
  return Object.keys(fields)
    .sort()
    .map((name) => `${name}=${(fields[name] ?? '').toUpperCase()}`)
    .join('\n');
}

/**
 * Makes sure that a customer has its addresses: asks for all of them, then adds what is missing. Nothing left to do
 * gives nothing.
 */
export function ensureAddresses(
  view: HistoryView,
  customerNumber: string,
  addresses: readonly KnownAddress[],
  settings: M3Settings,
): { readonly next: Ask } | { readonly failure: Failure } | undefined {
  const adds = callsThisRound(view, 'add-address');
  const lastAdd = adds.at(-1);
  const settled = new Set<string>();
  for (const { transaction, record, error } of resultsOf(adds)) {
    if (transaction.endsWith('Address') && (!error || error.meaning === 'm3.record-exists'))
      settled.add(record['ADID'] ?? '');
  }
  for (const asked of resultsOf(adds)) {
    const failure = failureOf(asked);
    if (failure && asked.error?.meaning !== 'm3.record-exists') return { failure };
  }
  if (lastAdd?.outcome === 'refused' && !lastAdd.reply && lastAdd.failure) return { failure: lastAdd.failure };
  // After a write in doubt M3 is asked anew; adding twice is harmless, because the number is taken then.
  const looks = callsThisRound(view, 'find-address', lastAdd?.outcome === 'ambiguous' ? lastAdd : undefined);
  for (const { record, records } of resultsOf(looks)) if (records.length > 0) settled.add(record['ADID'] ?? '');
  const looked = new Set(resultsOf(looks).map(({ record }) => record['ADID']));
  const limit = bulkLimit(settings);
  const key = ({ addressId }: KnownAddress): MiRecord => ({
    CUNO: customerNumber,
    ADRT: settings.addressType,
    ADID: addressId,
  });
  const open = addresses.filter(({ addressId }) => !settled.has(addressId));
  if (open.length === 0) return undefined;
  const unseen = open.filter(({ addressId }) => !looked.has(addressId)).slice(0, limit);
  if (unseen.length > 0) {
    const transactions = unseen.map((address) => ({
      transaction: 'GetAddress',
      record: key(address),
      columns: ['ADID'],
    }));
    return { next: callM3('find-address', 'read', { program: 'CRS610MI', transactions }) };
  }
  const transactions = open.slice(0, limit).map((address) => ({
    // Postal code and city are mandatory in the one and not in the other.
    transaction: address.fields['PONO'] && address.fields['TOWN'] ? 'AddAddress' : 'AddCheckAddress',
    record: { ...key(address), ...address.fields },
  }));
  return { next: callM3('add-address', 'write', { program: 'CRS610MI', transactions }) };
}

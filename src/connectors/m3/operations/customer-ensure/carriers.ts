import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { type MiRecord, readRequest } from '../../wire/request.ts';
import type { CustomerIdentity } from './identity.ts';
import type { CustomerInput } from './input.ts';
import { newCustomerCall } from './new-customer.ts';

/** What of a customer is read to know it again; CRS610MI shows all of it in GetBasicData and LstBySearchKey. */
export const CARRIER_COLUMNS = ['CUNO', 'CUNM', 'PONO', 'TOWN', 'ALCU', 'STAT'];

/** By what a customer is told from a stranger who has the same search key. */
const TOLD_BY = ['CUNM', 'PONO', 'TOWN'] as const;

/**
 * Whether a record of M3 is the customer that another record describes: same name, postal code and town. Case and blanks
 * do not count, because M3 and its clerks write them in their own way.
 */
export function isSameCustomer(found: MiRecord, described: MiRecord): boolean {
  return TOLD_BY.every((field) => compact(found[field]) === compact(described[field]));
}

function compact(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s/g, '').toUpperCase();
}

export type Recognised =
  | { readonly failure: Failure }
  | { readonly ours: readonly MiRecord[]; readonly strangers: readonly MiRecord[] };

/**
 * Tells which customers that carry the search key are the web customer. The search key is a free field of M3: it may hold
 * the number of an earlier system, or that of another store's account. So a carrier counts where the connection says that
 * search keys are those of the store, where the key is made of an e-mail, which names the same person in every store, and
 * else where the customer is what this step would write, or has written before its data was corrected.
 */
export function recognise(
  carriers: readonly MiRecord[],
  { input, calls }: { readonly input: CustomerInput; readonly calls: readonly CallRecord[] },
  identity: CustomerIdentity,
  settings: M3Settings,
): Recognised {
  const keyCounts = settings.customerMatch.includes('searchKey') || identity.keyOfMail;
  if (keyCounts || carriers.length === 0) return { ours: carriers, strangers: [] };
  const described = calls
    .filter(({ name, outcome }) => name === 'add' && outcome !== 'refused')
    .flatMap(({ request }) => readRequest(request).transactions.map(({ record }) => record));
  const wanted = newCustomerCall(input, identity, settings, []);
  if ('transaction' in wanted) described.push(wanted.record);
  const ours = carriers.filter((carrier) => described.some((record) => isSameCustomer(carrier, record)));
  // Without name and address nobody can be known again.
  if (ours.length === 0 && !('transaction' in wanted)) return { failure: wanted };
  return { ours, strangers: carriers.filter((carrier) => !ours.includes(carrier)) };
}

/** Says that others have the key: with a second customer under it, nobody could tell the two apart afterwards. */
export function keyTaken(strangers: readonly MiRecord[], { searchKey }: CustomerIdentity): Failure {
  const named = strangers.map(({ CUNO = '', CUNM = '' }) => `${CUNO} ("${CUNM.trim()}")`).join(', ');
  const message = `Search key ${searchKey} stands at customer ${named} in M3, which has another name, postal code or town than this web customer.`;
  return m3Failure('m3.search-key-taken', { record: `search key ${searchKey}`, message });
}

import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import type { ContactRow, StampedRow } from '../model/customer-request.ts';
import type { Replies } from '../model/request.ts';
import { ask } from './ask.ts';

/** Addresses whose contacts are asked for in one look; the rest come with the next, at once. */
const MOST_AT_ONCE = 100;

/** A contact whose address changed, under the stamp of the address. */
interface ChangedContact {
  readonly contactId: string;
  readonly stamp: string;
}

export interface ChangedAddresses {
  /** All that are done with, told or not. */
  readonly done: readonly StampedRow[];
  readonly contacts: readonly ChangedContact[];
  /** More changed than one look takes. */
  readonly more: boolean;
  /** What somebody should hear. */
  readonly note?: string;
}

/**
 * Whose address changed without the contact: staff and other programs may write an address directly. Addresses of
 * `told` contacts are told with them. A store that does not let our user list addresses is read without them.
 * @throws PollFailed when the store cannot be read.
 */
export async function readAddresses(
  client: ConnectionClient,
  modifiedSince: string,
  isNews: (address: StampedRow) => boolean,
  told: readonly ContactRow[],
): Promise<ChangedAddresses> {
  const listed = await listAddresses(client, modifiedSince);
  if ('note' in listed) return { done: [], contacts: [], more: false, note: listed.note };
  const withContact = new Set(told.map(({ addressId }) => addressId));
  const fresh = listed.addresses
    .filter((address) => isNews(address) && !withContact.has(address.id))
    .toSorted((a, b) => ((a.updatedAt ?? '') < (b.updatedAt ?? '') ? -1 : 1));
  const looked = fresh.slice(0, MOST_AT_ONCE);
  const later = new Set(fresh.slice(MOST_AT_ONCE));
  const contacts: ChangedContact[] = [];
  for (const { id, updatedAt = '' } of looked) {
    const reply = await ask<'contact-list'>(client, { ask: 'contact-list', addressId: id });
    // A store that does not know the filter answers all contacts.
    for (const contact of reply.contacts)
      if (contact.addressId === id) contacts.push({ contactId: contact.id, stamp: updatedAt });
  }
  return { done: listed.addresses.filter((address) => !later.has(address)), contacts, more: later.size > 0 };
}

async function listAddresses(
  client: ConnectionClient,
  modifiedSince: string,
): Promise<Replies['address-list'] | { readonly note: string }> {
  try {
    return await ask<'address-list'>(client, { ask: 'address-list', modifiedSince });
  } catch (error) {
    if (!(error instanceof PollFailed) || !REFUSED.has(error.failure.kind)) throw error;
    return { note: `The store does not list addresses (${error.failure.message}); webhooks alone tell of them.` };
  }
}

/** Kinds of failure that looking again does not change. */
const REFUSED: ReadonlySet<string> = new Set(['unauthorized', 'rejected', 'missing']);

import type { Account } from './account.ts';
import type { Contact } from './party.ts';

/** What can be asked of a store about its customers, in our words. */
export type CustomerRequest =
  | ({ readonly ask: 'account-list' } & AccountFilter)
  | { readonly ask: 'account-create'; readonly key: string; readonly set: AccountChange }
  | { readonly ask: 'account-change'; readonly id: string; readonly handle: string; readonly set: AccountChange }
  | { readonly ask: 'contact-read'; readonly id: string; readonly forWrite?: boolean }
  | { readonly ask: 'contact-change'; readonly id: string; readonly handle: string; readonly set: ContactChange }
  | { readonly ask: 'address-read'; readonly id: string; readonly forWrite?: boolean }
  | { readonly ask: 'address-change'; readonly id: string; readonly handle: string; readonly set: AddressChange }
  | { readonly ask: 'book-entry-create'; readonly accountId: string; readonly entry: NewBookEntry }
  /** Entries of address books: those of one contact, or those that changed. */
  | {
      readonly ask: 'book-entry-list';
      readonly contactId?: string;
      readonly modifiedSince?: string;
      readonly page?: number;
    }
  /** Contacts that changed; their own members, or their addresses. */
  | { readonly ask: 'contact-list'; readonly modifiedSince: string }
  /** Contacts with this address. */
  | { readonly ask: 'contact-list'; readonly addressId: string }
  /** Addresses that changed. */
  | { readonly ask: 'address-list'; readonly modifiedSince: string };

const ASKS: Readonly<Record<CustomerRequest['ask'], true>> = {
  'account-list': true,
  'account-create': true,
  'account-change': true,
  'contact-read': true,
  'contact-change': true,
  'contact-list': true,
  'address-list': true,
  'address-read': true,
  'address-change': true,
  'book-entry-create': true,
  'book-entry-list': true,
};

/** Whether a request is about customers. */
export function isCustomerRequest(request: { readonly ask: string }): request is CustomerRequest {
  return request.ask in ASKS;
}

/** Which accounts. Times are ISO 8601 in UTC. */
export interface AccountFilter {
  readonly modifiedSince?: string;
  readonly vatNumber?: string;
  readonly email?: string;
  readonly page?: number;
  readonly size?: number;
}

/** Members of an account that may be written; those left out stay as they are, null empties them. */
export interface AccountChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly vatNumber?: string | null;
  /** Decimal text. */
  readonly credit?: string | null;
  readonly onHold?: boolean;
  readonly key?: string;
}

export interface ContactChange {
  readonly key?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly fullName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
}

export interface AddressChange {
  readonly company?: string | null;
  readonly street1?: string | null;
  readonly street2?: string | null;
  readonly street3?: string | null;
  readonly city?: string | null;
  readonly postalCode?: string | null;
  /** Key of the region in the store. */
  readonly region?: string | null;
  /** Key of the country in the store. */
  readonly country?: string;
}

export interface NewBookEntry {
  readonly name: string;
  readonly primary: boolean;
  readonly billing: boolean;
  readonly contact: ContactChange;
  readonly address: AddressChange;
}

/** A row of a list of accounts. Lists show no address book. */
export type AccountRow = Omit<Account, 'contacts'>;

/** Whose address book an entry is in. */
export interface BookEntryRow {
  readonly accountId: string;
  readonly contactId: string;
  readonly updatedAt?: string;
}

/** A row of which only the stamp is wanted. */
export interface StampedRow {
  readonly id: string;
  readonly updatedAt?: string;
}

export interface ContactRow extends StampedRow {
  readonly addressId?: string;
}

interface Reading {
  readonly handle?: string;
  readonly active: boolean;
}

/** What each request is answered with. */
export interface CustomerReplies {
  'account-list': { readonly accounts: readonly AccountRow[]; readonly more: boolean };
  'account-create': { readonly id?: string };
  'account-change': { readonly id: string };
  'contact-read': Reading & { readonly contact: Contact };
  'contact-change': { readonly id: string };
  'address-read': Reading & { readonly address: Contact };
  'address-change': { readonly id: string };
  'book-entry-create': Readonly<Record<never, never>>;
  'book-entry-list': { readonly entries: readonly BookEntryRow[]; readonly more: boolean };
  'contact-list': { readonly contacts: readonly ContactRow[] };
  'address-list': { readonly addresses: readonly StampedRow[] };
}

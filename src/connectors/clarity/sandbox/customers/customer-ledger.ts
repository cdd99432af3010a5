import type { StoreState } from '../state/store.ts';
import { type EntityRow, type StoredRow, textOf } from '../state/table.ts';

/** One write of an account, a contact or an address. Rows are added and never changed. */
export interface CustomerWriteRow extends StoredRow {
  /** ISO 8601 in UTC. */
  at: string;
  what: 'created' | 'updated';
  entity: 'Account' | 'Contact' | 'Address';
  recordId: number;
  by: string;
  integration: boolean;
  /** Members that are not what they were. Empty: a write that changed nothing. */
  changed: readonly string[];
  /** What the changed members were, and what they are now. */
  values: ValueChanges;
  /**
   * The newest row of this ledger when the integration last read the record past all caches: what was written to it
   * since then, the writer had not seen. Null when it never read it, and for what people write.
   */
  seenUpTo: number | null;
}

/** Old and new value of members, by name. */
export type ValueChanges = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

type NewWrite = Pick<CustomerWriteRow, 'what' | 'entity' | 'recordId' | 'by' | 'integration' | 'values'>;

/** Notes a write for the ledger. */
export function noteCustomerWrite(state: StoreState, write: NewWrite): void {
  const { entity, recordId, integration, values } = write;
  const seen = integration ? state.customerLooks.get(`${entity}/${recordId}`) : undefined;
  state.customerWrites.put({
    ID: state.customerWrites.takeId(),
    at: new Date().toISOString(),
    ...write,
    changed: Object.keys(values),
    seenUpTo: seen ?? null,
  });
}

/** Notes that the integration has read a record as it is now. */
export function noteCustomerLook(state: StoreState, entity: string, recordId: number): void {
  if (WRITTEN.has(entity)) state.customerLooks.set(`${entity}/${recordId}`, state.customerWrites.lastId);
}

const WRITTEN: ReadonlySet<string> = new Set<CustomerWriteRow['entity']>(['Account', 'Contact', 'Address']);

/** Accounts with their billing address, and every write of customers after one: for a judge, never for the API. */
export function customerLedger(state: StoreState, after = 0): Record<string, unknown> {
  return {
    accounts: [...state.entity('Account').rows.values()].map((row) => {
      const { contact, address } = billingOf(state, row.ID);
      return {
        id: row.ID,
        key: row.CustomKey,
        active: row.Active,
        name: textOf(row, 'Name') ?? '',
        email: textOf(row, 'Email') ?? '',
        phone: textOf(row, 'Phone') ?? '',
        // What counts where the account itself says nothing.
        contactEmail: textOf(contact, 'Email1') ?? '',
        contactPhone: textOf(contact, 'Phone1') ?? '',
        vatNumber: textOf(row, 'EIN') ?? '',
        credit: row['Credit'] ?? null,
        onHold: row['IsOnHold'] === true,
        contactId: contact?.ID ?? null,
        addressId: address?.ID ?? null,
        street1: textOf(address, 'Street1') ?? '',
        city: textOf(address, 'City') ?? '',
        postalCode: textOf(address, 'PostalCode') ?? '',
        country: state.entity('Country').get(address?.['CountryID'] as number | undefined)?.CustomKey ?? '',
      };
    }),
    writes: [...state.customerWrites.rows.values()]
      .filter(({ ID }) => ID > after)
      .map(({ ID: id, ...write }) => ({ id, ...write })),
  };
}

/** Contact and address of the billing entry of an account's book; else of its first entry. */
export function billingOf(
  state: StoreState,
  accountId: number,
): { readonly contact: EntityRow | undefined; readonly address: EntityRow | undefined } {
  const book = state
    .entity('AccountContact')
    .where('MasterID', accountId)
    .filter(({ Active }) => Active);
  const entry = book.find((row) => row['IsBilling'] === true) ?? book[0];
  const contact = state.entity('Contact').get(entry?.['SlaveID'] as number | undefined);
  const address = state.entity('Address').get(contact?.['AddressID'] as number | undefined);
  return { contact, address };
}

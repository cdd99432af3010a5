import { z } from 'zod';
import { CodedError } from '../http/reply.ts';
import { createRow } from '../entities/write.ts';
import { entityNamed } from '../entities/all.ts';
import type { Shop } from '../shop.ts';
import type { EntityRow } from '../state/table.ts';
import { billingOf, noteCustomerWrite } from './customer-ledger.ts';

const CLERK = 'clerk@store.test';

/** `POST /sandbox/accounts`: an account by id or key, as staff edits it; or a new one. */
export const EDIT_ACCOUNT = z.strictObject({
  id: z.number().int().optional(),
  key: z.string().optional(),
  /** Staff types a new account in, with a billing address. */
  create: z.boolean().optional(),
  fields: z.partialRecord(z.enum(['Name', 'Email', 'Phone', 'EIN', 'CustomKey']), z.string().max(256)).default({}),
  address: z
    .partialRecord(z.enum(['Street1', 'Street2', 'City', 'PostalCode', 'Country']), z.string().max(255))
    .default({}),
  onHold: z.boolean().optional(),
});
export type EditAccount = z.infer<typeof EDIT_ACCOUNT>;

/**
 * Staff edits an account and its billing address, the way a store's own pages work: only what is given changes.
 * @throws CodedError when there is no such account or country.
 */
export function editAccount(shop: Shop, wanted: EditAccount): number {
  const { id, key, fields, address, onHold } = wanted;
  const { state } = shop;
  if (wanted.create) return createAccount(shop, wanted);
  const table = state.entity('Account');
  const account = id === undefined ? table.byKey(key ?? '') : table.get(id);
  if (!account) throw new CodedError('invalidOperation', `There is no account ${id ?? key ?? ''}`, 'id');
  const own = { ...fields, ...(onHold === undefined ? {} : { IsOnHold: onHold }) };
  save(shop, 'Account', account, own);
  const { contact, address: place } = billingOf(state, account.ID);
  if (place && save(shop, 'Address', place, placeOf(shop, address)) && contact) {
    // The pages save an address through its contact, which counts as changed by it.
    state.entity('Contact').patch(contact.ID, { UpdatedDate: state.clock.stamp() });
  }
  return account.ID;
}

function createAccount(shop: Shop, { fields, address }: EditAccount): number {
  const { state } = shop;
  if (!fields.Name) throw new CodedError('invalidOperation', 'A new account needs a name', 'Name');
  const account = createRow(state, entityNamed('Account'), { TypeKey: 'ORGANIZATION', ...fields });
  const contact = createRow(state, entityNamed('Contact'), {
    TypeKey: 'Billing',
    Email1: fields.Email,
    Address: { Company: fields.Name },
  });
  const place = state.entity('Address').get(contact['AddressID'] as number | undefined);
  if (place) state.entity('Address').patch(place.ID, placeOf(shop, address));
  createRow(state, entityNamed('AccountContact'), {
    Name: 'Billing',
    MasterID: account.ID,
    SlaveID: contact.ID,
    IsBilling: true,
    IsPrimary: true,
  });
  const entity = 'Account';
  const write = { what: 'created', entity, recordId: account.ID, by: CLERK, integration: false } as const;
  const values = Object.entries(fields).map(([name, after]) => [name, { before: null, after }]);
  noteCustomerWrite(state, { ...write, values: Object.fromEntries(values) });
  shop.announce({ type: 'customer.created', entity, id: account.ID, actor: CLERK, byIntegration: false });
  return account.ID;
}

function placeOf({ state }: Shop, { Country, ...rest }: EditAccount['address']): Record<string, unknown> {
  const country = Country === undefined ? undefined : state.entity('Country').byKey(Country);
  if (Country !== undefined && Country !== '' && !country)
    throw new CodedError('invalidOperation', `There is no country ${Country}`, 'Country');
  return { ...rest, ...(Country === undefined ? {} : { CountryID: country?.ID ?? null }) };
}

const EVENTS = { Account: 'customer.updated', Address: 'address.updated' } as const;

function save(shop: Shop, entity: 'Account' | 'Address', row: EntityRow, wanted: Record<string, unknown>): boolean {
  const { state } = shop;
  const changed = Object.keys(wanted).filter(
    (name) => (row[name] ?? null) !== (wanted[name] === '' ? null : wanted[name]),
  );
  if (changed.length === 0) return false;
  const after = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, value === '' ? null : value]));
  const values = Object.fromEntries(
    changed.map((name) => [name, { before: row[name] ?? null, after: after[name] ?? null }]),
  );
  state.entity(entity).patch(row.ID, { ...after, UpdatedDate: state.clock.stamp() });
  noteCustomerWrite(state, { what: 'updated', entity, recordId: row.ID, by: CLERK, integration: false, values });
  const change = { entity, id: row.ID, actor: CLERK, byIntegration: false };
  shop.announce({ type: EVENTS[entity], ...change, changed: () => changed });
  return true;
}

import type { MiRecord, Reducers } from './effects.ts';
import { SortedList } from './sorted-list.ts';
import type { World } from './world.ts';

/** A customer (OCUSMA) with its addresses (OCUSAD). Fields are kept under M3's names, empty ones left out. */
export interface Customer {
  customerNumber: string;
  fields: MiRecord;
  /** By `ADRT/ADID`, for example `1/SHIP01`. */
  addresses: Map<string, MiRecord & { LMTS: string }>;
  createdAt: number;
  changedAt: number;
  changeNumber: number;
  /** Every change of the record itself, for the ledger. Added to and never changed. */
  writes: CustomerWrite[];
}

/** One change of a customer's record. */
export interface CustomerWrite {
  at: number;
  /** A clerk on the screen, or a program through MI. */
  by: 'clerk' | 'mi';
  /** Fields that are not what they were. Empty: a write that changed nothing. */
  changed: string[];
  /** What these fields were, and what they are now. */
  values: Record<string, { before: string; after: string }>;
}

/** Fields that customer lists are in order of: number, name, search key. */
const LIST_KEYS = ['CUNO', 'CUNM', 'ALCU'] as const;

export type CustomerLists = Record<(typeof LIST_KEYS)[number], SortedList<Customer>>;

/** The lists of a company without customers. */
export function emptyCustomerLists(): CustomerLists {
  return { CUNO: new SortedList(), CUNM: new SortedList(), ALCU: new SortedList() };
}

export type CustomerEffect =
  | { kind: 'customer.created'; customerNumber: string; fields: MiRecord }
  | { kind: 'customer.changed'; customerNumber: string; fields: MiRecord; by?: 'clerk' }
  | { kind: 'customer.removed'; customerNumber: string }
  | { kind: 'customer.address-set'; customerNumber: string; key: string; fields: MiRecord }
  | { kind: 'customer.address-removed'; customerNumber: string; key: string }
  | { kind: 'contact.added'; contact: string; fields: MiRecord }
  | { kind: 'e-mail.set'; key: string; address: string }
  | { kind: 'extra-field.set'; key: string; fields: MiRecord };

export const customerReducers: Reducers<CustomerEffect> = {
  'customer.created': (world, { customerNumber, fields, at }) => {
    const customer: Customer = {
      customerNumber,
      fields: filled(fields),
      addresses: new Map(),
      createdAt: at,
      changedAt: at,
      changeNumber: 1,
      writes: [],
    };
    world.customers.set(customerNumber, customer);
    const counted = /^WEB(\d{6})$/.exec(customerNumber);
    if (counted) world.series.customer = Math.max(world.series.customer, Number(counted[1]));
    for (const key of LIST_KEYS) world.customerLists[key].insert(customer.fields[key] ?? '', customer);
  },
  'customer.changed': (world, { customerNumber, fields, at, by }) => {
    change(world, customerNumber, at, (customer) => {
      const before = customer.fields;
      customer.fields = filled({ ...before, ...fields });
      const changed = Object.keys(fields).filter((name) => (before[name] ?? '') !== (customer.fields[name] ?? ''));
      const values = Object.fromEntries(
        changed.map((name) => [name, { before: before[name] ?? '', after: customer.fields[name] ?? '' }]),
      );
      customer.writes.push({ at, by: by ?? 'mi', changed, values });
      for (const key of LIST_KEYS) {
        if (before[key] === customer.fields[key]) continue;
        world.customerLists[key].remove(before[key] ?? '', customer);
        world.customerLists[key].insert(customer.fields[key] ?? '', customer);
      }
    });
  },
  'customer.removed': ({ customers, customerLists }, { customerNumber }) => {
    const customer = customers.get(customerNumber);
    if (!customer) return;
    customers.delete(customerNumber);
    for (const key of LIST_KEYS) customerLists[key].remove(customer.fields[key] ?? '', customer);
  },
  'customer.address-set': (world, { customerNumber, key, fields, at }) => {
    change(world, customerNumber, at, ({ addresses }) => {
      const before = addresses.get(key);
      const count = (Number(before?.['CHNO'] ?? '0') % 999) + 1;
      const merged = filled({ ...before, ...fields });
      addresses.set(key, { ...merged, CHNO: String(count), LMTS: String(at) });
    });
  },
  'customer.address-removed': (world, { customerNumber, key, at }) => {
    change(world, customerNumber, at, ({ addresses }) => addresses.delete(key));
  },
  'contact.added': ({ contacts }, { contact, fields }) => {
    contacts.set(contact, filled(fields));
  },
  'e-mail.set': ({ emails }, { key, address }) => {
    emails.set(key, address);
  },
  'extra-field.set': ({ extraFields }, { key, fields, at }) => {
    const before = extraFields.get(key);
    const count = (Number(before?.['CHNO'] ?? '0') % 999) + 1;
    extraFields.set(key, { ...before, ...filled(fields), CHNO: String(count), LMTS: String(at) });
  },
};

function change(world: World, customerNumber: string, at: number, apply: (customer: Customer) => void): void {
  const customer = world.customers.get(customerNumber);
  if (!customer) return;
  apply(customer);
  customer.changedAt = at;
  customer.changeNumber = (customer.changeNumber % 999) + 1;
}

function filled(fields: MiRecord): MiRecord {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

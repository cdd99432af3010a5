import { EDIT_FIELDS, type EditField, type Side } from './customer-plan.ts';

/** Old and new value of what a write changed, by the side's own name of the field. */
type ValueChanges = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

/** What the M3 sandbox's ledger tells of a customer. */
export interface JudgedCustomer {
  readonly customerNumber: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly vatNumber: string;
  readonly creditLimit: string;
  readonly street: string;
  readonly city: string;
  readonly writes: readonly { readonly by: string; readonly values: ValueChanges }[];
}

/** What the store sandbox's ledger tells of an account. */
export interface JudgedAccount {
  readonly id: number;
  readonly key: string | null;
  readonly addressId: number | null;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** What counts where the account itself says nothing. */
  readonly contactEmail: string;
  readonly contactPhone: string;
  readonly vatNumber: string;
  readonly credit: number | null;
  readonly street1: string;
  readonly city: string;
}

/** One write of a record of the store, in the order in which they were made. */
interface JudgedStoreWrite {
  readonly id: number;
  readonly entity: string;
  readonly recordId: number;
  readonly integration: boolean;
  readonly values: ValueChanges;
  /** The newest write when the integration last read the record; null when it never did. */
  readonly seenUpTo: number | null;
}

export interface JudgedStore {
  readonly accounts: readonly JudgedAccount[];
  readonly writes: readonly JudgedStoreWrite[];
}

export interface Ledgers {
  readonly customers: readonly JudgedCustomer[];
  readonly store: JudgedStore;
}

/** One field that a write made another. */
export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** One write of either side. */
export interface Write {
  readonly customerNumber: string;
  readonly side: Side;
  /** By the flows, not by a person. */
  readonly ours: boolean;
  readonly changes: readonly Change[];
  /** What people changed in the same record after it was read for this write. */
  readonly unseen: readonly Change[];
}

/** All writes that `after` has and `before` has not; those of one side stand in the order in which they were made. */
export function writesSince(before: Ledgers, after: Ledgers): Write[] {
  const known = new Map(before.customers.map(({ customerNumber, writes }) => [customerNumber, writes.length]));
  const inM3 = after.customers.flatMap(({ customerNumber, writes }) =>
    writes.slice(known.get(customerNumber) ?? 0).map(({ by, values }): Write => {
      return { customerNumber, side: 'm3', ours: by === 'mi', changes: changesOf(values), unseen: [] };
    }),
  );
  const { accounts, writes } = after.store;
  const numbers = new Map(
    accounts.flatMap(({ id, addressId, key }) => [
      [`Account/${id}`, key ?? ''],
      [`Address/${addressId}`, key ?? ''],
    ]),
  );
  const record = ({ entity, recordId }: JudgedStoreWrite): string => `${entity}/${recordId}`;
  const byRecord = Map.groupBy(writes, record);
  const inStore = writes.slice(before.store.writes.length).map((write): Write => {
    const { id, integration, values, seenUpTo } = write;
    const between = (byRecord.get(record(write)) ?? []).filter(
      (each) => !each.integration && seenUpTo !== null && each.id > seenUpTo && each.id < id,
    );
    return {
      customerNumber: numbers.get(record(write)) ?? '',
      side: 'store',
      ours: integration,
      changes: changesOf(values),
      unseen: integration ? between.flatMap((each) => changesOf(each.values)) : [],
    };
  });
  return [...inM3, ...inStore];
}

function changesOf(values: ValueChanges): Change[] {
  return Object.entries(values).map(([name, { before, after }]) => {
    return { name, before: textOf(before), after: textOf(after) };
  });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** The field of the plan that a side's own name means. */
export function fieldNamed(side: Side, name: string): EditField | undefined {
  return EDIT_FIELDS.find((field) => field[side] === name);
}

export const m3Value = (customer: JudgedCustomer, { name }: EditField): string => customer[name];

/** What counts as the value of a field of an account: the account's own, else its billing contact's. */
export function storeValue({ street1, credit, ...account }: JudgedAccount, { name }: EditField): string {
  if (name === 'street') return street1;
  if (name === 'email') return account.email || account.contactEmail;
  if (name === 'phone') return account.phone || account.contactPhone;
  return name === 'creditLimit' ? String(credit ?? '') : account[name];
}

/** The value as M3 can hold it. */
export function kept(field: EditField, value: string): string {
  const whole = field.name === 'phone' || field.name === 'vatNumber';
  return plain(field, whole ? value : plain(field, value).slice(0, field.length));
}

/** What two spellings of the same value have in common; told apart from what the product does about it. */
export function plain({ name }: EditField, value: string): string {
  const text = value.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (name === 'phone') return text.replaceAll(/\D/g, '').replace(/^00/, '');
  if (name === 'vatNumber') return text.replaceAll(/[ .-]/g, '').toUpperCase();
  if (name === 'creditLimit') return String(Number(text));
  return name === 'name' ? text : text.toUpperCase();
}

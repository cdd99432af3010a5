import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import type { Account } from '../model/account.ts';
import type { AccountRow } from '../model/customer-request.ts';
import { choice, type Infer, list, optional, record, text } from '../model/shape.ts';
import { fail, lastReading, read } from './view.ts';

const INPUT = record('Who is looked for', {
  key: optional(text('Key of the account: the ERP’s customer number')),
  vatNumber: optional(text('Organisation or VAT number')),
  email: optional(text('E-mail; counts together with the postal code')),
  postalCode: optional(text('Postal code of an address of the account')),
  contactId: optional(text('A contact whose account is wanted')),
});
type Input = Infer<typeof INPUT>;

/** By what an account was found, strongest first; the first that finds one ends the search. */
const WAYS = ['key', 'contact', 'vatNumber', 'email'] as const;
type Way = (typeof WAYS)[number];

const OUTPUT = record('Candidates', {
  candidates: list(
    'Accounts that could be meant',
    record('Candidate', {
      id: text('Id in the store'),
      key: optional(text('Key')),
      name: optional(text('Name')),
      email: optional(text('E-mail')),
      vatNumber: optional(text('Organisation or VAT number')),
      by: choice('By what it was found', WAYS),
    }),
  ),
});
type Output = Infer<typeof OUTPUT>;

/** With more accounts of one e-mail than this, the address books are not read one by one. */
const MOST_READ = 10;

/** Looks for accounts that could be meant; changes nothing and decides nothing. */
export const accountFind: Operation<Input, Output> = {
  name: 'account.find',
  title: 'Find accounts',
  description:
    'Looks for an account by key, by one of its contacts, by VAT number, or by e-mail and postal code, in this order, and answers all that the first of these finds.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { key: 'C100001' },
    output: { candidates: [{ id: '77', key: 'C100001', name: 'Northwind Pumps 1', by: 'key' }] },
  },
  next: nextAction,
};

type View = OperationView<Input>;

function nextAction(view: View): OperationAction<Output> {
  for (const way of WAYS) {
    const found = lookBy(way, view);
    if (found === undefined) continue;
    if ('action' in found) return found.action;
    if (found.accounts.length > 0)
      return { do: 'done', output: { candidates: found.accounts.map((each) => candidateOf(each, way)) } };
  }
  return { do: 'done', output: { candidates: [] } };
}

type Found = { readonly accounts: readonly AccountRow[] } | { readonly action: OperationAction<Output> };

function lookBy(way: Way, view: View): Found | undefined {
  const { key, vatNumber, email, postalCode, contactId } = view.input;
  if (way === 'key') return key ? byKey(view, key) : undefined;
  if (way === 'contact') return contactId ? byContact(view, contactId) : undefined;
  if (way === 'vatNumber') {
    if (!vatNumber) return undefined;
    return listed(view, 'by-vat', { vatNumber });
  }
  if (!email || !postalCode) return undefined;
  const rows = listed(view, 'by-email', { email });
  return 'action' in rows ? rows : withPostalCode(view, rows.accounts, postalCode);
}

function byKey(view: View, key: string): Found {
  const reading = lastReading<'account-find'>(view, 'by-key');
  if (reading === undefined) return { action: read('by-key', { ask: 'account-find', key }) };
  if ('failure' in reading)
    return reading.failure.kind === 'missing' ? { accounts: [] } : { action: fail(reading.failure) };
  return { accounts: [reading.reply.account] };
}

function byContact(view: View, contactId: string): Found {
  const entries = lastReading<'book-entry-list'>(view, 'by-contact');
  if (entries === undefined) return { action: read('by-contact', { ask: 'book-entry-list', contactId }) };
  if ('failure' in entries) return { action: fail(entries.failure) };
  const ids = [
    ...new Set(entries.reply.entries.filter((entry) => entry.contactId === contactId).map((entry) => entry.accountId)),
  ];
  return readEach(view, ids, () => true);
}

function listed(view: View, name: string, filter: { vatNumber?: string; email?: string }): Found {
  const reading = lastReading<'account-list'>(view, name);
  if (reading === undefined) return { action: read(name, { ask: 'account-list', ...filter }) };
  if ('failure' in reading) return { action: fail(reading.failure) };
  return { accounts: reading.reply.accounts.filter(({ active }) => active) };
}

function withPostalCode(view: View, accounts: readonly AccountRow[], postalCode: string): Found {
  const ids = accounts.slice(0, MOST_READ).map(({ id }) => id);
  return readEach(view, ids, ({ contacts }) =>
    contacts.some(({ contact }) => compact(contact?.postalCode) === compact(postalCode)),
  );
}

/** Reads accounts in full, one call each, and keeps those that fit. */
function readEach(view: View, ids: readonly string[], fits: (account: Account) => boolean): Found {
  const accounts: Account[] = [];
  for (const id of ids) {
    const reading = lastReading<'account-read'>(view, `account-${id}`);
    if (reading === undefined) return { action: read(`account-${id}`, { ask: 'account-read', id }) };
    if ('failure' in reading) {
      if (reading.failure.kind === 'missing') continue;
      return { action: fail(reading.failure) };
    }
    if (reading.reply.active && fits(reading.reply.account)) accounts.push(reading.reply.account);
  }
  return { accounts };
}

const compact = (text: string | undefined): string => (text ?? '').replaceAll(/[\s-]/g, '').toUpperCase();

function candidateOf({ id, key, name, email, vatNumber }: AccountRow, by: Way): Output['candidates'][number] {
  return {
    id,
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(vatNumber === undefined ? {} : { vatNumber }),
    by,
  };
}

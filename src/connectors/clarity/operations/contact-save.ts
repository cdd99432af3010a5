import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { AddressChange, ContactChange } from '../model/customer-request.ts';
import type { Contact } from '../model/party.ts';
import type { AccountReply, ReadReply } from '../model/request.ts';
import { flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { type Decision, pursue } from './pursue.ts';
import { fail, read, settingsOf, write } from './view.ts';

const INPUT = record('What an entry of an address book is to be; what is left out stays', {
  accountId: text('Id of the account'),
  entryId: optional(text('Id of the entry; without it the billing entry, else a new one')),
  key: optional(text('Key of the contact: the ERP’s number of the address')),
  name: optional(text('Name of a new entry')),
  primary: optional(flag('A new entry is the default delivery address')),
  firstName: optional(text('First name')),
  lastName: optional(text('Last name')),
  email: optional(text('E-mail')),
  phone: optional(text('Telephone')),
  company: optional(text('Company')),
  street1: optional(text('Street, first line')),
  street2: optional(text('Street, second line')),
  street3: optional(text('Street, third line')),
  city: optional(text('City')),
  postalCode: optional(text('Postal code')),
  region: optional(text('Region or state, its code')),
  regionKey: optional(text('Key of the region in the store, where it is not the code')),
  country: optional(text('Country, the store’s code')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  created: flag('The entry is new'),
  changed: flag('Something was written'),
  changedFields: list('What was written', text('Field')),
});
type Output = Infer<typeof OUTPUT>;

const CONTACT_FIELDS = ['key', 'firstName', 'lastName', 'email', 'phone'] as const;
const ADDRESS_FIELDS = ['company', 'street1', 'street2', 'street3', 'city', 'postalCode', 'region', 'country'] as const;

interface ContactReply extends ReadReply {
  readonly contact: Contact;
}
interface AddressReply extends ReadReply {
  readonly address: Contact;
}

/** Writes an entry of an account's address book: the person, and the address; or adds one. */
export const contactSave: Operation<Input, Output> = {
  name: 'contact.save',
  title: 'Write an entry of the address book',
  description:
    'Reads contact and address of an entry, changes the given fields alone and writes both back; without an entry a new one is added. Other entries are never touched.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { accountId: '77', street1: '2 Dock Road', city: 'Austin' },
    output: { created: false, changed: true, changedFields: ['street1'] },
  },
  next: nextAction,
};

type View = OperationView<Input>;

function nextAction(view: View): OperationAction<Output> {
  const { accountId } = view.input;
  const added = view.calls.findLast(({ name }) => name === 'add-entry');
  const looks = view.calls.filter(({ name, round }) => name === 'book' && round === view.round);
  const look = looks.findLast((call) => !added || view.calls.indexOf(call) > view.calls.indexOf(added));
  if (!look) return read('book', { ask: 'account-read', id: accountId });
  if (look.outcome !== 'applied') return fail(look.failure ?? clarityFailure('clarity.account-not-found'));
  const { account, active } = look.reply as unknown as AccountReply;
  if (!active) return fail(clarityFailure('clarity.account-not-found', { record: `account ${accountId}` }));
  const entry = entryOf(view.input, account.contacts);
  if (entry === 'missing') {
    const record = `entry ${view.input.entryId ?? ''} of account ${accountId}`;
    return fail(clarityFailure('clarity.record-not-found', { record }));
  }
  if (entry) return changeEntry(view, entry.contactId, entry.addressId, added !== undefined);
  if (added?.outcome === 'refused' && added.round === view.round)
    return fail(added.failure ?? clarityFailure('clarity.record-not-found'));
  const quietUntil = added?.outcome === 'ambiguous' ? added.sentAt + settingsOf(view).quietTimeMs : 0;
  if (look.sentAt < quietUntil) {
    if (view.now < quietUntil)
      return { do: 'wait', until: quietUntil, why: 'The new entry may still appear in the store.' };
    return read('book', { ask: 'account-read', id: accountId });
  }
  return addEntry(view.input, account.contacts.length === 0);
}

type Book = AccountReply['account']['contacts'];

/** The entry that is meant: by id, by the key of its contact, else the one for bills. */
function entryOf(input: Input, book: Book): Book[number] | 'missing' | undefined {
  if (input.entryId) return book.find(({ id }) => id === input.entryId) ?? 'missing';
  if (input.key) return book.find(({ contact }) => contact?.key === input.key);
  return book.find(({ billing }) => billing) ?? book.find(({ primary }) => primary) ?? book[0];
}

function changeEntry(
  view: View,
  contactId: string | undefined,
  addressId: string | undefined,
  created: boolean,
): OperationAction<Output> {
  const fields: string[] = [];
  const contactSet = (contact: Contact): ContactChange => differences(view.input, contact, CONTACT_FIELDS);
  if (contactId !== undefined && CONTACT_FIELDS.some((name) => view.input[name] !== undefined)) {
    const pursued = pursue<ContactReply>(view, {
      name: 'write-contact',
      lookName: 'look-contact',
      look: { ask: 'contact-read', id: contactId, forWrite: true },
      decide: (reply): Decision => {
        const set = contactSet(reply.contact);
        if (Object.keys(set).length === 0) return { is: 'reached' };
        return { is: 'wanted', request: { ask: 'contact-change', id: contactId, handle: reply.handle ?? '', set } };
      },
    });
    if ('action' in pursued) return pursued.action;
  }
  if (addressId !== undefined && ADDRESS_FIELDS.some((name) => view.input[name] !== undefined)) {
    const pursued = pursue<AddressReply>(view, {
      name: 'write-address',
      lookName: 'look-address',
      look: { ask: 'address-read', id: addressId, forWrite: true },
      decide: (reply): Decision => {
        const set = addressChange(view.input, reply.address);
        if (Object.keys(set).length === 0) return { is: 'reached' };
        return { is: 'wanted', request: { ask: 'address-change', id: addressId, handle: reply.handle ?? '', set } };
      },
    });
    if ('action' in pursued) return pursued.action;
  }
  for (const { name, outcome, request } of view.calls) {
    if (outcome !== 'refused' && name.startsWith('write-'))
      fields.push(...Object.keys((request['set'] ?? {}) as object));
  }
  const changedFields = [...new Set(fields)];
  return { do: 'done', output: { created, changed: created || changedFields.length > 0, changedFields } };
}

function addEntry(input: Input, isFirst: boolean): OperationAction<Output> {
  if (!input.street1 || !input.country) {
    const field = input.street1 ? 'country' : 'street1';
    return fail(clarityFailure('clarity.address-incomplete', { field, record: `account ${input.accountId}` }));
  }
  return write('add-entry', {
    ask: 'book-entry-create',
    accountId: input.accountId,
    entry: {
      name: input.name ?? input.company ?? input.street1,
      primary: input.primary ?? isFirst,
      billing: isFirst,
      contact: differences(input, {}, CONTACT_FIELDS),
      address: addressChange(input, {}),
    },
  });
}

function addressChange(input: Input, address: Contact): AddressChange {
  const set: Record<string, string | null> = differences(input, address, ADDRESS_FIELDS);
  // The code tells whether it differs, the key is what the store takes.
  if (set['region'] && input.regionKey) set['region'] = input.regionKey;
  return set as AddressChange;
}

function differences(
  input: Input,
  present: Contact,
  names: readonly (keyof Input & keyof Contact)[],
): Record<string, string | null> {
  return Object.fromEntries(
    names.flatMap((name): [string, string | null][] => {
      const wanted = input[name];
      if (wanted === undefined || wanted.normalize('NFC').trim() === (present[name] ?? '')) return [];
      return [[name, wanted === '' ? null : wanted]];
    }),
  );
}

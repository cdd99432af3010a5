import type { AccountChange, AddressChange, ContactChange, CustomerRequest } from '../../model/customer-request.ts';
import { stampIn } from '../../model/source-time.ts';
import type { DialectSettings, HttpPlan } from '../dialect.ts';

type Body = Record<string, unknown>;
type Change = Extract<CustomerRequest, { ask: 'account-change' | 'contact-change' | 'address-change' }>;

/** Kind of row that a contact of an address book is. */
const CONTACT_TYPE = 'Account Address';

/** Routes for accounts, address books and addresses (docs/systems/clarity-ecommerce.md, "Customers"). */
export function planCustomers(request: CustomerRequest, settings: DialectSettings, nonce: string): HttpPlan {
  const since = (time: string | undefined): Body =>
    time === undefined ? {} : { ModifiedSince: stampIn(settings.zone, Date.parse(time)) };
  switch (request.ask) {
    case 'account-list': {
      const { vatNumber, email, modifiedSince, page, size } = request;
      const body = {
        Active: true,
        ...since(modifiedSince),
        ...(vatNumber === undefined ? {} : { EIN: vatNumber, EINStrict: true }),
        ...(email === undefined ? {} : { Email: email, EmailStrict: true }),
        ...(size === undefined ? {} : { Paging: { Size: size, StartIndex: page ?? 1 } }),
      };
      return forConnect('Accounts/Accounts', body);
    }
    case 'book-entry-list': {
      const { contactId, modifiedSince } = request;
      return forConnect('Accounts/AccountContacts', {
        Active: true,
        ...since(modifiedSince),
        ...(contactId === undefined ? {} : { SlaveID: Number(contactId) }),
      });
    }
    case 'contact-list':
      return forConnect('Contacts/Contacts', {
        Active: true,
        ...('addressId' in request ? { AddressID: Number(request.addressId) } : since(request.modifiedSince)),
      });
    case 'address-list':
      return forConnect('Geography/Addresses', { Active: true, ...since(request.modifiedSince) });
    case 'contact-read':
      return read('Contacts/Contact', request.id, nonce);
    case 'address-read':
      return read('Geography/Address', request.id, nonce);
    case 'account-create': {
      const body = applyAccount({ CustomKey: request.key, Active: true }, request.set);
      return { label: 'Account/Create', method: 'POST', path: '/Accounts/Account/Create', body, wait: 'call' };
    }
    case 'book-entry-create': {
      const { accountId, entry } = request;
      const Address = applyAddress({ Active: true }, entry.address);
      const body = {
        Active: true,
        MasterID: Number(accountId),
        Name: entry.name,
        IsPrimary: entry.primary,
        IsBilling: entry.billing,
        TransmittedToERP: true,
        Slave: { ...applyContact({ Active: true, TypeKey: CONTACT_TYPE }, entry.contact), Address },
      };
      const path = '/Accounts/AccountContact/Create';
      return { label: 'AccountContact/Create', method: 'POST', path, body, wait: 'call' };
    }
    case 'account-change':
      return { label: 'Account/Update', method: 'PUT', path: '/Accounts/Account/Update', wait: 'call' };
    case 'contact-change':
      return { label: 'Contact/Update', method: 'PUT', path: '/Contacts/Contact/Update', wait: 'call' };
    case 'address-change':
      return { label: 'Address/Update', method: 'PUT', path: '/Geography/Address/Update', wait: 'call' };
  }
}

/** The body of an update: what stood there, with what is to change. */
export function changeCustomer(request: Change, record: Body): Body {
  if (request.ask === 'account-change') return applyAccount(record, request.set);
  if (request.ask === 'contact-change') return applyContact(record, request.set);
  return applyAddress(record, request.set);
}

const ACCOUNT_MEMBERS = {
  name: 'Name',
  email: 'Email',
  phone: 'Phone',
  vatNumber: 'EIN',
  onHold: 'IsOnHold',
  key: 'CustomKey',
} as const;

function applyAccount(record: Body, set: AccountChange): Body {
  const { credit, ...plain } = set;
  const changed = applyMembers(record, ACCOUNT_MEMBERS, plain);
  if (credit !== undefined) changed['Credit'] = credit === null ? null : Number(credit);
  return changed;
}

const CONTACT_MEMBERS = {
  key: 'CustomKey',
  firstName: 'FirstName',
  lastName: 'LastName',
  fullName: 'FullName',
  email: 'Email1',
  phone: 'Phone1',
} as const;

function applyContact(record: Body, set: ContactChange): Body {
  return applyMembers(record, CONTACT_MEMBERS, set);
}

const ADDRESS_MEMBERS = {
  company: 'Company',
  street1: 'Street1',
  street2: 'Street2',
  street3: 'Street3',
  city: 'City',
  postalCode: 'PostalCode',
} as const;

function applyAddress(record: Body, set: AddressChange): Body {
  const { region, country, ...plain } = set;
  const changed = applyMembers(record, ADDRESS_MEMBERS, plain);
  if (region !== undefined) point(changed, 'Region', region);
  if (country !== undefined) point(changed, 'Country', country);
  return changed;
}

function applyMembers(record: Body, names: Readonly<Record<string, string>>, set: object): Body {
  const changed = { ...record };
  for (const [name, value] of Object.entries(set)) {
    const member = names[name];
    if (member !== undefined && value !== undefined) changed[member] = value;
  }
  return changed;
}

/** An id, code or name that stayed would win over the key. */
function point(record: Body, reference: string, key: string | null): void {
  for (const suffix of ['ID', 'Key', 'Code', 'Name', 'Custom', '']) delete record[reference + suffix];
  if (key !== null) record[`${reference}Key`] = key;
}

function forConnect(plural: string, body: Body): HttpPlan {
  const name = plural.slice(plural.indexOf('/') + 1);
  return { label: `${name}ForConnect`, method: 'POST', path: `/${plural}ForConnect`, body, wait: 'list' };
}

function read(entity: string, id: string, nonce: string): HttpPlan {
  const name = entity.slice(entity.indexOf('/') + 1);
  const path = `/${entity}/ID/${encodeURIComponent(id)}`;
  return { label: `${name}/ID`, method: 'GET', path, query: { noCache: nonce }, wait: 'call' };
}

import type { Account, AccountContact } from '../../model/account.ts';
import type { Contact, OrderAccount, OrderUser } from '../../model/party.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { readAttributes } from './attributes.ts';

/** A contact with its address. Codes come before keys, keys before what somebody typed freely. */
export function readContact(contact: Reader): Contact {
  const address = contact.record('Address');
  return withoutAbsent({
    ...(address === undefined ? {} : readAddress(address)),
    key: contact.id('CustomKey'),
    firstName: contact.text('FirstName'),
    lastName: contact.text('LastName'),
    fullName: contact.text('FullName'),
    email: contact.text('Email1'),
    phone: contact.text('Phone1') ?? contact.text('Phone2') ?? contact.text('Phone3'),
  });
}

/** An address alone. */
export function readAddress(address: Reader): Contact {
  return withoutAbsent({
    company: address.text('Company'),
    street1: address.text('Street1'),
    street2: address.text('Street2'),
    street3: address.text('Street3'),
    city: address.text('City'),
    region: address.text('RegionCode') ?? address.text('RegionKey') ?? address.text('RegionCustom'),
    regionName: address.text('RegionName') ?? address.text('RegionCustom'),
    postalCode: address.text('PostalCode'),
    country: address.text('CountryCode') ?? address.text('CountryKey') ?? address.text('CountryCustom'),
    countryName: address.text('CountryName') ?? address.text('CountryCustom'),
  });
}

/** The account of an order: flattened members, and more when the store embeds it. Undefined for guests. */
export function readOrderAccount(order: Reader): OrderAccount | undefined {
  const embedded = order.record('Account');
  const id = order.id('AccountID') ?? embedded?.id('ID');
  if (id === undefined) return undefined;
  return withoutAbsent({
    id,
    key: order.id('AccountKey') ?? embedded?.id('CustomKey'),
    name: order.text('AccountName') ?? embedded?.text('Name'),
    onHold: embedded?.flag('IsOnHold'),
    taxExempt: taxExemptOf(embedded),
    vatNumber: embedded?.text('EIN'),
  });
}

/** Who placed an order. Password hash and security stamp are members of the store's user; nobody asks for them here. */
export function readOrderUser(order: Reader): OrderUser | undefined {
  const id = order.id('UserID');
  if (id === undefined) return undefined;
  return withoutAbsent({
    id,
    userName: order.text('UserUserName'),
    email: order.text('UserContactEmail'),
  });
}

/** An account with its address book. */
export function readAccount(account: Reader): Account {
  const createdAt = account.time('CreatedDate');
  const updatedAt = account.time('UpdatedDate');
  return withoutAbsent({
    id: account.need('ID', account.id('ID'), ''),
    key: account.id('CustomKey'),
    version: updatedAt ?? createdAt ?? '',
    active: account.flag('Active') !== false,
    name: account.text('Name'),
    type: account.text('TypeKey'),
    status: account.text('StatusKey'),
    onHold: account.flag('IsOnHold') ?? false,
    credit: account.decimal('Credit'),
    creditCurrency: account.text('CreditCurrencyKey'),
    taxable: account.flag('IsTaxable'),
    taxExemptionNumber: account.text('TaxExemptionNo'),
    vatNumber: account.text('EIN'),
    salesperson: account.text('SalesmanCode'),
    email: account.text('Email'),
    phone: account.text('Phone'),
    createdAt,
    updatedAt,
    contacts: account.records('AccountContacts').filter(isActive).map(readAccountContact),
    attributes: readAttributes(account),
  });
}

function readAccountContact(entry: Reader): AccountContact {
  const contact = entry.record('Slave');
  return withoutAbsent({
    id: entry.id('ID') ?? '',
    contactId: entry.id('SlaveID') ?? contact?.id('ID'),
    addressId: contact?.id('AddressID') ?? contact?.record('Address')?.id('ID'),
    name: entry.text('Name'),
    primary: entry.flag('IsPrimary') ?? false,
    billing: entry.flag('IsBilling') ?? false,
    transmitted: entry.flag('TransmittedToERP') ?? false,
    contact: contact === undefined ? undefined : readContact(contact),
  });
}

function taxExemptOf(account: Reader | undefined): boolean | undefined {
  const taxable = account?.flag('IsTaxable');
  return taxable === undefined ? undefined : !taxable;
}

const isActive = (row: Reader): boolean => row.flag('Active') !== false;

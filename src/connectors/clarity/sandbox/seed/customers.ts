import { type CatalogueCustomer, catalogueCustomers } from '../../../kit/sandbox/catalogue.ts';
import type { StoreState } from '../state/store.ts';
import { storeCountry } from './places.ts';

const FIRST_NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hiroshi', 'Ines', 'Jonas'] as const;
const LAST_NAMES = ['Lind', 'Okafor', 'Garcia', 'Novak', 'Tremblay', 'Haugen', 'Schmidt', 'Patel'] as const;

/** Accounts that the store itself holds back, and one with a small credit. */
export const ACCOUNTS_ON_HOLD: readonly string[] = ['C100039', 'C100040'];
export const ACCOUNT_WITH_CREDIT = 'C100038';
const SMALL_CREDIT = 5_000;
/** Every fourth account pays tax; the others are resellers. */
const TAXABLE_EVERY = 4;

/** The trading customers with a user, an address book and two addresses each; the integration's own user comes first. */
export function seedCustomers(state: StoreState, integrationUserName: string, count: number): void {
  state.insert('User', {
    UserName: integrationUserName,
    Email: integrationUserName,
    DisplayName: 'Connect',
    IsApproved: true,
    TypeID: state.entity('UserType').byKey('Administrator')?.ID,
    StatusID: state.entity('UserStatus').byKey('Registered')?.ID,
    AccountID: null,
    ContactID: null,
  });
  for (const [index, customer] of catalogueCustomers(count).entries()) seedCustomer(state, customer, index);
}

function seedCustomer(state: StoreState, customer: CatalogueCustomer, index: number): void {
  const taxable = index % TAXABLE_EVERY === TAXABLE_EVERY - 1;
  const account = state.insert('Account', {
    CustomKey: customer.customerNumber,
    Name: customer.name,
    IsOnHold: ACCOUNTS_ON_HOLD.includes(customer.customerNumber),
    Credit: customer.customerNumber === ACCOUNT_WITH_CREDIT ? SMALL_CREDIT : null,
    IsTaxable: taxable,
    TaxExemptionNo: taxable ? null : `EX-${100 + index}`,
    Email: customer.email,
    TypeID: state.entity('AccountType').byKey('ORGANIZATION')?.ID,
    StatusID: state.entity('AccountStatus').byKey('NORMAL')?.ID,
    CreditCurrencyID: state.entity('Currency').byKey(customer.currency)?.ID,
  });
  const billing = seedContact(state, customer, index, 'Billing', customer.street);
  const shipping = seedContact(state, customer, index + 3, 'Shipping', `${index + 9} Harbour Street`);
  state.insert('AccountContact', bookEntry(account.ID, billing, 'Billing', { IsBilling: true, IsPrimary: false }));
  state.insert('AccountContact', bookEntry(account.ID, shipping, 'Shipping', { IsBilling: false, IsPrimary: true }));
  state.insert('User', {
    UserName: customer.email,
    Email: customer.email,
    EmailConfirmed: true,
    DisplayName: nameOf(index).join(' '),
    IsApproved: true,
    AccountID: account.ID,
    ContactID: billing,
    TypeID: state.entity('UserType').byKey('Customer')?.ID,
    StatusID: state.entity('UserStatus').byKey('Email Verified')?.ID,
    CurrencyID: state.entity('Currency').byKey(customer.currency)?.ID,
  });
}

function bookEntry(
  MasterID: number,
  SlaveID: number,
  Name: string,
  flags: { IsBilling: boolean; IsPrimary: boolean },
): Record<string, unknown> {
  return { Name, MasterID, SlaveID, TransmittedToERP: true, ...flags };
}

function seedContact(
  state: StoreState,
  customer: CatalogueCustomer,
  index: number,
  type: string,
  street: string,
): number {
  const country = storeCountry(customer.country);
  const address = state.insert('Address', {
    Company: customer.name,
    Street1: street,
    City: customer.city,
    PostalCode: customer.postalCode,
    RegionID: state.entity('Region').byKey(`${country}-${customer.region}`)?.ID ?? null,
    CountryID: state.entity('Country').byKey(country)?.ID,
  });
  const [FirstName, LastName] = nameOf(index);
  return state.insert('Contact', {
    FirstName,
    LastName,
    FullName: `${FirstName} ${LastName}`,
    Email1: customer.email,
    Phone1: `+1 512 555 0${100 + (index % 100)}`,
    TypeID: state.entity('ContactType').byKey(type)?.ID,
    AddressID: address.ID,
  }).ID;
}

function nameOf(index: number): readonly [string, string] {
  return [FIRST_NAMES[index % FIRST_NAMES.length] ?? 'Ada', LAST_NAMES[index % LAST_NAMES.length] ?? 'Lind'];
}

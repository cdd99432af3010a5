import { CONTACT } from './party.ts';
import { decimal, flag, type Infer, list, optional, record, text, texts, time } from './shape.ts';

/** One entry of an account's address book. */
export const ACCOUNT_CONTACT = record('Address book entry', {
  id: text('Id of the entry'),
  contactId: optional(text('Id of the contact')),
  addressId: optional(text('Id of the contact’s address')),
  name: optional(text('Name of the entry')),
  primary: flag('Default delivery address'),
  billing: flag('Billing address'),
  transmitted: flag('Already sent to the ERP'),
  contact: optional(CONTACT),
});

/** A company that buys. Decimals are text; what the store does not say is left out. */
export const ACCOUNT = record('Account', {
  id: text('Id in the store'),
  key: optional(text('Key; the ERP’s customer number once it is known')),
  version: text('Changes with every change of the record'),
  active: flag('Not deactivated'),
  name: optional(text('Name')),
  type: optional(text('Type')),
  status: optional(text('Status')),
  onHold: flag('On hold'),
  credit: optional(decimal('Credit limit')),
  creditCurrency: optional(text('Currency of the credit limit')),
  taxable: optional(flag('Pays tax')),
  taxExemptionNumber: optional(text('Tax exemption number')),
  vatNumber: optional(text('Organisation or VAT number')),
  salesperson: optional(text('Salesperson’s code')),
  email: optional(text('E-mail')),
  phone: optional(text('Telephone')),
  createdAt: optional(time('Created')),
  updatedAt: optional(time('Last changed')),
  contacts: list('Address book', ACCOUNT_CONTACT),
  attributes: texts('Attributes of the store’s own'),
});

export type Account = Infer<typeof ACCOUNT>;
export type AccountContact = Infer<typeof ACCOUNT_CONTACT>;

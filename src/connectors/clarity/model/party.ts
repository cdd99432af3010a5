import { flag, type Infer, optional, record, text } from './shape.ts';

/** A person or place with an address, as the store writes it. Country and region stay the store's own codes. */
export const CONTACT = record('Contact', {
  key: optional(text('Key of the contact; the ERP’s address id when one was written there')),
  firstName: optional(text('First name')),
  lastName: optional(text('Last name')),
  fullName: optional(text('Full name')),
  company: optional(text('Company')),
  email: optional(text('E-mail')),
  phone: optional(text('Telephone')),
  street1: optional(text('Street, first line')),
  street2: optional(text('Street, second line')),
  street3: optional(text('Street, third line')),
  city: optional(text('City')),
  region: optional(text('Region or state, the store’s code')),
  regionName: optional(text('Region or state, name')),
  postalCode: optional(text('Postal code')),
  country: optional(text('Country, the store’s code')),
  countryName: optional(text('Country, name')),
});

export type Contact = Infer<typeof CONTACT>;

/** The company an order is for. */
export const ORDER_ACCOUNT = record('Account', {
  id: text('Id of the account in the store'),
  key: optional(text('Key of the account; the ERP’s customer number once it is known')),
  name: optional(text('Name')),
  onHold: optional(flag('Account is on hold in the store')),
  taxExempt: optional(flag('Account pays no tax')),
  vatNumber: optional(text('Organisation or VAT number')),
});

export type OrderAccount = Infer<typeof ORDER_ACCOUNT>;

/** The person who placed an order. */
export const ORDER_USER = record('User', {
  id: text('Id of the user in the store'),
  userName: optional(text('User name')),
  email: optional(text('E-mail')),
});

export type OrderUser = Infer<typeof ORDER_USER>;

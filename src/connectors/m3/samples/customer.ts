import type { AddressEnsureInput, AddressEnsureOutput } from '../operations/address-ensure.ts';
import type { CustomerFindInput, CustomerFindOutput } from '../operations/customer-find.ts';
import type { CustomerUpdateInput, CustomerUpdateOutput } from '../operations/customer-update.ts';
import { CUSTOMER_GET_SAMPLE } from './reads.ts';
import type { CustomerInput, CustomerOutput } from '../operations/customer-ensure/input.ts';

/** A registered shopper with one delivery address, and what comes of it. */
export const CUSTOMER_SAMPLE: { readonly input: CustomerInput; readonly output: CustomerOutput } = {
  input: {
    storeCustomerId: '90017',
    name: 'Nordic Tools AB',
    addressLines: ['Hamngatan 4'],
    city: 'Malmö',
    postalCode: '211 22',
    country: 'SE',
    phone: '+46 40 555 0100',
    email: 'purchase@nordic-tools.example',
    addresses: [
      { name: 'Nordic Tools AB', addressLines: ['Lagervägen 12'], city: 'Malmö', postalCode: '212 39', country: 'SE' },
    ],
  },
  output: { customerNumber: 'WEB000017', created: true, addressIds: ['7K2M9Q'] },
};

/** A customer whose name was changed in the store. */
export const CUSTOMER_UPDATE_SAMPLE: { readonly input: CustomerUpdateInput; readonly output: CustomerUpdateOutput } = {
  input: { customerNumber: 'C100001', name: 'Northwind Pumps & Valves', phone: '+1 512 555 0100' },
  output: {
    changed: true,
    changedFields: ['name', 'phone'],
    customer: { ...CUSTOMER_GET_SAMPLE.output, name: 'Northwind Pumps & Valves', phone: '+1 512 555 0100' },
  },
};

/** An account that the store knows by its VAT number only. */
export const CUSTOMER_FIND_SAMPLE: { readonly input: CustomerFindInput; readonly output: CustomerFindOutput } = {
  input: { vatNumber: 'SE556677889901' },
  output: {
    candidates: [
      {
        id: 'C100003',
        name: 'Nordic Tools AB',
        city: 'Malmö',
        postalCode: '211 22',
        email: 'purchase@nordic-tools.example',
        status: '20',
        by: 'vatNumber',
      },
    ],
  },
};

/** One more delivery address. */
export const ADDRESS_ENSURE_SAMPLE: { readonly input: AddressEnsureInput; readonly output: AddressEnsureOutput } = {
  input: {
    customerNumber: 'C100001',
    addresses: [{ name: 'Dock 4', addressLines: ['4 Dock Road'], city: 'Austin', postalCode: '78701', country: 'US' }],
  },
  output: { addressIds: ['7K2M9Q'] },
};

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

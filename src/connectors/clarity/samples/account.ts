import type { Account } from '../model/account.ts';

/** A company with one delivery address. */
export const ACCOUNT_SAMPLE: Account = {
  id: '77',
  key: 'C100001',
  version: '2025-01-10T08:00:00.000Z',
  active: true,
  name: 'Northwind Pumps 1',
  type: 'CUSTOMER',
  status: 'NORMAL',
  onHold: false,
  credit: '5000',
  creditCurrency: 'USD',
  taxable: true,
  email: 'buyer1@example.test',
  createdAt: '2025-01-10T08:00:00.000Z',
  contacts: [
    {
      id: '12',
      name: 'Main warehouse',
      primary: true,
      billing: true,
      transmitted: false,
      contact: {
        key: '0001',
        firstName: 'Ada',
        lastName: 'Lind',
        company: 'Northwind Pumps 1',
        street1: '1 Dock Road',
        city: 'Austin',
        region: 'TX',
        postalCode: '78701',
        country: 'USA',
      },
    },
  ],
  attributes: {},
};

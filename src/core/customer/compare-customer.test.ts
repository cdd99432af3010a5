import { describe, expect, test } from 'vitest';
import { compareAddresses, compareFields } from './compare-customer.ts';

const m3 = {
  customerNumber: 'WEB000017',
  name: 'NORDIC TOOLS AND MACHINES AKTIEBOLAG',
  email: 'buyer@nordic.test',
  phone: '+46 8 123 45',
  creditLimit: '5000.00',
  stopped: false,
  status: '20',
  addressLines: ['Storgatan 1'],
  postalCode: '111 22',
  city: 'STOCKHOLM',
  country: 'SE',
};
const store = {
  id: '17',
  name: 'Nordic Tools and Machines Aktiebolag in Stockholm',
  email: 'Buyer@Nordic.test',
  phone: '0046812345',
  credit: '2500',
  onHold: true,
  contacts: [
    {
      name: 'Head office',
      billing: true,
      contact: { street1: 'Storgatan 1', postalCode: '11122', city: 'Stockholm', country: 'SWE' },
    },
    {
      primary: true,
      contact: { key: 'A1', street1: 'Hamnen 4', postalCode: '41100', city: 'Göteborg', country: 'SWE' },
    },
    { name: 'Nobody', contact: {} },
  ],
};

describe('fields side by side', () => {
  const fields = new Map(compareFields(m3, store).map((field) => [field.name, field]));

  test('what M3 cut off or wrote in capitals is the same', () => {
    for (const name of ['name', 'email', 'phone']) expect(fields.get(name)?.same, name).toBe(true);
  });

  test('what differs is marked, with both values', () => {
    expect(fields.get('creditLimit')).toMatchObject({ m3: '5000.00', store: '2500', same: false });
    expect(fields.get('stopped')).toMatchObject({ m3: 'no', store: 'yes', same: false });
  });

  test('what only one side has is shown and no difference; what none has is left out', () => {
    expect(fields.get('status')).toEqual({ name: 'status', label: 'Status', m3: '20', same: true });
    expect(fields.has('vatNumber')).toBe(false);
    expect(compareFields(m3, undefined).every(({ same }) => same)).toBe(true);
  });
});

test('an address on both sides is one entry, whatever its spaces, case and country code', () => {
  expect(compareAddresses(m3, store)).toEqual([
    { label: 'Main address in M3', lines: ['Storgatan 1', '111 22 STOCKHOLM', 'SE'], inM3: true, inStore: true },
    {
      label: 'Default delivery address',
      lines: ['Hamnen 4', '41100 Göteborg', 'SWE'],
      inM3: true,
      inStore: true,
      m3Id: 'A1',
    },
  ]);
});

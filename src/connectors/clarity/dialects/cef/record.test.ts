import { describe, expect, it } from 'vitest';
import type { OrderChange } from '../../model/request.ts';
import { changeRecord } from './record.ts';

const settings = {
  zone: 'America/Chicago',
  defaultCurrency: 'USD',
  surface: 'full',
  paths: { orders: '', accounts: '', products: '' },
} as const;

const RECORD = {
  ID: 1042,
  CustomKey: null,
  Active: true,
  CreatedDate: '2025-03-04T14:05:11.447',
  UpdatedDate: '2025-03-04T14:05:12.01',
  StatusID: 3,
  StatusKey: 'Pending',
  StatusName: 'Pending',
  StatusSortOrder: 0,
  StateID: 1,
  AccountID: 77,
  BillingContactID: 5,
  BillingContact: { ID: 5, FirstName: 'Ada' },
  Brand: { ID: 9, CustomKey: 'MAIN' },
  Totals: { SubTotal: 250, Total: 275.4 },
  SerializableAttributes: { Colour: { ID: 4, Key: 'Colour', Value: 'red', UofM: 'x' } },
  ShippingDetail: { CarrierID: 2 },
  SalesItems: [{ ID: 5001 }],
  Discounts: [],
  Notes: [{ Note1: 'x' }],
  OwnFieldOfThisStore: 'kept',
};

const change = (set: OrderChange): Record<string, unknown> =>
  changeRecord({ ask: 'order-update', id: '1042', handle: 'h', set }, RECORD, settings);

describe('a record that is written back', () => {
  it('keeps all of its own row, and no list and no embedded record', () => {
    const body = change({ key: '0010004711', hash: '123456789' });
    expect(body).toEqual({
      ID: 1042,
      CustomKey: '0010004711',
      Hash: 123456789,
      Active: true,
      CreatedDate: '2025-03-04T14:05:11.447',
      UpdatedDate: '2025-03-04T14:05:12.01',
      StatusID: 3,
      StatusKey: 'Pending',
      StatusName: 'Pending',
      StatusSortOrder: 0,
      StateID: 1,
      AccountID: 77,
      BillingContactID: 5,
      BrandID: 9,
      Totals: { SubTotal: 250, Total: 275.4 },
      SerializableAttributes: { Colour: { ID: 4, Key: 'Colour', Value: 'red', UofM: 'x' } },
      ShippingDetail: { CarrierID: 2 },
      OwnFieldOfThisStore: 'kept',
    });
  });

  it('points to another status by its key alone', () => {
    const body = change({ status: 'Backordered', state: 'WORK' });
    expect(Object.keys(body).filter((name) => /^Stat(?:us|e)/.test(name))).toEqual(['StatusKey', 'StateKey']);
  });

  it('adds an attribute and tracking beside what is there', () => {
    const body = change({
      attributes: { M3Order: '7' },
      trackingNumber: '1Z',
      carrier: 'UPS',
      shippedAt: '2025-03-05T06:00:00Z',
    });
    expect(body).toMatchObject({
      SerializableAttributes: { Colour: { Value: 'red', UofM: 'x' }, M3Order: { Key: 'M3Order', Value: '7' } },
      TrackingNumber: '1Z',
      ShippingDetail: { CarrierID: 2, TrackingNumber: '1Z', CarrierName: 'UPS' },
      ActualShipDate: '2025-03-05T00:00:00.000',
    });
  });

  it('leaves the record that was read as it was', () => {
    const before = JSON.stringify(RECORD);
    change({ key: '1', attributes: { Colour: 'blue' } });
    expect(JSON.stringify(RECORD)).toBe(before);
  });
});

import type { StoreReturn } from '../model/fulfilment.ts';

/** One pump of an order that was delivered comes back. */
export const RETURN_SAMPLE: StoreReturn = {
  id: '501',
  version: '2025-03-10T09:00:00.000Z#Pending',
  active: true,
  status: 'Pending',
  orderIds: ['1042'],
  accountId: '77',
  accountName: 'Northwind Pumps AS',
  total: '95',
  lines: [{ id: '6001', sku: 'PUMP-200', name: 'Pump 200', quantity: '1', reason: 'Damaged' }],
  notes: ['The housing is cracked.'],
};

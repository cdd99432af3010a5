import type { JsonSchema } from '../../../core/json.ts';

const PAIR: JsonSchema = {
  type: 'object',
  required: ['entity', 'entityId', 'customerNumber'],
  properties: {
    entity: { type: 'string', title: 'Kind of record in the store: account' },
    entityId: { type: 'string', title: 'Id in the store' },
    accountId: { type: 'string', title: 'Id of the account' },
    customerNumber: { type: 'string', title: 'Customer number in M3' },
    subject: { type: 'string', title: 'The record' },
  },
};

/** Events by which one of the two customer flows hands fields over to the other. */
export const AGREE_EVENTS: Readonly<Record<string, { readonly title: string; readonly schema: JsonSchema }>> = {
  'landbridge.customer.to-m3': { title: 'A customer of the store has something for M3', schema: PAIR },
  'landbridge.customer.to-store': { title: 'A customer of M3 has something for the store', schema: PAIR },
};

import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { ORDER_HEAD } from '../model/order.ts';
import { count, flag, type Infer, list, optional, record, text, time } from '../model/shape.ts';
import { ORDER_HEAD_SAMPLE } from '../samples/order.ts';
import { readOnce } from './view.ts';

const INPUT = record('Which orders', {
  modifiedSince: optional(time('Changed or placed since')),
  placedFrom: optional(time('Placed from')),
  placedUntil: optional(time('Placed until')),
  status: optional(text('Status')),
  accountKey: optional(text('Key of the account')),
  active: optional(flag('Active ones; true unless given')),
  page: optional(count('Page, 1 for the first, where the store gives pages')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Orders', { orders: list('Orders', ORDER_HEAD), more: flag('There is a next page') });
type Output = Infer<typeof OUTPUT>;

/** Lists orders without their lines. Bound it by a time: the list for integrations gives everything at once. */
export const orderList: Operation<Input, Output> = {
  name: 'order.list',
  title: 'List orders',
  description: 'Lists orders by time, status or account. Lines are not in lists: read the order for them.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { modifiedSince: '2025-03-04T14:00:00.000Z' },
    output: { orders: [ORDER_HEAD_SAMPLE], more: false },
  },
  next: (view) => {
    const filter = Object.fromEntries(Object.entries(view.input).filter(([, value]) => value !== undefined));
    return readOnce<'order-list', Output>(view, { ask: 'order-list', ...filter }, ({ orders, more }) => ({
      orders,
      more,
    }));
  },
};

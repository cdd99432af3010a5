import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { ORDER_FIND_SAMPLE } from '../samples/fulfilment.ts';
import { type M3Settings, readM3Settings, webOrderField } from '../setup/settings.ts';
import { failWith } from './history.ts';
import { findExistingOrder } from './order-create/find-existing.ts';
import { objectSchema, textSchema } from './schema.ts';
import { cleanText, fitOrderKey } from './values.ts';

export interface OrderFindInput {
  readonly customerNumber: string;
  readonly orderKey: string;
  /** ISO 8601. */
  readonly notBefore?: string;
}

export interface OrderFindOutput {
  readonly found: boolean;
  readonly orderNumber: string;
  readonly entry: M3Settings['orderEntry'];
}

/** Looks in M3 itself for the order of a web order, whether or not it is whole and known here. */
export const orderFind: Operation<OrderFindInput, OrderFindOutput, JsonObject> = {
  name: 'order.find',
  title: 'Find the order of a web order',
  description:
    'Looks among the customer’s orders for one that carries the web order number, also one that is not whole. What was ' +
    'still on its way at a moment is waited for, a quiet time long. More than one is a failure.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      customerNumber: textSchema('Customer number in M3', { minLength: 1 }),
      orderKey: textSchema('Web order number, as it was sent to M3', { minLength: 1 }),
      notBefore: textSchema('Nothing was sent after this moment, ISO 8601; the answer counts a quiet time later'),
    },
    ['customerNumber', 'orderKey'],
  ),
  output: objectSchema(
    {
      found: { type: 'boolean' },
      orderNumber: textSchema('Order number in M3; empty when there is none'),
      entry: {
        enum: ['draft', 'direct'],
        description: 'How this connection enters orders: staged and confirmed, or live',
      },
    },
    ['found', 'orderNumber', 'entry'],
  ),
  sample: ORDER_FIND_SAMPLE,
  next: nextAction,
};

function nextAction(view: OperationView<OrderFindInput>): OperationAction<OrderFindOutput> {
  const settings = readM3Settings(view.settings);
  const { customerNumber, orderKey, notBefore } = view.input;
  const sent = notBefore === undefined ? Number.NaN : Date.parse(notBefore);
  const since = Number.isNaN(sent) ? 0 : sent + settings.quietTimeMs;
  if (view.now < since) return { do: 'wait', until: since, why: 'an order may still take effect in M3' };
  const lookup = { customerNumber, field: webOrderField(settings), value: fitOrderKey(cleanText(orderKey)) };
  const found = findExistingOrder(view, lookup, settings, since);
  if ('next' in found) return found.next;
  if ('failure' in found) return failWith(found.failure);
  const { orderNumber = '' } = found;
  return { do: 'done', output: { found: orderNumber !== '', orderNumber, entry: settings.orderEntry } };
}

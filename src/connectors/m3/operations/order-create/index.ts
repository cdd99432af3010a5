import type { JsonObject } from '../../../../core/json.ts';
import type { Operation } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { ORDER_SAMPLE } from '../../samples/order.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import { failWith } from '../history.ts';
import { nextForDirect } from './direct-protocol.ts';
import { nextForDraft, type OrderAction, type OrderView } from './draft-protocol.ts';
import { orderLink, outputOf, readOrder } from './finish.ts';
import { ORDER_INPUT_SCHEMA, ORDER_OUTPUT_SCHEMA, type OrderInput, type OrderOutput } from './input.ts';

/** Creates a customer order in M3, once, with exactly its lines. */
export const orderCreate: Operation<OrderInput, OrderOutput, JsonObject> = {
  name: 'order.create',
  title: 'Create a customer order',
  description:
    'Stages the order as a draft, reads it back, and confirms it once. A draft that is left in doubt is given up, so a ' +
    'lost or late answer can neither lose, double nor change the order. By setting the order is entered directly.',
  effect: 'write',
  idempotency: 'check-first',
  input: ORDER_INPUT_SCHEMA,
  output: ORDER_OUTPUT_SCHEMA,
  sample: ORDER_SAMPLE,
  linkOf: ({ orderKey }) => ({ kind: 'order', system: 'clarity', id: orderKey }),
  next: (view) => {
    const settings = readM3Settings(view.settings);
    if (view.linkedId !== undefined) return nextForLinked(view, view.linkedId, settings);
    // What was begun one way is ended that way, even when the setting was changed in between.
    const begun = view.calls.find(({ name }) => name === 'stage' || name === 'head')?.name;
    const direct = begun ? begun === 'head' : settings.orderEntry === 'direct';
    return direct ? nextForDirect(view, settings) : nextForDraft(view, settings);
  },
};

/** The order is in M3 already: say where it stands, and write nothing. */
function nextForLinked(view: OrderView, orderNumber: string, settings: M3Settings): OrderAction {
  const read = readOrder(view, orderNumber, settings);
  if ('next' in read) return read.next;
  if (read.order) {
    const { orderKey } = view.input;
    return {
      do: 'done',
      output: outputOf(read.order, orderNumber, settings),
      links: [orderLink(orderKey, orderNumber)],
    };
  }
  const message = `Web order ${view.input.orderKey} is linked to M3 order ${orderNumber}, which is not there any more.`;
  return failWith(m3Failure('m3.linked-order-missing', { record: `order ${orderNumber}`, message }));
}

import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { exportedNumberOf } from '../model/content-hash.ts';
import type { OrderLook } from '../model/order-standing.ts';
import type { OrderChange } from '../model/request.ts';
import { flag, type Infer, optional, record, text } from '../model/shape.ts';
import { type Decision, pursue } from './pursue.ts';
import { settingsOf } from './view.ts';

const INPUT = record('The ERP’s number of an order', {
  id: text('Id of the order in the store'),
  key: text('The other system’s number of the order'),
  version: optional(text('Version of the order that the other system has')),
  overwrite: optional(flag('Replace another number that stands there')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  id: text('Id of the order in the store'),
  key: text('The number that stands there now'),
  changed: flag('False when it stood there already'),
  changedMeanwhile: optional(flag('The order is no longer as it was in the version given')),
});
type Output = Infer<typeof OUTPUT>;

/** Writes the other system's number onto an order, which thereby counts as exported. */
export const orderSetExternalKey: Operation<Input, Output> = {
  name: 'order.set-external-key',
  title: 'Write the ERP’s order number onto an order',
  description:
    'Reads the order in full, changes the number alone and writes the record back without its lines. After an unanswered write it finds out before it writes again.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { id: '1042', key: '0010004711' },
    output: { id: '1042', key: '0010004711', changed: true },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { id, key, version } = view.input;
  const pursued = pursue<OrderLook>(view, {
    name: 'write',
    look: { ask: 'order-look', id, forWrite: true },
    decide: (reply) => decide(view, reply),
  });
  if ('action' in pursued) return pursued.action;
  // Of a write that is found again this cannot be told: then it counts as changed, and somebody looks once more.
  const since = version === undefined ? {} : { changedMeanwhile: pursued.reached.order.version !== version };
  return { do: 'done', output: { id, key, changed: pursued.wrote, ...since } };
}

function decide(view: OperationView<Input>, { order, active, handle, contentHash: hash }: OrderLook): Decision {
  const { id, key, overwrite = false } = view.input;
  const { markerAttribute } = settingsOf(view);
  const present = exportedNumberOf(order, markerAttribute);
  if (present === key) return { is: 'reached' };
  const blocked = (code: Parameters<typeof clarityFailure>[0], message?: string): Decision => ({
    is: 'blocked',
    failure: clarityFailure(code, { record: `order ${id}`, ...(message === undefined ? {} : { message }) }),
  });
  if (!active) return blocked('clarity.order-inactive');
  if (present !== undefined && !overwrite) {
    return blocked('clarity.order-has-other-key', `Order ${id} already carries ${present}; ${key} was to be written.`);
  }
  const set: OrderChange =
    markerAttribute === undefined ? { key, hash } : { attributes: { [markerAttribute]: key }, hash };
  return { is: 'wanted', request: { ask: 'order-update', id, handle: handle ?? '', set } };
}

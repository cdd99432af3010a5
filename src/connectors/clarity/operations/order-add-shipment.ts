import { Decimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import type { Shipment, ShipmentChange } from '../model/fulfilment.ts';
import type { Order } from '../model/order.ts';
import type { ShipmentReply } from '../model/request.ts';
import { decimal, flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { ERP_LINE, matchLines } from './order-lines.ts';
import { type Decision, pursue } from './pursue.ts';
import { fail, lastReading, read } from './view.ts';

const INPUT = record('A delivery of an order', {
  orderId: text('Id of the order in the store'),
  key: text('Key of the shipment: the same delivery always has the same'),
  deliveryNumber: text('Delivery number of the ERP'),
  erpOrderNumber: optional(text('Order number of the ERP')),
  trackingNumber: optional(text('Tracking number; empty while there is none')),
  carrier: optional(text('Carrier')),
  shippedOn: optional(text('Day the goods left')),
  expectedOn: optional(text('Day the goods are expected')),
  lines: list(
    'What is in it',
    record('Line', {
      ...ERP_LINE,
      quantity: decimal('Quantity'),
    }),
  ),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  orderId: text('Id of the order in the store'),
  key: text('Key of the shipment'),
  changed: flag('False when the store showed it all already'),
  trackingNumber: text('Tracking number that stands there'),
});
type Output = Infer<typeof OUTPUT>;

/** Shows a delivery in the store, once, with what is in it. */
export const orderAddShipment: Operation<Input, Output> = {
  name: 'order.add-shipment',
  title: 'Show a delivery of an order',
  description:
    'Finds the shipment by its key and makes it only when there is none, so a repeat changes nothing. A tracking number that comes later is added to it. The store mails nobody for it, and the lines of the order are not touched.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: {
      orderId: '1042',
      key: 'M3-900001',
      deliveryNumber: '900001',
      trackingNumber: '1Z999AA10123456784',
      lines: [{ lineNumber: '1', sku: 'PUMP-200', quantity: '2' }],
    },
    output: { orderId: '1042', key: 'M3-900001', changed: true, trackingNumber: '1Z999AA10123456784' },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { orderId, key } = view.input;
  const reading = lastReading<'order-read'>(view, 'order');
  if (reading === undefined) return read('order', { ask: 'order-read', id: orderId });
  if ('failure' in reading) return fail(reading.failure);
  const { set, warnings } = describe(view.input, reading.reply.order);
  const pursued = pursue<ShipmentReply>(view, {
    name: 'write',
    look: { ask: 'shipment-find', key, forWrite: true },
    decide: ({ shipment, handle }): Decision => {
      if (shipment && isShown(shipment, set)) return { is: 'reached' };
      const request = { ask: 'shipment-save', key, set, ...(shipment && { handle: handle ?? '' }) } as const;
      return { is: 'wanted', request };
    },
  });
  if ('action' in pursued) return pursued.action;
  const trackingNumber = set.trackingNumber ?? pursued.reached.shipment?.trackingNumber ?? '';
  return { do: 'done', output: { orderId, key, changed: pursued.wrote, trackingNumber }, warnings };
}

function describe(input: Input, order: Order): { readonly set: ShipmentChange; readonly warnings: readonly string[] } {
  const { orderId, deliveryNumber, erpOrderNumber, trackingNumber, carrier, shippedOn, expectedOn } = input;
  const { matched, unmatched } = matchLines(order, input.lines);
  const quantities = new Map<string, Decimal>();
  for (const [line, own] of matched) {
    quantities.set(own.id, (quantities.get(own.id) ?? new Decimal(0)).plus(line.quantity));
  }
  const contents = [...quantities].map(([id, quantity]) => `${id}=${quantity.toFixed()}`).join(';');
  const given = (value: string | undefined): string | undefined => (value ? value : undefined);
  const set: ShipmentChange = {
    orderId,
    lineIds: [...quantities.keys()],
    contents,
    deliveryNumber,
    ...(given(erpOrderNumber) && { erpOrderNumber }),
    ...(given(trackingNumber) && { trackingNumber }),
    ...(given(carrier) && { carrier }),
    ...(given(shippedOn) && { shippedAt: `${shippedOn}T00:00:00.000Z` }),
    ...(given(expectedOn) && { expectedAt: `${expectedOn}T00:00:00.000Z` }),
  } as ShipmentChange;
  const warnings = unmatched.map(
    ({ sku = '', quantity }) => `The web order has no line for ${quantity} × ${sku} of delivery ${deliveryNumber}.`,
  );
  return { set, warnings };
}

/** Whether the store shows all of it. A tracking number that stands there is never taken away. */
function isShown(shipment: Shipment, set: ShipmentChange): boolean {
  const same = (wanted: string | undefined, shown: string | undefined): boolean =>
    wanted === undefined || wanted === shown;
  return (
    shipment.orderId === set.orderId &&
    (shipment.contents ?? '') === set.contents &&
    same(set.trackingNumber, shipment.trackingNumber) &&
    same(set.carrier, shipment.carrier) &&
    same(set.shippedAt, shipment.shippedAt) &&
    same(set.expectedAt, shipment.expectedAt)
  );
}

import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { DELIVERY_SAMPLE } from '../samples/fulfilment.ts';
import { readM3Settings } from '../setup/settings.ts';
import { type Delivery, DELIVERY_SCHEMA } from './delivery.ts';
import { readDeliveries } from './delivery-list.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface DeliveryGetInput {
  readonly deliveryNumber: string;
  /** Saves a call where the caller knows it. */
  readonly orderNumber?: string;
}

/** Reads one delivery. */
export const deliveryGet: Operation<DeliveryGetInput, Delivery, JsonObject> = {
  name: 'delivery.get',
  title: 'Read a delivery',
  description: 'Reads what a delivery holds, whether it has left, and its tracking numbers, which carriers fill late.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      deliveryNumber: textSchema('Delivery number in M3', { minLength: 1 }),
      orderNumber: textSchema('Order number in M3, if known'),
    },
    ['deliveryNumber'],
  ),
  output: DELIVERY_SCHEMA,
  sample: { input: { deliveryNumber: DELIVERY_SAMPLE.deliveryNumber }, output: DELIVERY_SAMPLE },
  next: (view) => {
    const { deliveryNumber } = view.input;
    let { orderNumber = '' } = view.input;
    if (orderNumber === '') {
      const asked = callsThisRound(view, 'order').at(-1);
      if (!asked) {
        const head = { transaction: 'GetHead', record: { DLIX: deliveryNumber }, columns: ['DLIX', 'RIDN'] };
        return callM3('order', 'read', { program: 'MWS410MI', transactions: [head] });
      }
      orderNumber = (resultsOf([asked])[0]?.records[0]?.['RIDN'] ?? '').trim();
      const missing = m3Failure('m3.record-missing', { record: `delivery ${deliveryNumber}` });
      if (orderNumber === '') return failWith(asked.failure ?? missing);
    }
    const read = readDeliveries(view, orderNumber, deliveryNumber, readM3Settings(view.settings));
    if ('action' in read) return read.action;
    const [delivery] = read.deliveries;
    if (delivery) return { do: 'done', output: delivery };
    return failWith(m3Failure('m3.record-missing', { record: `delivery ${deliveryNumber}` }));
  },
};

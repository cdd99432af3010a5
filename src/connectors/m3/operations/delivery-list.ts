import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { DELIVERY_LIST_SAMPLE } from '../samples/fulfilment.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import {
  type Delivery,
  DELIVERY_LINE_COLUMNS,
  DELIVERY_SCHEMA,
  describeDelivery,
  headReads,
  webLinesOf,
} from './delivery.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface DeliveryListInput {
  readonly orderNumber: string;
  /** Only deliveries whose goods have left. */
  readonly shippedOnly?: boolean;
}

export interface DeliveryListOutput {
  readonly orderNumber: string;
  readonly deliveries: readonly Delivery[];
}

/** Lists the deliveries of an order. */
export const deliveryList: Operation<DeliveryListInput, DeliveryListOutput, JsonObject> = {
  name: 'delivery.list',
  title: 'List the deliveries of an order',
  description: 'Reads each delivery with its lines, quantities, packages and tracking numbers.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      orderNumber: textSchema('Order number in M3', { minLength: 1 }),
      shippedOnly: { type: 'boolean', description: 'Leave out what has not left yet' },
    },
    ['orderNumber'],
  ),
  output: objectSchema({ orderNumber: textSchema('Order number in M3'), deliveries: listSchema(DELIVERY_SCHEMA) }, [
    'orderNumber',
    'deliveries',
  ]),
  sample: DELIVERY_LIST_SAMPLE,
  next: (view) => {
    const { orderNumber, shippedOnly = false } = view.input;
    const read = readDeliveries(view, orderNumber, undefined, readM3Settings(view.settings));
    if ('action' in read) return read.action;
    const deliveries = read.deliveries.filter(({ shipped }) => shipped || !shippedOnly);
    return { do: 'done', output: { orderNumber, deliveries } };
  },
};

/**
 * Reads deliveries of an order: the lines by MWS411MI/LstDelLnByOrd (order category 3 is the customer order), the web
 * line numbers by OIS100MI/LstLine, heads and packages by MWS410MI. With `only`, that delivery alone.
 */
export function readDeliveries(
  view: Pick<OperationView, 'calls' | 'round' | 'now'>,
  orderNumber: string,
  only: string | undefined,
  settings: M3Settings,
): { readonly action: OperationAction<never> } | { readonly deliveries: readonly Delivery[] } {
  const limit = bulkLimit(settings);
  const ask = {
    transaction: 'LstDelLnByOrd',
    record: { RORC: '3', RIDN: orderNumber },
    columns: DELIVERY_LINE_COLUMNS,
  };
  const listed = readAll('lines', 'MWS411MI', [ask], callsThisRound(view, 'lines'), limit);
  if ('next' in listed) return { action: listed.next };
  const refused = listed.results.map(failureOf).find((failure) => failure && failure.kind !== 'missing');
  if (refused) return { action: failWith(refused) };
  const lines = Map.groupBy(
    listed.results.flatMap(({ records }) => records),
    ({ DLIX = '' }) => DLIX.trim(),
  );
  const numbers = [...lines.keys()].filter((number) => only === undefined || Number(number) === Number(only));
  if (numbers.length === 0) {
    if (only === undefined) return { deliveries: [] };
    return { action: failWith(m3Failure('m3.record-missing', { record: `delivery ${only}` })) };
  }
  const own = [{ transaction: 'LstLine', record: { ORNO: orderNumber }, columns: ['PONR', 'POSX', 'CUPO'] }];
  const numbered = readAll('web-lines', 'OIS100MI', own, callsThisRound(view, 'web-lines'), limit);
  if ('next' in numbered) return { action: numbered.next };
  const webLines = webLinesOf(numbered.results);
  const heads = readAll('heads', 'MWS410MI', headReads(numbers), callsThisRound(view, 'heads'), limit);
  if ('next' in heads) return { action: heads.next };
  const deliveries = numbers.flatMap((number) => {
    const about = heads.results.filter(({ record }) => Number(record['DLIX']) === Number(number));
    const head = about.find(({ transaction }) => transaction === 'GetHead')?.records[0];
    const packages = about.find(({ transaction }) => transaction === 'LstPackages')?.records ?? [];
    return head ? [describeDelivery(head, packages, lines.get(number) ?? [], webLines)] : [];
  });
  return { deliveries };
}

import { Decimal } from 'decimal.js';
import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { ORDER_GET_SAMPLE } from '../samples/fulfilment.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { type Ask, bulkLimit, callsThisRound, type Fail, failureOf, failWith, readAll } from './history.ts';
import { describeLine, keyOf, LINE_COLUMNS, LINE_STATUS_PROPERTIES, type OrderStatusOutput } from './order-status.ts';
import { isStopped, STOP_PROPERTIES } from './order-stop.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';
import { ORDER_STATUSES, type OrderStatus, orderStatusWord } from './status-words.ts';
import { decimalText, readDecimal } from './values.ts';

export interface OrderGetInput {
  readonly orderNumber: string;
}

type StatusLine = OrderStatusOutput['lines'][number];

export interface OrderGetLine extends StatusLine {
  /** Ordered and still to be allocated although other goods of the order have gone on. */
  readonly backOrdered: string;
  readonly unit: string;
  readonly price: string;
  readonly warehouse: string;
  /** YYYYMMDD. */
  readonly requestedDate: string;
}

export interface OrderGetOutput {
  readonly orderNumber: string;
  readonly webOrderNumber: string;
  readonly customerNumber: string;
  readonly customerReference: string;
  readonly yourReference: string;
  readonly currency: string;
  readonly requestedDate: string;
  readonly status: OrderStatus;
  readonly lowestStatus: string;
  readonly highestStatus: string;
  readonly stopped: boolean;
  readonly stopCode: string;
  /** Some goods have left, others have not. */
  readonly partlyShipped: boolean;
  readonly lines: readonly OrderGetLine[];
}

const status = { enum: ORDER_STATUSES };

const OUTPUT = objectSchema(
  {
    orderNumber: textSchema('Order number in M3'),
    webOrderNumber: textSchema('Web order number'),
    customerNumber: textSchema('Customer number'),
    customerReference: textSchema("Customer's reference"),
    yourReference: textSchema('Your reference'),
    currency: textSchema('Currency'),
    requestedDate: textSchema('Requested delivery day, YYYYMMDD'),
    status,
    ...STOP_PROPERTIES,
    partlyShipped: { type: 'boolean', description: 'Some goods have left, others have not' },
    lines: listSchema(
      objectSchema(
        {
          ...LINE_STATUS_PROPERTIES,
          backOrdered: textSchema('Quantity still to be allocated although other goods have gone on', {
            format: 'decimal',
          }),
          unit: textSchema('Unit'),
          price: textSchema('Price of one unit', { format: 'decimal' }),
          warehouse: textSchema('Warehouse'),
          requestedDate: textSchema('Requested delivery day, YYYYMMDD'),
        },
        ['m3LineNumber', 'itemNumber', 'status', 'statusCode', 'ordered', 'delivered', 'backOrdered'],
      ),
    ),
  },
  ['orderNumber', 'status', 'lowestStatus', 'highestStatus', 'stopped', 'partlyShipped', 'lines'],
);

const HEAD_COLUMNS = ['ORNO', 'CUNO', 'CUOR', 'YREF', 'OREF', 'CUCD', 'RLDT', 'ORSL', 'ORST', 'OBLC'];
const OWN_COLUMNS = ['PONR', 'POSX', 'CUPO', 'ALUN', 'SAPR', 'WHLO', 'DWDT'];

/** An order as M3 shows it: its head, and what the two lists say of its lines. */
export interface WholeOrder {
  readonly head: MiRecord;
  readonly output: OrderGetOutput;
}

/** Reads head and lines of an order in one call where bulk calls are allowed (OIS100MI GetHead, LstLineBOD, LstLine). */
export function readWholeOrder(
  view: Pick<OperationView, 'calls' | 'round' | 'now'>,
  orderNumber: string,
  settings: M3Settings,
): { readonly next: Ask } | { readonly failed: Fail } | WholeOrder {
  const record = { ORNO: orderNumber };
  const reads = [
    { transaction: 'GetHead', record, columns: HEAD_COLUMNS, needs: ['ORNO'] },
    { transaction: 'LstLineBOD', record, columns: LINE_COLUMNS },
    { transaction: 'LstLine', record, columns: OWN_COLUMNS },
  ];
  const read = readAll('read', 'OIS100MI', reads, callsThisRound(view, 'read'), bulkLimit(settings));
  if ('next' in read) return read;
  const [order, lines, more] = read.results;
  const head = order?.records[0];
  if (!order || !head) {
    const missing = m3Failure('m3.order-not-found', { record: `order ${orderNumber}` });
    return { failed: failWith((order ? failureOf(order) : undefined) ?? missing) };
  }
  const own = new Map((more?.records ?? []).map((line) => [keyOf(line), line]));
  return { head, output: describe(head, lines?.records ?? [], own, orderNumber, settings) };
}

function describe(
  head: MiRecord,
  lines: readonly MiRecord[],
  own: ReadonlyMap<string, MiRecord>,
  orderNumber: string,
  settings: M3Settings,
): OrderGetOutput {
  const webFirst = settings.webOrderNumberField === 'customerOrderNumber';
  const { ORSL: lowestStatus = '', ORST: highestStatus = '', OBLC: stopCode = '' } = head;
  const statuses = lines.map((line) => describeLine(line, (own.get(keyOf(line))?.['CUPO'] ?? '').trim()));
  const gone = statuses.some((line) => isPositive(line.delivered) || isPositive(line.picked));
  const left = statuses.some((line) => isPositive(line.delivered));
  return {
    orderNumber: head['ORNO'] ?? orderNumber,
    webOrderNumber: head[webFirst ? 'CUOR' : 'YREF'] ?? '',
    customerNumber: head['CUNO'] ?? '',
    customerReference: head[webFirst ? 'OREF' : 'CUOR'] ?? '',
    yourReference: head[webFirst ? 'YREF' : 'OREF'] ?? '',
    currency: head['CUCD'] ?? '',
    requestedDate: head['RLDT'] ?? '',
    status: orderStatusWord(lowestStatus, highestStatus),
    lowestStatus,
    highestStatus,
    stopped: isStopped(stopCode, settings),
    stopCode: stopCode.trim(),
    partlyShipped: left && statuses.some((line) => number(line.delivered).lt(number(line.ordered)) && !isClosed(line)),
    lines: statuses.map((line, index) => {
      const more = own.get(keyOf(lines[index] ?? {})) ?? {};
      return {
        ...line,
        backOrdered: gone && !isClosed(line) ? openOf(line) : '0',
        unit: more['ALUN'] ?? '',
        price: more['SAPR'] || '0',
        warehouse: more['WHLO'] ?? '',
        requestedDate: more['DWDT'] ?? '',
      };
    }),
  };
}

const number = (text: string): Decimal => readDecimal(text.trim()) ?? new Decimal(0);
const isPositive = (text: string): boolean => number(text).gt(0);
const isClosed = ({ statusCode }: StatusLine): boolean => statusCode.trim() === '99';

/** What stands nowhere yet: ordered, and neither allocated nor picked nor delivered. */
function openOf({ ordered, allocated, picked, delivered }: StatusLine): string {
  const open = number(ordered).sub(number(allocated)).sub(number(picked)).sub(number(delivered));
  return open.gt(0) ? decimalText(open) : '0';
}

/** Reads an order whole. */
export const orderGet: Operation<OrderGetInput, OrderGetOutput, JsonObject> = {
  name: 'order.get',
  title: 'Read an order',
  description:
    'Reads head and lines: how much of each line is confirmed, allocated, picked, delivered, invoiced and on back-order.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ orderNumber: textSchema('Order number in M3', { minLength: 1 }) }, ['orderNumber']),
  output: OUTPUT,
  sample: ORDER_GET_SAMPLE,
  next: (view) => {
    const read = readWholeOrder(view, view.input.orderNumber, readM3Settings(view.settings));
    if ('next' in read) return read.next;
    return 'failed' in read ? read.failed : { do: 'done', output: read.output };
  },
};

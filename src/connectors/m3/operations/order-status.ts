import type { JsonObject, JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { ORDER_STATUS_SAMPLE } from '../samples/reads.ts';
import { readM3Settings, webOrderField } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { isStopped, STOP_PROPERTIES } from './order-stop.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';
import { lineStatusWord, ORDER_STATUSES, type OrderStatus, orderStatusWord } from './status-words.ts';

export interface OrderStatusInput {
  readonly orderNumber: string;
}

export interface OrderStatusOutput {
  readonly orderNumber: string;
  readonly webOrderNumber: string;
  readonly customerNumber: string;
  readonly status: OrderStatus;
  readonly lowestStatus: string;
  readonly highestStatus: string;
  readonly stopped: boolean;
  readonly stopCode: string;
  readonly lines: readonly {
    readonly lineNumber: string;
    readonly m3LineNumber: string;
    readonly itemNumber: string;
    readonly status: OrderStatus;
    readonly statusCode: string;
    readonly ordered: string;
    readonly confirmed: string;
    readonly allocated: string;
    readonly picked: string;
    readonly delivered: string;
    readonly invoiced: string;
  }[];
}

const status = { enum: ORDER_STATUSES };
const quantity = (what: string) => textSchema(`${what} quantity`, { format: 'decimal' });

/** Schema of the fields that say where one line stands. */
export const LINE_STATUS_PROPERTIES: JsonSchema = {
  lineNumber: textSchema('Line number in the web order; empty when M3 added the line'),
  m3LineNumber: textSchema('Line number in M3'),
  itemNumber: textSchema('Item number'),
  status,
  statusCode: textSchema('Line status in M3'),
  ordered: quantity('Ordered'),
  confirmed: quantity('Confirmed'),
  allocated: quantity('Allocated'),
  picked: quantity('Picked'),
  delivered: quantity('Delivered'),
  invoiced: quantity('Invoiced'),
};

const OUTPUT = objectSchema(
  {
    orderNumber: textSchema('Order number in M3'),
    webOrderNumber: textSchema('Web order number'),
    customerNumber: textSchema('Customer number'),
    status,
    ...STOP_PROPERTIES,
    lines: listSchema(objectSchema(LINE_STATUS_PROPERTIES, ['m3LineNumber', 'itemNumber', 'status', 'statusCode'])),
  },
  ['orderNumber', 'status', 'lowestStatus', 'highestStatus', 'stopped', 'lines'],
);

/** Columns of LstLineBOD that {@link describeLine} reads. */
export const LINE_COLUMNS = ['PONR', 'POSX', 'ITNO', 'ORST', 'ORQT', 'CONQ', 'ALQT', 'PLQT', 'DLQT', 'IVQT'];

/** Says where an order stands, line by line. */
export const orderStatus: Operation<OrderStatusInput, OrderStatusOutput, JsonObject> = {
  name: 'order.status',
  title: 'Read the status of an order',
  description:
    'Reads how far each line is allocated, picked, delivered and invoiced, and whether the order is stopped.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ orderNumber: textSchema('Order number in M3', { minLength: 1 }) }, ['orderNumber']),
  output: OUTPUT,
  sample: ORDER_STATUS_SAMPLE,
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const record = { ORNO: view.input.orderNumber };
    const head = ['ORNO', 'CUNO', 'CUOR', 'YREF', 'ORSL', 'ORST', 'OBLC'];
    const reads = [
      { transaction: 'GetHead', record, columns: head, needs: ['ORNO'] },
      { transaction: 'LstLineBOD', record, columns: LINE_COLUMNS },
      { transaction: 'LstLine', record, columns: ['PONR', 'POSX', 'CUPO'] },
    ];
    const read = readAll('read', 'OIS100MI', reads, callsThisRound(view, 'read'), bulkLimit(settings));
    if ('next' in read) return read.next;
    const [order, lines, numbers] = read.results;
    const found = order?.records[0];
    if (!order || !found) {
      return failWith(
        (order ? failureOf(order) : undefined) ?? m3Failure('m3.order-not-found', { record: `order ${record.ORNO}` }),
      );
    }
    const webField = webOrderField(settings);
    const { ORSL: lowestStatus = '', ORST: highestStatus = '', OBLC: stopCode = '' } = found;
    const webLines = new Map((numbers?.records ?? []).map((line) => [keyOf(line), (line['CUPO'] ?? '').trim()]));
    return {
      do: 'done',
      output: {
        orderNumber: found['ORNO'] ?? record.ORNO,
        webOrderNumber: found[webField] ?? '',
        customerNumber: found['CUNO'] ?? '',
        status: orderStatusWord(lowestStatus, highestStatus),
        lowestStatus,
        highestStatus,
        stopped: isStopped(stopCode, settings),
        stopCode: stopCode.trim(),
        lines: (lines?.records ?? []).map((line) => describeLine(line, webLines.get(keyOf(line)) ?? '')),
      },
    };
  },
};

/** Line and sub-line number, which tell lines of one order apart. */
export function keyOf({ PONR = '', POSX = '' }: MiRecord): string {
  return `${Number(PONR)}/${Number(POSX)}`;
}

/** Where a line stands, in our words. `webLine` is CUPO, `0` when M3 made the line. */
export function describeLine(line: MiRecord, webLine: string): OrderStatusOutput['lines'][number] {
  const amount = (name: string): string => line[name] || '0';
  return {
    lineNumber: webLine === '0' ? '' : webLine,
    m3LineNumber: line['PONR'] ?? '',
    itemNumber: line['ITNO'] ?? '',
    status: lineStatusWord(line['ORST'] ?? ''),
    statusCode: line['ORST'] ?? '',
    ordered: amount('ORQT'),
    confirmed: amount('CONQ'),
    allocated: amount('ALQT'),
    picked: amount('PLQT'),
    delivered: amount('DLQT'),
    invoiced: amount('IVQT'),
  };
}

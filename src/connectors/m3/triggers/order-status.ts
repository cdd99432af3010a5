import type { JsonObject } from '../../../core/json.ts';
import { type ConnectionClient, PollFailed, type PollTrigger, type TriggerEvent } from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { isStopped, STOP_PROPERTIES } from '../operations/order-stop.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { isFinal, ORDER_STATUSES, type OrderStatus, orderStatusWord } from '../operations/status-words.ts';
import { type M3Settings, readM3Settings, webOrderField } from '../setup/settings.ts';
import { askM3, askOfEach, OVERLAP_MS, readServerTime } from './ask.ts';
import { readExportRows, selectChangedOrders } from './export-query.ts';

export const ORDER_STATUS_CHANGED = 'm3.order.status-changed';

/** What a flow may read as `event.data`. */
export const ORDER_STATUS_EVENT = objectSchema(
  {
    orderNumber: textSchema('Order number in M3'),
    webOrderNumber: textSchema('Web order number'),
    status: { enum: ORDER_STATUSES },
    ...STOP_PROPERTIES,
    final: { type: 'boolean', description: 'Nothing more will happen to the order in M3' },
    previousStatus: { enum: ORDER_STATUSES, description: 'Status told before; left out the first time' },
  },
  ['orderNumber', 'status', 'lowestStatus', 'highestStatus', 'stopped', 'final'],
);

/** How an order stood when it was last looked at. */
interface Seen {
  readonly lowest: string;
  readonly highest: string;
  readonly stop: string;
  /** How many changes were told; part of the event's id, so that a status that comes back is told again. */
  readonly n: number;
}

/** What one look at an order shows. */
export interface OrderState {
  readonly orderNumber: string;
  readonly webOrderNumber: string;
  readonly lowest: string;
  readonly highest: string;
  readonly stop: string;
}

const DELETED = '--';

/** Tells each change of status of the orders that came from the store, once. */
export const orderStatusTrigger: PollTrigger = {
  name: 'order-status',
  title: 'Order status changed in M3',
  events: [ORDER_STATUS_CHANGED],
  watches: 'order',
  watchOnly: (settings) => (readM3Settings(settings).statusSource === 'export' ? 'unseen' : undefined),
  hints: {
    'm3.order.changed': 'orderNumber',
    'm3.delivery.changed': 'orderNumber',
    'm3.invoice.changed': 'orderNumber',
  },
  subject: 'status',
  everySeconds: (settings) => readM3Settings(settings).statusEverySeconds,
  poll: async ({ client, settings: stored, cursor, linked, find, now }) => {
    const settings = readM3Settings(stored);
    const watermark = Number(cursor?.['watermark'] ?? 0);
    const isQuery = settings.statusSource === 'export';
    const changed =
      isQuery && watermark > 0
        ? await readChangedOrders(client, settings, watermark)
        : { states: [], watermark: isQuery ? (await readServerTime(client, 'OIS100MI')) - OVERLAP_MS : 0 };
    const known = await find(changed.states.map(({ orderNumber }) => orderNumber));
    const records = new Map([...known.filter(({ busy }) => !busy), ...linked].map((record) => [record.id, record]));
    const looked = await readOrders(
      client,
      settings,
      linked.map(({ id }) => id),
    );
    const events: TriggerEvent[] = [];
    const seen: Record<string, Seen & JsonObject> = {};
    const closed: string[] = [];
    for (const state of [...changed.states, ...looked]) {
      const { orderNumber: id, lowest, highest, stop } = state;
      if (!records.has(id)) continue;
      const before = seen[id] ?? (records.get(id)?.seen as unknown as Seen | undefined);
      if (isFinal(wordOf(state))) closed.push(id);
      if (before && sameState(before, state)) continue;
      const n = (before?.n ?? 0) + 1;
      seen[id] = { lowest, highest, stop, n };
      events.push(eventOf(state, before, n, settings, now));
    }
    return {
      events,
      seen,
      closed,
      // The query does not give them again.
      later: known.filter(({ busy }) => busy).map(({ id }) => id),
      cursor: isQuery ? { watermark: changed.watermark } : {},
      more: false,
    };
  },
};

function sameState(left: Seen, right: OrderState): boolean {
  return left.lowest === right.lowest && left.highest === right.highest && left.stop === right.stop;
}

function eventOf(
  state: OrderState,
  before: Seen | undefined,
  n: number,
  settings: M3Settings,
  now: number,
): TriggerEvent {
  const { orderNumber, webOrderNumber, lowest, highest, stop } = state;
  const status = wordOf(state);
  return {
    type: ORDER_STATUS_CHANGED,
    id: `${orderNumber}/${n}:${lowest}-${highest}-${stop || '0'}`,
    subject: webOrderNumber || orderNumber,
    time: new Date(now).toISOString(),
    data: {
      orderNumber,
      webOrderNumber,
      status,
      lowestStatus: lowest === DELETED ? '' : lowest,
      highestStatus: highest === DELETED ? '' : highest,
      stopped: isStopped(stop, settings),
      stopCode: stop,
      final: isFinal(status),
      ...(before ? { previousStatus: wordOf(before) } : {}),
    },
  };
}

function wordOf({ lowest, highest }: Pick<Seen, 'lowest' | 'highest'>): OrderStatus {
  return lowest === DELETED ? 'deleted' : orderStatusWord(lowest, highest);
}

/** Looks at orders by number, many in one call. An order that is gone is told as deleted. */
async function readOrders(
  client: ConnectionClient,
  settings: M3Settings,
  numbers: readonly string[],
): Promise<OrderState[]> {
  const states: OrderState[] = [];
  const webField = webOrderField(settings);
  const columns = ['ORNO', webField, 'ORSL', 'ORST', 'OBLC'];
  const answers = await askOfEach(client, settings, { program: 'OIS100MI' }, numbers, (ORNO) => ({
    transaction: 'GetHead',
    record: { ORNO },
    columns,
  }));
  for (const [orderNumber, result] of answers) {
    const head = result?.records[0];
    if (head) {
      const { ORSL: lowest = '', ORST: highest = '', OBLC: stop = '' } = head;
      states.push({ orderNumber, webOrderNumber: head[webField] ?? '', lowest, highest, stop });
    } else if (result?.error?.meaning === 'm3.order-not-found') {
      states.push({ orderNumber, webOrderNumber: '', lowest: DELETED, highest: DELETED, stop: '' });
    }
  }
  return states;
}

/** One query for all orders changed since the watermark; the next watermark is M3's time before the query. */
async function readChangedOrders(
  client: ConnectionClient,
  settings: M3Settings,
  watermark: number,
): Promise<{ states: OrderState[]; watermark: number }> {
  const serverTime = await readServerTime(client, 'OIS100MI');
  const transactions = [{ transaction: 'Select', record: selectChangedOrders(settings, watermark), columns: ['REPL'] }];
  const [result] = await askM3(client, { program: 'EXPORTMI', transactions, maxRecords: 0 });
  if (result?.error) throw new PollFailed(m3Failure('m3.rejected', { message: `M3: ${result.error.message}` }));
  return { states: readExportRows(result?.records ?? []), watermark: serverTime - OVERLAP_MS };
}

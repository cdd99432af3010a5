import type { Failure } from '../../../../core/failure.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { ORDER_CHANGE_SAMPLE } from '../../samples/fulfilment.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { readPostalAddress } from '../address.ts';
import { callM3, failureOf, failWith, resultsOf } from '../history.ts';
import { sameText } from '../values.ts';
import { ORDER_CHANGE_INPUT, ORDER_CHANGE_OUTPUT, type OrderChangeInput, type OrderChangeOutput } from './input.ts';
import { type LiveOrder, liveReads, readLive } from './live-order.ts';
import { inPicking, planChange } from './plan.ts';
import { lookAfterWrites } from './look.ts';
import { findUnknownItems, type UnknownItems } from './stand-ins.ts';

type View = OperationView<OrderChangeInput>;
type Action = OperationAction<OrderChangeOutput>;

/** Writes in one round after which something is wrong that will not come right by itself. */
const MOST_WRITES = 40;

/** Makes a live order what the store says it is, while M3 has not begun to pick it. */
export const orderChange: Operation<OrderChangeInput, OrderChangeOutput, JsonObject> = {
  name: 'order.change',
  title: 'Change a customer order',
  description:
    'Reads the order, adds what is missing, then deletes what is too much, and reads it back. After a write without an ' +
    'answer it waits for the quiet time and looks first. Refuses when a line is being picked already.',
  effect: 'write',
  idempotency: 'check-first',
  input: ORDER_CHANGE_INPUT,
  output: ORDER_CHANGE_OUTPUT,
  sample: ORDER_CHANGE_SAMPLE,
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const { orderNumber, shipTo } = view.input;
    const looked = lookAfterWrites(view, liveReads(orderNumber, shipTo !== undefined), settings);
    if ('action' in looked) return looked.action;
    const live = readLive(looked.results);
    if (!live) {
      const missing = m3Failure('m3.order-not-found', { record: `order ${orderNumber}` });
      return failWith(looked.results.map(failureOf).find((failure) => failure) ?? missing);
    }
    const items = findUnknownItems(view, view.input.lines ?? [], live, settings);
    if ('next' in items) return items.next;
    return 'failure' in items ? failWith(items.failure) : decide(view, live, settings, items.unknown);
  },
};

function decide(view: View, live: LiveOrder, settings: M3Settings, unknown: UnknownItems): Action {
  const writes = view.calls.filter(({ effect, round }) => effect === 'write' && round === view.round);
  const refusal = refusalOf(writes);
  if (refusal) return takeBack(view, live, refusal);
  const address = addressFault(view.input, live);
  if (address) return failWith(address);
  const plan = planChange(view.input, live, settings, unknown);
  if ('code' in plan) return failWith(plan);
  const { add, remove, references, blocked } = plan;
  if (add.length + remove.length === 0 && !references) return done(view, live);
  if (blocked.length > 0) return failWith(inPicking(view.input, blocked, view.input.lines ?? []));
  if (writes.length >= MOST_WRITES) {
    const message = `Order ${view.input.orderNumber} does not become what it should be.`;
    return failWith(m3Failure('m3.order-differs', { record: `order ${view.input.orderNumber}`, message }));
  }
  if (add.length > 0) return write('add', add, settings);
  if (remove.length > 0) return write('remove', remove, settings);
  return write('reference', references ? [references] : [], settings);
}

function write(name: string, transactions: readonly MiTransactionCall[], { bulkSize, apiVersion }: M3Settings): Action {
  const limit = apiVersion === 'v1' ? 1 : bulkSize;
  return callM3(name, 'write', { program: 'OIS100MI', transactions: transactions.slice(0, limit) });
}

/** Why M3 refused a part of the change in this round; a locked record is no refusal, and what is gone is gone. */
function refusalOf(writes: readonly CallRecord[]): Failure | undefined {
  for (const call of writes.filter(({ name }) => name !== 'take-back')) {
    for (const result of resultsOf([call])) {
      const meaning = result.error?.meaning;
      if (!meaning || meaning === 'm3.record-locked' || meaning === 'm3.record-changed') continue;
      if (call.name === 'remove' && meaning === 'm3.line-not-found') continue;
      return failureOf(result);
    }
    if (call.outcome === 'refused' && resultsOf([call]).every(({ error }) => !error)) return call.failure;
  }
  return undefined;
}

/** A change that M3 takes only in part is taken back: the lines that were added go, and the order is as it was. */
function takeBack(view: View, live: LiveOrder, refusal: Failure): Action {
  const { orderNumber } = view.input;
  const before = new Set(firstLook(view)?.lines.map(({ number }) => number));
  const ours = live.lines.filter(({ number }) => !before.has(number));
  const tried = view.calls.some(({ name, round }) => name === 'take-back' && round === view.round);
  if (ours.length > 0 && !tried) {
    const transactions = ours.map(({ number }) => ({
      transaction: 'DelLine',
      record: { ORNO: orderNumber, PONR: number },
    }));
    return callM3('take-back', 'write', { program: 'OIS100MI', transactions });
  }
  if (ours.length > 0) {
    const numbers = ours.map(({ number }) => number).join(', ');
    const message = `Order ${orderNumber} was changed in part and line ${numbers} could not be taken back: ${refusal.message}`;
    return failWith(m3Failure('m3.order-differs', { record: `order ${orderNumber}`, message }));
  }
  if (refusal.code !== 'm3.status-not-allowed') return failWith(refusal);
  return failWith(inPicking(view.input, live.lines, view.input.lines ?? []));
}

/** The order as the step found it, before any of its writes. */
function firstLook(view: View): LiveOrder | undefined {
  const first = view.calls.findIndex(({ effect }) => effect === 'write');
  const reads = (first < 0 ? view.calls : view.calls.slice(0, first)).filter(({ name }) => name === 'look');
  return readLive(resultsOf(reads));
}

function done(view: View, live: LiveOrder): Action {
  const numbersOf = (order: LiveOrder | undefined): Set<string> => new Set(order?.lines.map(({ number }) => number));
  const before = numbersOf(firstLook(view));
  const now = numbersOf(live);
  const added = [...now].filter((number) => !before.has(number));
  const removed = [...before].filter((number) => !now.has(number));
  const changed = view.calls.some(({ effect, outcome }) => effect === 'write' && outcome !== 'refused');
  const warnings =
    removed.length > 0 && added.length > 0
      ? ['Texts and charges of lines that were replaced are not carried over; see the order in M3.']
      : [];
  return { do: 'done', output: { orderNumber: view.input.orderNumber, changed, added, removed }, warnings };
}

/** No transaction changes the delivery address of a live order, so another one is for a person. */
function addressFault({ orderNumber, shipTo }: OrderChangeInput, { address }: LiveOrder): Failure | undefined {
  if (!shipTo || !address || shipTo.addressId) return undefined;
  const read = readPostalAddress(shipTo, 'shipTo', []);
  if (!read) return undefined;
  if ('code' in read) return read;
  const differing = Object.entries(read.fields).filter(([name, value]) => !sameText(address[name], value));
  if (differing.length === 0) return undefined;
  return m3Failure('m3.change-not-possible', {
    record: `order ${orderNumber}`,
    field: 'shipTo',
    message: `The delivery address of order ${orderNumber} is to change; M3 takes that only by hand (OIS100, option address).`,
    evidence: {
      inM3: Object.fromEntries(differing.map(([name]) => [name, (address[name] ?? '').trim()])),
      wanted: Object.fromEntries(differing),
    },
  });
}

import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { ORDER_CANCEL_SAMPLE } from '../samples/fulfilment.ts';
import { readM3Settings } from '../setup/settings.ts';
import { bulkLimit, callM3, failureOf, failWith, resultsOf } from './history.ts';
import { type LiveLine, liveReads, mayChange, readLive } from './order-change/live-order.ts';
import { lookAfterWrites } from './order-change/look.ts';
import { inPicking } from './order-change/plan.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface OrderCancelInput {
  readonly orderNumber: string;
  /** Close what M3 has not picked yet, and let the rest go. */
  readonly restOnly?: boolean;
}

export interface OrderCancelOutput {
  readonly orderNumber: string;
  readonly outcome: 'deleted' | 'closed' | 'gone' | 'nothing-open';
  /** M3 line numbers that were closed. */
  readonly closedLines: readonly string[];
}

type View = OperationView<OrderCancelInput>;
type Action = OperationAction<OrderCancelOutput>;

const MOST_WRITES = 20;

/** Takes an order out of M3 while nothing of it is picked, or closes what is left of it. */
export const orderCancel: Operation<OrderCancelInput, OrderCancelOutput, JsonObject> = {
  name: 'order.cancel',
  title: 'Cancel a customer order',
  description:
    'Looks first. An order of which nothing is on a pick list is deleted; with restOnly the open rest of each line is ' +
    'closed instead. An order that is gone already counts as cancelled.',
  effect: 'write',
  idempotency: 'natural',
  input: objectSchema(
    {
      orderNumber: textSchema('Order number in M3', { minLength: 1 }),
      restOnly: { type: 'boolean', description: 'Close what is not picked yet, and let the rest go' },
    },
    ['orderNumber'],
  ),
  output: objectSchema(
    {
      orderNumber: textSchema('Order number in M3'),
      outcome: { enum: ['deleted', 'closed', 'gone', 'nothing-open'] },
      closedLines: listSchema(textSchema('Line number in M3')),
    },
    ['orderNumber', 'outcome', 'closedLines'],
  ),
  sample: ORDER_CANCEL_SAMPLE,
  next: nextAction,
};

function nextAction(view: View): Action {
  const settings = readM3Settings(view.settings);
  const { orderNumber, restOnly = false } = view.input;
  const looked = lookAfterWrites(view, liveReads(orderNumber, false), settings);
  if ('action' in looked) return looked.action;
  const live = readLive(looked.results);
  const writes = view.calls.filter(({ effect }) => effect === 'write');
  if (!live) {
    const failure = looked.results.map(failureOf).find((each) => each);
    if (failure && failure.kind !== 'missing') return failWith(failure);
    return end(orderNumber, writes.length > 0 ? 'deleted' : 'gone');
  }
  const closed = closedBy(view);
  const open = live.lines.filter(({ status }) => status !== '99');
  if (open.length === 0 && live.lines.length > 0) return end(orderNumber, 'closed', closed);
  const picked = open.filter(({ status }) => !mayChange(status, '33'));
  const tooFar = open.filter(({ status }) => !mayChange(status, settings.changeUntil));
  const refusal = refusalOf(view);
  if (restOnly) {
    const left = open.filter((line) => hasOpenRest(line) && !closed.includes(line.number));
    if (left.length === 0) return end(orderNumber, closed.length > 0 ? 'closed' : 'nothing-open', closed);
    if (refusal && writes.length >= MOST_WRITES) return failWith(refusal);
    const transactions = left
      .slice(0, bulkLimit(settings))
      .map(({ number }) => ({ transaction: 'CloLine', record: { ORNO: orderNumber, PONR: number } }));
    return writes.length >= MOST_WRITES
      ? failWith(stuck(orderNumber))
      : callM3('close', 'write', { program: 'OIS100MI', transactions });
  }
  if (tooFar.length > 0 || picked.length > 0) return failWith(inPicking(view.input, tooFar, { cancelled: true }));
  if (refusal) return failWith(refusal);
  if (writes.length >= MOST_WRITES) return failWith(stuck(orderNumber));
  const transactions = [{ transaction: 'DelHead', record: { ORNO: orderNumber } }];
  return callM3('delete', 'write', { program: 'OIS100MI', transactions });
}

function end(orderNumber: string, outcome: OrderCancelOutput['outcome'], closedLines: readonly string[] = []): Action {
  return { do: 'done', output: { orderNumber, outcome, closedLines } };
}

/** Lines whose rest M3 has closed for us, or refused because nothing was left to close. */
function closedBy(view: View): string[] {
  const results = resultsOf(view.calls.filter(({ name }) => name === 'close'));
  return results
    .filter(({ error, notProcessed }) => !notProcessed && (!error || error.meaning === 'm3.status-not-allowed'))
    .map(({ record }) => record['PONR'] ?? '');
}

/** The first digit of a status is its least advanced part: 2 to allocate, 3 allocated. */
function hasOpenRest({ status }: LiveLine): boolean {
  return /^[0-3]/.test(status);
}

function refusalOf(view: View): Failure | undefined {
  const last = view.calls.findLast(({ effect, round }) => effect === 'write' && round === view.round);
  if (!last || last.outcome === 'ambiguous') return undefined;
  const results = resultsOf([last]);
  if (results.some(({ error }) => error?.meaning === 'm3.record-locked')) return undefined;
  return results.map(failureOf).find((failure) => failure) ?? (last.outcome === 'refused' ? last.failure : undefined);
}

function stuck(orderNumber: string): Failure {
  const message = `Order ${orderNumber} is still there after several tries.`;
  return m3Failure('m3.order-outcome-unknown', { record: `order ${orderNumber}`, message });
}

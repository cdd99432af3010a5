import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { bulkLimit, callM3, failWith, resultsOf } from '../history.ts';
import { decimalText } from '../values.ts';
import { type CheckedOrder, checkItems } from './check-items.ts';
import { lineRecord, pieces } from './contents.ts';
import { type DirectOrder, foldDirectOrder } from './direct-order.ts';
import type { OrderAction, OrderView } from './draft-protocol.ts';
import { explainRefusal } from './explain.ts';
import { findExistingOrder, lookupOf } from './find-existing.ts';
import { finishOrder, orderReads } from './finish.ts';
import type { OrderIntent } from './intent.ts';
import { isIntent, readIntent } from './read-intent.ts';

const MOST_HEADS = 3;
const MOST_FILLS = 30;
const LOCK_PAUSE_MS = 2_000;
const TEXT_LENGTH = 600;

/**
 * Enters an order directly: it is live after its head, so safety depends on the quiet time being longer than any late
 * answer. After a call in doubt nothing is written before the quiet time is over and M3 was asked what stands there.
 */
export function nextForDirect(view: OrderView, settings: M3Settings): OrderAction {
  const intent = readIntent(view.input, settings);
  if (!isIntent(intent)) return failWith(intent);
  if (intent.address) {
    const field = 'shipTo.addressId';
    return failWith(m3Failure('m3.address-not-sendable', { field }));
  }
  const items = checkItems(view, intent, settings);
  if ('next' in items) return items.next;
  if ('failure' in items) return failWith(items.failure);
  const head = settleHead(view, items.checked.intent, settings);
  if ('action' in head) return head.action;
  return fillOrder(view, head.order, items.checked, settings);
}

type Head = { readonly action: OrderAction } | { readonly order: DirectOrder };

/** Finds the order that the head made, or makes the head. */
function settleHead(view: OrderView, intent: OrderIntent, settings: M3Settings): Head {
  const heads = view.calls.filter(({ name }) => name === 'head');
  const last = heads.at(-1);
  if (!last) {
    if (!settings.findExisting) return { action: addHead(intent, settings) };
    return adopt(view, intent, settings, { customerNumber: intent.customerNumber, ...intent.lookup }, 0);
  }
  if (last.outcome === 'refused') {
    const again = last.round < view.round;
    return { action: again ? addHead(intent, settings) : failWith(explainRefusal(last, intent)) };
  }
  if (last.outcome === 'applied') {
    const orderNumber = resultsOf([last])[0]?.records[0]?.['ORNO'] ?? '';
    const order = foldDirectOrder(view.calls, orderNumber, intent.charges, settings.quietTimeMs);
    return order.removed && last.round < view.round ? { action: addHead(intent, settings) } : { order };
  }
  const quietUntil = last.sentAt + settings.quietTimeMs;
  if (view.now < quietUntil) {
    return { action: { do: 'wait', until: quietUntil, why: 'the order head may still take effect in M3' } };
  }
  return adopt(view, intent, settings, lookupOf(last, settings), quietUntil);
}

function adopt(
  view: OrderView,
  intent: OrderIntent,
  settings: M3Settings,
  lookup: Parameters<typeof findExistingOrder>[1],
  since: number,
): Head {
  const found = findExistingOrder(view, lookup, settings, since);
  if ('next' in found) return { action: found.next };
  if ('failure' in found) return { action: failWith(found.failure) };
  if (found.orderNumber) {
    return { order: foldDirectOrder(view.calls, found.orderNumber, intent.charges, settings.quietTimeMs) };
  }
  const tried = view.calls.filter(({ name, round }) => name === 'head' && round === view.round).length;
  if (tried < MOST_HEADS) return { action: addHead(intent, settings) };
  const message = `The order head was sent ${tried} times without an answer, and M3 shows no order.`;
  return { action: failWith(m3Failure('m3.order-outcome-unknown', { message })) };
}

function addHead({ head }: OrderIntent, settings: M3Settings): OrderAction {
  const record = { ...head, ...passWarnings(settings) };
  const call = { transaction: 'AddOrderHead', record, columns: ['ORNO', 'MSI1', 'MSG1'], needs: ['ORNO'] };
  return callM3('head', 'write', { program: 'OIS100MI', transactions: [call] });
}

function passWarnings({ ignoreWarnings }: M3Settings): { IGWA?: string } {
  return ignoreWarnings ? { IGWA: '1' } : {};
}

/** Lines, charges and texts, one kind after the other; each is sent only when it is known to be missing. */
function fillOrder(view: OrderView, order: DirectOrder, checked: CheckedOrder, settings: M3Settings): OrderAction {
  const { intent } = checked;
  const { orderNumber: ORNO, doubt } = order;
  const writes = view.calls.filter(({ name, round }) => round === view.round && /^(fill|charges|texts)$/.test(name));
  const refusal = order.removed ? view.calls.findLast(isRefused) : writes.findLast(isRefused);
  if (refusal) return cancel(view, order, explainRefusal(refusal, intent));
  if (doubt) {
    const until = doubt.sentAt + settings.quietTimeMs;
    const why = `order ${ORNO} may still get what was sent`;
    return view.now < until ? { do: 'wait', until, why } : readAgain(view, order, settings);
  }
  if (order.charges < 0) {
    const message = `The charges of order ${ORNO} in M3 are not those that were sent.`;
    return failWith(m3Failure('m3.order-differs', { record: `order ${ORNO}`, message }));
  }
  if (writes.length > MOST_FILLS + intent.lines.length) {
    return failWith(
      m3Failure('m3.order-outcome-unknown', { record: `order ${ORNO}`, message: `Order ${ORNO} stays incomplete.` }),
    );
  }
  const last = writes.at(-1);
  const locked = last && resultsOf([last]).some(({ error }) => error?.meaning === 'm3.record-locked');
  if (locked && view.now < last.answeredAt + LOCK_PAUSE_MS) {
    return { do: 'wait', until: last.answeredAt + LOCK_PAUSE_MS, why: `order ${ORNO} is in use in M3` };
  }
  const next = missing(order, checked, settings);
  if (next) return callM3(next.name, 'write', { program: 'OIS100MI', transactions: next.transactions });
  const doubtful = view.calls.some(({ name, outcome }) => name === 'texts' && outcome !== 'applied');
  const after = view.calls.findLast(({ name }) => /^(head|fill|charges|texts)$/.test(name));
  const warnings = doubtful ? [`A text of order ${ORNO} may be missing in M3.`] : [];
  return finishOrder(view, settings, { orderNumber: ORNO, key: 'PONR', checked, after, warnings });
}

/** What has to be written next: lines first, because a line that is refused ends the order. */
function missing(
  order: DirectOrder,
  checked: CheckedOrder,
  settings: M3Settings,
): { name: string; transactions: MiTransactionCall[] } | undefined {
  const { intent } = checked;
  const { orderNumber: ORNO } = order;
  const limit = settings.lineMode === 'single' ? 1 : bulkLimit(settings);
  const lines = intent.lines
    .filter(({ index }) => !order.lines.has(String(index + 1)))
    .map((line) => {
      const { DWDT, ITDS: _text, ...fields } = lineRecord(line, checked, settings);
      const day = DWDT ? { DWDZ: DWDT } : {};
      const record = { ORNO, ...fields, ...day, PONR: String(line.index + 1), ...passWarnings(settings) };
      return { transaction: 'AddOrderLine', record, columns: ['PONR', 'POSX', 'MSI1', 'MSG1'], needs: ['PONR'] };
    });
  if (lines.length > 0) return { name: 'fill', transactions: lines.slice(0, limit) };
  const charges = intent.charges.slice(order.charges).map(({ chargeId, amount, description }) => ({
    transaction: 'AddConnCOCharge',
    record: {
      ORNO,
      CRID: chargeId,
      CRAM: decimalText(amount, settings.decimalMark),
      ...(description ? { CRD0: description } : {}),
    },
  }));
  if (charges.length > 0) return { name: 'charges', transactions: charges.slice(0, limit) };
  const texts = directTexts(intent, ORNO).slice(order.texts);
  return texts.length > 0 ? { name: 'texts', transactions: texts.slice(0, limit) } : undefined;
}

/** Texts of the order and of its lines, which direct entry keeps as texts of the order. */
function directTexts({ texts, lines }: OrderIntent, ORNO: string): MiTransactionCall[] {
  const notes = lines.flatMap(({ note, lineNumber }) => (note ? [`Line ${lineNumber}: ${note}`] : []));
  return [...texts.map(({ text }) => text), ...notes]
    .flatMap((text) => pieces(text, TEXT_LENGTH))
    .map((TEXT) => ({ transaction: 'AddText', record: { ORNO, FILE: 'OOHEAD00', KFLD: ORNO, TEXT } }))
    .map(({ transaction, record: { ORNO: _order, ...record } }) => ({ transaction, record }));
}

function readAgain(view: OrderView, { orderNumber }: DirectOrder, settings: M3Settings): OrderAction {
  const reads = orderReads(orderNumber);
  const limit = bulkLimit(settings);
  const last = view.calls.at(-1);
  const start = limit < reads.length && last?.name === 'check' ? limit : 0;
  return callM3('check', 'read', {
    program: 'OIS100MI',
    transactions: reads.slice(start, start + limit),
    maxRecords: 0,
  });
}

/** A line that M3 refuses must not leave half an order behind: the order is deleted, then the step fails. */
function cancel(view: OrderView, order: DirectOrder, failure: Failure): OrderAction {
  const { orderNumber: ORNO } = order;
  if (order.removed) return failWith(failure);
  const tries = view.calls.filter(({ name, round }) => name === 'remove' && round === view.round);
  if (tries.length === 0) {
    return callM3('remove', 'write', {
      program: 'OIS100MI',
      transactions: [{ transaction: 'DelHead', record: { ORNO } }],
    });
  }
  const message = `${failure.message} Order ${ORNO} is in M3 without it and could not be deleted.`;
  return failWith({ ...failure, message, record: `order ${ORNO}` });
}

function isRefused(call: CallRecord): boolean {
  if (!/^(fill|charges)$/.test(call.name)) return false;
  if (call.outcome === 'refused') return true;
  return resultsOf([call]).some(
    ({ error }) => error && error.meaning !== 'm3.record-locked' && error.meaning !== 'm3.record-exists',
  );
}

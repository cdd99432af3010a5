import type { CallRecord, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { bulkLimit, callM3, failWith, readAll, resultsOf } from '../history.ts';
import { type CheckedOrder, checkItems } from './check-items.ts';
import { findDraftFault } from './compare.ts';
import { confirmCall, draftContents, draftHead, draftLineTexts } from './contents.ts';
import { confirmDraft } from './draft-confirm.ts';
import { type Draft, foldDrafts } from './drafts.ts';
import { explainRefusal } from './explain.ts';
import { findExistingOrder } from './find-existing.ts';
import { finishOrder } from './finish.ts';
import type { OrderInput, OrderOutput } from './input.ts';
import type { OrderIntent } from './intent.ts';
import { sameText } from '../values.ts';
import { isIntent, readIntent } from './read-intent.ts';

export type OrderView = OperationView<OrderInput>;
export type OrderAction = OperationAction<OrderOutput>;

const MOST_DRAFTS = 5;
const FIRST_PAUSE_MS = 1_000;

/**
 * Creates an order by draft and confirmation. A draft that a call left in doubt is given up and never touched again,
 * so nothing that takes effect late can get into the order; only a draft that was read back complete is confirmed.
 */
export function nextForDraft(view: OrderView, settings: M3Settings): OrderAction {
  const draft = foldDrafts(view.calls).at(-1);
  // A draft that was sent to be confirmed is settled before anything else, whatever the data says by now.
  if (draft && draft.confirms.length > 0) {
    const settled = confirmDraft(view, draft, settings);
    if (settled.do === 'go-on') return newDraft(view, settings, draft);
    return settled.do === 'live' ? finishDraft(view, draft, settled.orderNumber, settings) : settled;
  }
  // The data may have been changed when a person released the step: what was staged before is given up.
  if (!draft || draft.round < view.round) return newDraft(view, settings, draft);
  return withChecked(view, settings, (checked) => fillDraft(view, draft, checked, settings));
}

function withChecked(view: OrderView, settings: M3Settings, use: (checked: CheckedOrder) => OrderAction): OrderAction {
  const intent = readIntent(view.input, settings);
  if (!isIntent(intent)) return failWith(intent);
  const items = checkItems(view, intent, settings);
  if ('next' in items) return items.next;
  return 'failure' in items ? failWith(items.failure) : use(items.checked);
}

/** The order is live: it is compared with the data that its draft was made of, as far as that is still the same. */
function finishDraft(view: OrderView, draft: Draft, orderNumber: string, settings: M3Settings): OrderAction {
  const intent = readIntent(view.input, settings);
  if (!isIntent(intent)) {
    const message = `M3 made order ${orderNumber}, but the data was changed since and cannot be compared: ${intent.message}`;
    return failWith(m3Failure('m3.order-differs', { record: `order ${orderNumber}`, message }));
  }
  const items = checkItems({ ...view, round: draft.round }, intent, settings);
  return finishOrder(view, settings, {
    orderNumber,
    ...(draft.temporaryNumber ? { temporaryNumber: draft.temporaryNumber } : {}),
    key: 'CUPO',
    checked: 'checked' in items ? items.checked : { intent, basicUnits: new Map() },
    after: draft.confirms.at(-1),
  });
}

function newDraft(view: OrderView, settings: M3Settings, before: Draft | undefined): OrderAction {
  const isOpen = before?.temporaryNumber && before.confirms.length === 0 && before.discards.length === 0;
  if (isOpen) return discard(before.temporaryNumber ?? '');
  if (draftsOf(view).length >= MOST_DRAFTS) return exhausted(view);
  return withChecked(view, settings, ({ intent }) => {
    if (settings.findExisting) {
      const lookup = { customerNumber: intent.customerNumber, ...intent.lookup };
      // What a draft left in doubt came to may have been forgotten as well: looked for anew before each.
      const found = findExistingOrder(view, lookup, settings, before?.stage.sentAt);
      if ('next' in found) return found.next;
      if ('failure' in found) return failWith(found.failure);
      if (found.orderNumber) {
        const { orderNumber } = found;
        return withChecked(view, settings, (checked) =>
          finishOrder(view, settings, { orderNumber, key: 'CUPO', checked, after: undefined }),
        );
      }
    }
    const call = draftHead(intent, view.stepKey, (before?.n ?? 0) + 1);
    return callM3('stage', 'write', { program: 'OIS100MI', transactions: [call] });
  });
}

/** Takes a draft of this round from its head to the confirmation. */
function fillDraft(view: OrderView, draft: Draft, checked: CheckedOrder, settings: M3Settings): OrderAction {
  const { intent } = checked;
  if (draft.stage.outcome === 'refused') return failWith(explainRefusal(draft.stage, intent));
  const { temporaryNumber } = draft;
  if (!temporaryNumber) return giveUp(view, draft, settings);
  const limit = settings.lineMode === 'single' ? 1 : bulkLimit(settings);
  const contents = draftContents(checked, temporaryNumber, settings);
  const filled = write('fill', contents, draft.fills, limit);
  if ('refused' in filled) return endRefused(filled.refused, draft, intent);
  if ('doubt' in filled) return giveUp(view, draft, settings);
  if ('next' in filled) return filled.next;
  const texts = draftLineTexts(intent, temporaryNumber, settings, resultsOf(draft.fills));
  const noted = write('line-texts', texts, draft.lineTexts, limit);
  if ('refused' in noted) return endRefused(noted.refused, draft, intent);
  if ('doubt' in noted) return giveUp(view, draft, settings);
  if ('next' in noted) return noted.next;
  const back = readAll('read-back', 'OIS275MI', readBackCalls(temporaryNumber), draft.readBacks, bulkLimit(settings));
  if ('next' in back) return back.next;
  const [head, lines] = back.results;
  const isOurs = sameText(head?.records[0]?.[intent.lookup.field], intent.lookup.value);
  const fault = isOurs ? findDraftFault(lines?.records ?? [], checked) : 'M3 does not show the draft as it was written';
  if (fault) return giveUp(view, draft, settings, fault);
  return callM3('confirm', 'write', { program: 'OIS100MI', transactions: [confirmCall(temporaryNumber, settings)] });
}

function readBackCalls(ORNO: string): MiTransactionCall[] {
  return [
    {
      transaction: 'GetBatchHead',
      record: { ORNO },
      columns: ['ORNO', 'CUNO', 'CUOR', 'YREF', 'STAT'],
      needs: ['ORNO'],
    },
    { transaction: 'LstBatchLine', record: { ORNO }, columns: ['PONR', 'CUPO', 'ITNO', 'ORQT', 'SAPR'] },
  ];
}

type Written =
  | { readonly next: OrderAction }
  | { readonly refused: CallRecord }
  | { readonly doubt: CallRecord }
  | { readonly done: true };

/** A list of writes in as many calls as needed. A single one in doubt, or not done, puts the whole draft in doubt. */
function write(
  name: string,
  transactions: readonly MiTransactionCall[],
  calls: readonly CallRecord[],
  limit: number,
): Written {
  for (const call of calls) {
    if (call.outcome === 'ambiguous') return { doubt: call };
    if (call.outcome === 'refused') return { refused: call };
    const results = resultsOf([call]);
    const failed = results.find(({ error }) => error);
    // A lock passes; what M3 has against the data does not.
    if (failed?.error) return failed.error.meaning === 'm3.record-locked' ? { doubt: call } : { refused: call };
    if (results.some(({ notProcessed }) => notProcessed)) return { doubt: call };
  }
  const start = calls.length * limit;
  if (start >= transactions.length) return { done: true };
  const part = transactions.slice(start, start + limit);
  return { next: callM3(name, 'write', { program: 'OIS100MI', transactions: part }) };
}

/** After a refusal nothing is left behind: the draft is thrown away once, and then the step fails. */
function endRefused(call: CallRecord, draft: Draft, intent: OrderIntent): OrderAction {
  if (draft.temporaryNumber && draft.discards.length === 0) return discard(draft.temporaryNumber);
  return failWith(explainRefusal(call, intent));
}

/**
 * Gives a draft up and begins another after a pause. In between M3 must have answered a question, so that an outage
 * makes the step wait instead of using up its drafts.
 */
function giveUp(view: OrderView, draft: Draft, settings: M3Settings, fault?: string): OrderAction {
  if (draft.temporaryNumber && draft.discards.length === 0) return discard(draft.temporaryNumber);
  const drafts = draftsOf(view);
  const tried = drafts.length;
  // What was written twice and read back otherwise twice will not come right by itself.
  const isLasting = fault !== undefined && drafts.filter(({ readBacks }) => readBacks.length > 0).length > 1;
  if (tried >= MOST_DRAFTS || isLasting) return exhausted(view, fault);
  const until = (draft.calls.at(-1)?.answeredAt ?? view.now) + FIRST_PAUSE_MS * 2 ** (tried - 1);
  const probed = draft.calls.some(({ name }) => name === 'probe');
  if (!probed && view.now < until)
    return { do: 'wait', until, why: `draft ${draft.n} was left in doubt and is given up` };
  if (!probed) {
    const transactions = [{ transaction: 'GetServerTime', record: {}, columns: ['DATE', 'TIME'] }];
    return callM3('probe', 'read', { program: 'OIS100MI', transactions });
  }
  return newDraft(view, settings, draft);
}

function draftsOf(view: OrderView): Draft[] {
  return foldDrafts(view.calls).filter(({ round }) => round === view.round);
}

function exhausted(view: OrderView, fault?: string): OrderAction {
  const why = fault ? ` The last draft was read back otherwise than written: ${fault}.` : '';
  const message = `The order could not be staged in ${draftsOf(view).length} tries; no customer order was made.${why}`;
  return failWith(m3Failure('m3.drafts-exhausted', { message }));
}

/** Throws a draft away. One try: what becomes of it does not matter, the draft is not used again. */
function discard(ORNO: string): OrderAction {
  return callM3('discard', 'write', {
    program: 'OIS100MI',
    transactions: [{ transaction: 'DelBatchHead', record: { ORNO } }],
  });
}

import type { CallRecord } from '../../../../core/operation.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { DRAFT_MARK } from '../draft-mark.ts';
import { bulkLimit, failureOf, resultsOf } from '../history.ts';
import { cleanText, fitText } from '../values.ts';
import type { OrderIntent } from './intent.ts';

/**
 * Puts the web order number where the mark of the draft stood: it told people not to release the draft, and goes over
 * into the live order with the rest of the head. Nothing when drafts carry no mark or the connection leaves it there.
 */
export function unmarkCall(
  { markerField, orderKey }: OrderIntent,
  ORNO: string,
  { clearDraftMark }: M3Settings,
): MiTransactionCall | undefined {
  if (!markerField || !clearDraftMark) return undefined;
  const text = fitText(`Web order ${cleanText(orderKey)}`, 30);
  return { transaction: 'ChgOrderRef', record: { ORNO, [markerField]: text } };
}

/** Whether the mark is to be cleared with the reads of the live order: one call for all, where calls hold several. */
export function travelsWithReads(settings: M3Settings): boolean {
  return bulkLimit(settings) >= 3;
}

/** What became of clearing the mark, in these calls. */
export function unmarkOutcome(calls: readonly CallRecord[]): 'open' | 'done' | { readonly warning: string } {
  const results = resultsOf(calls).filter(({ transaction }) => transaction === 'ChgOrderRef');
  if (results.some(({ error, notProcessed }) => !error && !notProcessed)) return 'done';
  const refused = results.find(({ error }) => error && error.meaning !== 'm3.order-not-found');
  if (!refused) return 'open';
  return { warning: `The mark "${DRAFT_MARK}" stays in the order's reference: ${failureOf(refused)?.message ?? ''}` };
}

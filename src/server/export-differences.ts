import type { Context } from 'hono';
import { csvRow } from '../core/reconcile/csv.ts';
import type { DifferenceRecord } from '../engine/reconcile-ports.ts';
import type { ServerDeps } from './deps.ts';
import { refuse, type Refusal } from './refusal.ts';

const HEAD = [
  'subject',
  'key',
  'kind',
  'field',
  'store',
  'erp',
  'day',
  'state',
  'cause',
  'explanation',
  'repair',
  'reason',
  'settled by',
  'settled at',
  'found at',
  'id',
];
const PAGE = 500;

/** All differences of a reconciliation as a file for spreadsheets, written page by page. */
export async function exportDifferences(deps: ServerDeps, context: Context): Promise<Response | Refusal> {
  const { reads } = deps.reconcile;
  const reconciliation = context.req.param('id') ?? '';
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reconciliation);
  const known = isId ? await reads.get(deps.tenant, reconciliation) : undefined;
  if (!known) return refuse('reconcile.not-found', { record: `reconciliation ${reconciliation}` });
  const encoder = new TextEncoder();
  let cursor: string | undefined;
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // The mark at the beginning tells spreadsheets that the text is UTF-8.
      if (isFirst) controller.enqueue(encoder.encode(`\uFEFF${csvRow(HEAD)}`));
      isFirst = false;
      const page = await reads.differences(deps.tenant, {
        reconciliation,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      controller.enqueue(encoder.encode(page.items.map(rowOf).join('')));
      cursor = page.next;
      if (cursor === undefined) controller.close();
    },
  });
  const day = known.createdAt.slice(0, 10);
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="differences-${known.subject}-${day}.csv"`,
      'cache-control': 'no-store',
    },
  });
}

function rowOf(each: DifferenceRecord): string {
  return csvRow([
    each.subject,
    each.key,
    each.kind,
    each.field,
    each.leftValue,
    each.rightValue,
    each.day,
    each.state,
    each.cause,
    each.causeText,
    each.repair,
    each.reason,
    each.settledBy,
    each.settledAt,
    each.foundAt,
    each.id,
  ]);
}

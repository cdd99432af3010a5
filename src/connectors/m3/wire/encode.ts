import type { Effect } from '../../../core/operation.ts';
import type { M3Request, MiTransactionCall } from './request.ts';

/** The context every call carries, and which interface of m3api-rest the tenant has. */
export interface WireContext {
  /** Path before the program, without the version: `/ACME_TST/M3/m3api-rest`. */
  readonly basePath: string;
  readonly apiVersion: 'v1' | 'v2';
  readonly company: string;
  readonly division: string;
  readonly dateFormat: string;
}

/** An HTTP request, still without address and login. */
export interface EncodedCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** Longer addresses go by POST: gateways and hosts cut them. */
const LONGEST_PATH = 1_800;

/**
 * Writes a call as m3api-rest wants it. A single read is a v2 GET. Every write, and every call of several transactions,
 * is the v2 bulk POST: a GET looks repeatable to everything between us and M3. v1 has only the GET, one transaction each.
 */
export function encodeCall(request: M3Request, effect: Effect, context: WireContext): EncodedCall {
  const [only, ...more] = request.transactions;
  if (context.apiVersion === 'v1') {
    if (!only || more.length > 0) throw new TypeError('the v1 interface takes one transaction in a call');
    return { method: 'GET', path: v1Path(request, only, context) };
  }
  if (effect === 'read' && only && more.length === 0) {
    const path = v2Path(request, only, context);
    if (path.length <= LONGEST_PATH) return { method: 'GET', path };
  }
  return { method: 'POST', path: `${context.basePath}/v2/execute`, body: bulkBody(request, context) };
}

function v2Path(request: M3Request, { transaction, record, columns }: MiTransactionCall, context: WireContext): string {
  const query = new URLSearchParams(record);
  query.set('cono', context.company);
  query.set('divi', request.division ?? context.division);
  query.set('maxrecs', String(request.maxRecords ?? 1));
  query.set('dateformat', context.dateFormat);
  query.set('excludeempty', 'true');
  query.set('righttrim', 'true');
  query.set('format', 'UNFORMATTED');
  if (columns) query.set('returncols', columns.join(','));
  return `${context.basePath}/v2/execute/${request.program}/${transaction}?${query.toString()}`;
}

/** Controls stand before the query as matrix parameters; `excludempty` is spelled as Infor's own client spells it. */
function v1Path(request: M3Request, { transaction, record, columns }: MiTransactionCall, context: WireContext): string {
  const controls = [
    'metadata=false',
    `maxrecs=${request.maxRecords ?? 1}`,
    'excludempty=true',
    `cono=${context.company}`,
    `divi=${request.division ?? context.division}`,
    ...(columns ? [`returncols=${columns.join(',')}`] : []),
  ].join(';');
  const query = new URLSearchParams(record).toString();
  return `${context.basePath}/execute/${request.program}/${transaction};${controls}${query ? `?${query}` : ''}`;
}

function bulkBody(request: M3Request, context: WireContext): string {
  return JSON.stringify({
    program: request.program,
    cono: Number(context.company),
    divi: request.division ?? context.division,
    excludeEmptyValues: true,
    rightTrim: true,
    maxReturnedRecords: request.maxRecords ?? 1,
    transactions: request.transactions.map(({ transaction, record, columns }) => ({
      transaction,
      record,
      ...(columns ? { selectedColumns: columns } : {}),
    })),
  });
}

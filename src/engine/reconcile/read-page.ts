import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Side, SideRecord } from '../../core/reconcile/model.ts';
import { familyOf } from '../../core/reconcile/pair.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import { engineFailure } from '../errors.ts';
import type { Gates } from '../gate.ts';
import type { Clock, Connections } from '../ports.ts';
import type { ClaimedReconciliation } from '../reconcile-ports.ts';
import { reconcileFailure } from './errors.ts';

export interface ReadPageDeps {
  readonly connections: Pick<Connections, 'get'>;
  readonly gates: Gates;
  readonly clock: Clock;
}

export type PageRead =
  | { readonly records: readonly SideRecord[]; readonly cursor?: JsonObject }
  /** `paused`: the connection waits for a person, and so does the reading. */
  | { readonly failure: Failure; readonly paused?: true };

/** More keys than this are read with everything else, not one by one. */
const MOST_PICKED = 2_000;

/** Where a picking reader stands: in which chunk of keys, and inside it. */
interface PickCursor {
  readonly from: number;
  readonly inner?: JsonObject;
}

/**
 * Reads one page of a side. A second look asks only for the keys that matter, without a window in time: a record at the
 * edge of the window is no difference only because the other side dates it a day earlier.
 */
export async function readPage(
  deps: ReadPageDeps,
  claim: ClaimedReconciliation,
  side: Side,
  options: JsonObject,
  keys: readonly string[] | undefined,
): Promise<PageRead> {
  const name = claim[side];
  const connection = await deps.connections.get(claim.tenant, name);
  if ('gone' in connection) {
    const record = `connection ${name}`;
    if (connection.gone === 'missing') return { failure: engineFailure('connection.missing', { record }) };
    return { failure: engineFailure('connection.paused', { record }), paused: true };
  }
  const source = connection.records?.side === side ? connection.records.source(claim.subject) : undefined;
  if (!source) return { failure: reconcileFailure('reconcile.no-reader', { record: `connection ${name}` }) };
  const picking = keys !== undefined && source.picks > 0 && keys.length <= MOST_PICKED;
  const at = picking ? ((claim.cursor ?? { from: 0 }) as unknown as PickCursor) : undefined;
  const chunk = at && keys?.slice(at.from, at.from + source.picks);
  if (chunk?.length === 0) return { records: [] };
  const page = await source.page({
    send: (call) => deps.gates.send(claim.tenant, connection, `reconcile.${claim.subject}`, call, undefined),
    options,
    cursor: at ? at.inner : claim.cursor,
    since: picking ? undefined : claim.since,
    only: chunk,
    now: deps.clock.now(),
  });
  if ('failure' in page) return page;
  const rules = SUBJECT_RULES[claim.subject];
  const wanted = keys && new Set(keys.map((key) => familyOf(rules, key)));
  const records = wanted ? page.records.filter(({ key }) => wanted.has(familyOf(rules, key))) : page.records;
  if (!at || !keys) return { records, ...(page.cursor ? { cursor: page.cursor } : {}) };
  if (page.cursor) return { records, cursor: { from: at.from, inner: page.cursor } };
  const next = at.from + source.picks;
  return { records, ...(next < keys.length ? { cursor: { from: next } } : {}) };
}

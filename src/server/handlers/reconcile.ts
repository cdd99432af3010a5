import { canonical } from '../../core/agree/canonical.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { DifferenceDetail as DifferenceOnWire } from '../../api/types.ts';
import type { DifferenceDetail } from '../../engine/reconcile-ports.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, type Refusal, refuseCursor } from '../refusal.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf } from './types.ts';

type ReconcileOperation =
  | 'listReconciliations'
  | 'startReconciliation'
  | 'getReconciliation'
  | 'stopReconciliation'
  | 'listDifferences'
  | 'getDifference'
  | 'repairDifference'
  | 'repairDifferences';

/** Differences settled in one call at most: each push starts a run. */
const AT_ONCE = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Comparing the two systems, and settling what differs. */
export function reconcileHandlers(deps: ServerDeps): HandlersOf<ReconcileOperation> {
  const { tenant, audit } = deps;
  const { reads } = deps.reconcile;
  const note = (caller: Caller, action: string, subject: string, detail: Record<string, string | number | undefined>) =>
    audit.append(tenant, { by: caller.by, action, subject, detail: withoutUndefined(detail) });
  const find = async (id: string) =>
    (await reads.get(tenant, id)) ?? refuse('reconcile.not-found', { record: `reconciliation ${id}` });

  const settle = async (
    id: string,
    verb: 'push-again' | 'link' | 'adopt' | 'ignore',
    caller: Caller,
    reason?: string,
  ) => {
    const result = await deps.reconcile.repair({ tenant, id, verb, by: caller.by, ...(reason ? { reason } : {}) });
    if (result.done) {
      await note(caller, `difference.${verb}`, `difference ${id}`, {
        reason,
        runs: result.runIds.join(', ') || undefined,
      });
    }
    return result;
  };

  return {
    async listReconciliations({ request: { query } }) {
      if (query.cursor !== undefined && !UUID.test(query.cursor)) return refuseCursor();
      return await reads.list(tenant, withoutUndefined(query));
    },

    async startReconciliation({ request: { body }, caller }) {
      const ids = await deps.reconcile.start({ tenant, by: caller.by, ...withoutUndefined(body) });
      if (ids.length === 0) return refuse('reconcile.nothing-linked');
      await note(caller, 'reconcile.start', 'reconciliation', {
        subjects: body.subjects.join(', '),
        since: body.since,
      });
      const items = await Promise.all(ids.map((id) => reads.get(tenant, id)));
      return { items: items.filter((item) => item !== undefined) };
    },

    getReconciliation: ({ request: { params } }) => find(params.id),

    async stopReconciliation({ request: { params }, caller }) {
      if (!(await reads.stop(tenant, params.id, caller.by))) {
        const known = await reads.get(tenant, params.id);
        return refuse(known ? 'reconcile.ended' : 'reconcile.not-found', { record: `reconciliation ${params.id}` });
      }
      await note(caller, 'reconcile.stop', `reconciliation ${params.id}`, {});
      return await find(params.id);
    },

    async listDifferences({ request: { query } }) {
      if (query.cursor !== undefined && !UUID.test(query.cursor)) return refuseCursor();
      return await reads.differences(tenant, withoutUndefined(query));
    },

    async getDifference({ request: { params } }) {
      const difference = await reads.difference(tenant, params.id);
      if (!difference) return refuse('difference.not-found', { record: `difference ${params.id}` });
      return {
        ...difference,
        fields: sideBySide(difference),
        repairs: await deps.reconcile.offers(tenant, difference),
      };
    },

    async repairDifference({ request: { params, body }, caller }) {
      const result = await settle(params.id, body.verb, caller, body.reason);
      if (result.done) return { message: result.message, runIds: result.runIds };
      return refused(result, params.id);
    },

    async repairDifferences({ request: { body }, caller }) {
      const filter = { ...withoutUndefined(body.filter), state: 'open' as const };
      const count = await reads.countDifferences(tenant, filter);
      if (count !== body.expect) {
        return refuse('difference.count-changed', {
          message: `There are ${count} open differences that fit, not ${body.expect}.`,
        });
      }
      const { items } = await reads.differences(tenant, { ...filter, limit: AT_ONCE });
      const refusals: { id: string; key: string; why: string }[] = [];
      for (const { id, key } of items) {
        const result = await settle(id, body.verb, caller, body.reason);
        if (!result.done) refusals.push({ id, key, why: result.message });
      }
      const done = items.length - refusals.length;
      return { done, left: await reads.countDifferences(tenant, filter), refused: refusals };
    },
  };
}

function refused(result: { readonly why: 'not-found' | 'not-allowed'; readonly message: string }, id: string): Refusal {
  const code = result.why === 'not-found' ? 'difference.not-found' : 'difference.not-allowed';
  return refuse(code, { message: result.message, record: `difference ${id}` });
}

/** Both records field by field; what differs is marked. */
function sideBySide({ subject, field, leftRecord, rightRecord }: DifferenceDetail): DifferenceOnWire['fields'] {
  const { fields } = SUBJECT_RULES[subject];
  return fields.map(({ name, title, as }) => {
    const left = leftRecord?.fields[name] ?? null;
    const right = rightRecord?.fields[name] ?? null;
    const both = leftRecord !== undefined && rightRecord !== undefined;
    return {
      name,
      title,
      left,
      right,
      differs: name === field || (both && canonical(left, as) !== canonical(right, as)),
    };
  });
}

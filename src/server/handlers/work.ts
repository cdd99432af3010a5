import type { WorkFilter } from '../../engine/work-ports.ts';
import { type Caller, mayUse } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, refuseCursor } from '../refusal.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf } from './types.ts';

type WorkOperation =
  | 'listWork'
  | 'listWorkItems'
  | 'listWorkPeople'
  | 'assignWork'
  | 'snoozeWork'
  | 'previewWork'
  | 'doWork';

/** A filter as it travels; what is left out may be there as undefined. */
type WireFilter = { readonly [K in Exclude<keyof WorkFilter, 'snoozed'>]?: WorkFilter[K] | undefined } & {
  readonly snoozed: 'no' | 'only' | 'also';
};

/** The list of what needs a person: whose it is, when it may rest, and what is done to many at once. */
export function workHandlers(deps: ServerDeps): HandlersOf<WorkOperation> {
  const { tenant, audit, work, explainCode } = deps;

  const mark = async (
    caller: Caller,
    body: {
      readonly causes: readonly string[];
      readonly runIds: readonly string[];
      readonly note?: string | undefined;
    },
    change: { readonly owner?: string | null; readonly snoozedUntil?: string | null },
    action: string,
  ): Promise<number> => {
    const targets = [...body.causes.map((cause) => ({ cause })), ...body.runIds.map((runId) => ({ runId }))];
    const note = body.note === undefined ? {} : { note: body.note === '' ? null : body.note };
    await work.store.mark(tenant, { targets, ...change, ...note, by: caller.by });
    for (const target of targets) {
      const subject = 'cause' in target ? `cause ${target.cause}` : `run ${target.runId}`;
      await audit.append(tenant, { by: caller.by, action, subject, detail: { ...change, ...note } });
    }
    return targets.length;
  };

  return {
    async listWork({ request: { query }, caller }) {
      const { limit, ...rest } = query;
      const groups = await work.store.groups(tenant, filterOf(rest, caller), limit);
      const items = groups.map((group) => ({ ...group, ...explainCode(group.code) }));
      return { items, at: new Date(deps.now()).toISOString() };
    },

    async listWorkItems({ request: { query }, caller }) {
      const { limit, cursor, ...rest } = query;
      if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) return refuseCursor();
      return await work.store.items(tenant, filterOf(rest, caller), {
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      });
    },

    async listWorkPeople() {
      const people = await deps.signIn.people.list();
      const able = people.filter(({ role, state }) => role !== 'viewer' && state !== 'disabled');
      return { items: able.map(({ name, email }) => ({ name, email })) };
    },

    async assignWork({ request: { body }, caller }) {
      const owner = body.owner === 'me' ? caller.by : body.owner;
      const count = await mark(caller, body, { owner: owner === '' ? null : owner }, 'work.assign');
      return { count, message: owner === '' ? 'Nobody looks after it now.' : `${owner} looks after it now.` };
    },

    async snoozeWork({ request: { body }, caller }) {
      const { until } = body;
      const count = await mark(caller, body, { snoozedUntil: until === '' ? null : until }, 'work.snooze');
      return { count, message: until === '' ? 'It is on the list again.' : `It rests until ${until}.` };
    },

    previewWork: ({ request: { body }, caller }) =>
      work.preview({
        tenant,
        verb: body.verb,
        filter: filterOf(body.filter, caller),
        ...withoutUndefined({ version: body.version }),
      }),

    async doWork({ request: { body }, caller }) {
      const { verb, expect, reason, after, version } = body;
      if (verb === 'cancel' && !mayUse(caller, 'runs.cancel')) return refuse('session.forbidden');
      const filter = filterOf(body.filter, caller);
      if (after === undefined) {
        const count = await work.store.count(tenant, filter);
        if (count !== expect) {
          return refuse('work.count-changed', { message: `${count} runs need a person here by now, not ${expect}.` });
        }
      }
      return await work.do({
        tenant,
        verb,
        filter,
        by: caller.by,
        reason,
        ...withoutUndefined({ after, version }),
      });
    },
  };
}

/** A filter as the store takes it: `me` and `nobody` become what they mean. */
function filterOf({ owner, snoozed, ...rest }: WireFilter, caller: Caller): WorkFilter {
  const whose = owner === 'me' ? caller.by : owner === 'nobody' ? '' : owner;
  const rests = snoozed === 'also' ? undefined : snoozed === 'only';
  return withoutUndefined({ ...rest, owner: whose, snoozed: rests });
}

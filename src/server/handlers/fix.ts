import type { AnswerOf } from '../../api/types.ts';
import type { FixOrder } from '../../engine/work/plan-fix.ts';
import type { DryRun } from '../../engine/work/dry-run.ts';
import type { DoneWrite } from '../../core/work/effects.ts';
import { type Caller, mayUse } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, refuseWith } from '../refusal.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf } from './types.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const iso = (at: number): string => new Date(at).toISOString();

/** Mending a run by hand: its form, the check of what is typed, the fix itself, and a fresh look at what is not known. */
export function fixHandlers(deps: ServerDeps): HandlersOf<'getRunFix' | 'checkRunFix' | 'fixRun' | 'lookAtRun'> {
  const { tenant, work } = deps;
  const missing = (id: string) => refuse('run.not-found', { record: `run ${id}` });

  return {
    async getRunFix({ request: { params } }) {
      const fix = UUID.test(params.id) ? await work.fix(tenant, params.id) : undefined;
      return fix === undefined ? missing(params.id) : { ...fix, writes: fix.writes.map(writeToWire) };
    },

    async checkRunFix({ request: { params, body } }) {
      const checked = UUID.test(params.id) ? await work.check(tenant, params.id, orderOf(body)) : undefined;
      if (checked === undefined) return missing(params.id);
      if ('refused' in checked) {
        const { message, path, failure } = checked.refused;
        return { ok: false, words: message, fields: [], rows: [], ...withoutUndefined({ path, failure }) };
      }
      const { plan, dryRun } = checked;
      const dry = dryToWire(dryRun);
      return {
        ok: dryRun.result !== 'would-fail',
        words: dry.words,
        fields: plan.fields,
        rows: plan.rows,
        input: plan.input,
        dryRun: dry,
        ...withoutUndefined({ before: plan.before, failure: dry.failure }),
      };
    },

    async fixRun({ request: { params, body }, caller }) {
      if (!UUID.test(params.id)) return missing(params.id);
      const why = mayNot(body, caller);
      if (why !== undefined) return refuse('session.forbidden', { message: why });
      const { reason, alike, seenAt } = body;
      const order = { ...orderOf(body), ...(seenAt === undefined ? {} : { seenAt }) };
      const command = { tenant, runId: params.id, by: caller.by, reason, alike, ...order };
      const result = await work.doFix(command);
      if (!result.done) {
        const { message, path, failure } = result;
        if (result.why === 'not-found') return missing(params.id);
        if (failure !== undefined) return refuseWith({ ...failure, message }, 422);
        return refuse('work.fix-refused', {
          message,
          record: `run ${params.id}`,
          ...(path === undefined ? {} : { field: path }),
        });
      }
      return { message: result.message, fixed: result.fixed, left: result.left };
    },

    async lookAtRun({ request: { params } }) {
      const seen = UUID.test(params.id) ? await work.look(tenant, params.id) : undefined;
      if (seen === undefined) return missing(params.id);
      const { quietUntil, ...rest } = seen;
      return {
        ...rest,
        at: iso(seen.at),
        sent: seen.sent.map((write) => ({ ...write, at: iso(write.at) })),
        now: dryToWire(seen.now),
        ...(quietUntil === undefined ? {} : { quietUntil: iso(quietUntil) }),
      };
    },
  };
}

/** What the body of a fix says about the data. */
type FixBody = Pick<FixOrder, 'changes' | 'remember'> & { readonly link?: string | undefined };

function orderOf({ changes, remember, link }: FixBody): FixOrder {
  return { changes, remember, ...(link === undefined ? {} : { link }) };
}

/** Changing the defaults of a connection is a right of its own. */
function mayNot({ remember }: { readonly remember: FixOrder['remember'] }, caller: Caller): string | undefined {
  const wants = remember.some(({ as }) => as === 'default');
  if (!wants || mayUse(caller, 'connections.write')) return undefined;
  return 'Only administrators change the defaults of a connection. Correct this run alone, or ask one.';
}

function writeToWire({ at, ...write }: DoneWrite): AnswerOf<'getRunFix'>['writes'][number] {
  return { ...write, at: iso(at) };
}

function dryToWire(dry: DryRun): AnswerOf<'lookAtRun'>['now'] {
  const base = { result: dry.result, words: wordsOf(dry), asked: dry.asked };
  switch (dry.result) {
    case 'would-send':
      return { ...base, call: dry.call, request: dry.request };
    case 'would-finish':
      return { ...base, output: dry.output };
    case 'would-wait':
      return { ...base, until: iso(dry.until) };
    case 'would-fail':
      return { ...base, failure: dry.failure };
    case 'not-checked':
      return base;
  }
}

function wordsOf(dry: DryRun): string {
  switch (dry.result) {
    case 'would-send':
      return `Passed. The next call that writes would be ${dry.call}.`;
    case 'would-finish':
      return 'Passed. The record is there already; nothing would be written.';
    case 'would-wait':
      return `Passed as far as can be seen. It would wait first: ${dry.why}.`;
    case 'would-fail':
      return dry.failure.message;
    case 'not-checked':
      return `Not checked: ${dry.why}`;
  }
}

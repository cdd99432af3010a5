import { RUN_STATES, type RunState } from '../../core/run/states.ts';
import type { CommandResult } from '../../engine/command-ports.ts';
import type { RunDetail, RunFilter } from '../../engine/read-ports.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, Refusal, refuseCursor } from '../refusal.ts';
import { actionsOf } from '../run-actions.ts';
import { withoutUndefined } from '../without-undefined.ts';
import { DEAD_LETTER_QUEUE, holdOf, runToWire } from '../wire.ts';
import type { HandlersOf } from './types.ts';

type RunOperation =
  | 'listRuns'
  | 'getRun'
  | 'listRunActions'
  | 'retryRun'
  | 'releaseRun'
  | 'replayRun'
  | 'cancelRun'
  | 'listHolds';

/** Runs, holds, and what people do to them. */
export function runHandlers(deps: ServerDeps): HandlersOf<RunOperation> {
  const { tenant, runs, commands, audit } = deps;
  const replaying = new Set<string>();

  const find = async (id: string): Promise<RunDetail | Refusal> =>
    (isId(id) ? await runs.get(tenant, id) : undefined) ?? refuse('run.not-found', { record: `run ${id}` });

  /** Turns a command's result into an answer; what was done goes into the audit log. */
  const settle = async (
    result: CommandResult & { newRunId?: string },
    act: { verb: string; runId: string; caller: Caller; reason: string | undefined },
  ) => {
    if (!result.done) return refuse(result.code, { message: result.message, record: `run ${act.runId}` });
    const detail = withoutUndefined({ reason: act.reason, newRunId: result.newRunId });
    await audit.append(tenant, { by: act.caller.by, action: `run.${act.verb}`, subject: `run ${act.runId}`, detail });
    return withoutUndefined({ message: result.message, newRunId: result.newRunId });
  };

  return {
    async listRuns({ request: { query } }) {
      const states = readStates(query.state);
      if (states instanceof Refusal) return states;
      const { state: _, ...rest } = query;
      if (!isCursor(rest.cursor)) return refuseCursor();
      const filter = { ...rest, ...(states.length === 0 ? {} : { states }) };
      return await runs.list(tenant, withoutUndefined(filter) as RunFilter);
    },

    async getRun({ request: { params } }) {
      const run = await find(params.id);
      return run instanceof Refusal ? run : runToWire(run);
    },

    async listRunActions({ request: { params }, caller }) {
      const run = await find(params.id);
      if (run instanceof Refusal) return run;
      return { items: actionsOf(run, caller, await deps.work.effects(tenant, run.id)) };
    },

    async retryRun({ request: { params, body }, caller }) {
      if (!isId(params.id)) return refuse('run.not-found', { record: `run ${params.id}` });
      const newest = body.version === 'newest';
      const run = newest ? await find(params.id) : undefined;
      if (run instanceof Refusal) return run;
      const why = run && (await deps.work.whyNotNewest(tenant, params.id, run.flow));
      if (why !== undefined) return refuse('run.wrong-state', { message: why, record: `run ${params.id}` });
      const version = newest ? { version: 'newest' as const } : {};
      const command = { tenant, runId: params.id, by: caller.by, verb: 'retry' as const, ...version };
      const result = await commands.release(withReason(command, body.reason));
      return await settle(result, { verb: 'retry', runId: params.id, caller, reason: body.reason });
    },

    async releaseRun({ request: { params, body }, caller }) {
      if (!isId(params.id)) return refuse('run.not-found', { record: `run ${params.id}` });
      const { verb, seenAt } = body;
      const command = {
        tenant,
        runId: params.id,
        by: caller.by,
        verb,
        ...(verb === 'edit' ? { input: body.input } : {}),
        ...(verb === 'skip' ? { output: body.output } : {}),
        ...(seenAt === undefined ? {} : { seenAt }),
      };
      const result = await commands.release(withReason(command, body.reason));
      return await settle(result, { verb, runId: params.id, caller, reason: body.reason });
    },

    async replayRun({ request: { params, body }, caller }) {
      const run = await find(params.id);
      if (run instanceof Refusal) return run;
      const action = actionsOf(run, caller).find(({ verb }) => verb === 'replay');
      // Twenty clicks start one run: the first is under way here, or its run is open and `actionsOf` sees it.
      const why = replaying.has(params.id) ? 'It is being run again right now.' : action?.why;
      if (why !== undefined) return refuse('run.wrong-state', { message: why, record: `run ${params.id}` });
      replaying.add(params.id);
      try {
        const version = withoutUndefined({ version: body.version });
        const command = { tenant, runId: params.id, by: caller.by, ...version };
        const result = await commands.replay(withReason(command, body.reason));
        return await settle(result, { verb: 'replay', runId: params.id, caller, reason: body.reason });
      } finally {
        replaying.delete(params.id);
      }
    },

    async cancelRun({ request: { params, body }, caller }) {
      if (!isId(params.id)) return refuse('run.not-found', { record: `run ${params.id}` });
      const { reason } = body;
      const result = await commands.cancel({ tenant, runId: params.id, by: caller.by, reason });
      return await settle(result, { verb: 'cancel', runId: params.id, caller, reason });
    },

    async listHolds({ request: { query } }) {
      const { state, queue, ...rest } = query;
      if (!isCursor(rest.cursor)) return refuseCursor();
      // Dead letters have no hold and so no queue of their own in the store.
      const dead = queue === DEAD_LETTER_QUEUE;
      const states = dead ? ['failed'] : state === undefined ? ['held', 'failed'] : [state];
      // Orders behind a held one are part of the same problem: whoever mends it should see how many wait.
      const dependents = state === undefined && queue === undefined && rest.code === undefined;
      const filter = { ...rest, states, dependents, queue: dead ? undefined : queue };
      const page = await runs.list(tenant, withoutUndefined(filter) as RunFilter);
      return { ...page, items: page.items.map(holdOf) };
    },
  };
}

function withReason<T extends object>(command: T, reason: string | undefined): T & { reason?: string } {
  return reason === undefined || reason === '' ? command : { ...command, reason };
}

/** Ids of runs, which are also where a list of them goes on, are UUIDs. */
function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function isCursor(cursor: string | undefined): boolean {
  return cursor === undefined || isId(cursor.replace(/^(exact|begins|words)~/, ''));
}

/** States as they stand in the query, `held,failed`; none means all. */
function readStates(text: string | undefined): RunState[] | Refusal {
  const names = (text ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const wrong = names.find((name) => !(RUN_STATES as readonly string[]).includes(name));
  if (wrong === undefined) return names as RunState[];
  const detail = `There is no state ${JSON.stringify(wrong.slice(0, 40))}; the states are ${RUN_STATES.join(', ')}.`;
  return refuse('request.invalid', { message: detail, errors: [{ pointer: '/query/state', detail }] });
}

import type { JsonObject } from '../../core/json.ts';
import type { PlannedWindow } from '../../engine/standstill.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { windowToWire } from '../standstill-wire.ts';
import type { HandlersOf } from './types.ts';

type StandstillOperation =
  | 'isolateOperation'
  | 'closeBreaker'
  | 'addWindow'
  | 'removeWindow'
  | 'pauseFlow'
  | 'resumeFlow';

/** What people do about systems that are away: breakers by hand, the calendar, paused flows. All of it is audited. */
export function standstillHandlers(deps: ServerDeps): HandlersOf<StandstillOperation> {
  const { tenant, standstill, audit } = deps;
  const note = (caller: Caller, action: string, subject: string, detail: JsonObject): Promise<void> =>
    audit.append(tenant, { by: caller.by, action, subject, detail });
  const unknownConnection = async (name: string): Promise<Refusal | undefined> =>
    (await deps.connections.get(tenant, name))
      ? undefined
      : refuse('connection.not-found', { record: `connection ${name}` });
  const unknownFlow = async (flow: string): Promise<Refusal | undefined> =>
    (await deps.flows.list(tenant)).some((each) => each.flow === flow)
      ? undefined
      : refuse('flow.not-found', { record: `flow ${flow}` });

  return {
    async isolateOperation({ request: { params, body }, caller }) {
      const refusal = await unknownConnection(params.name);
      if (refusal) return refusal;
      const { operation, reason } = body;
      await standstill.isolate({ tenant, connection: params.name, operation }, reason, caller.by);
      await note(caller, 'breaker.isolate', `connection ${params.name}`, { operation, reason });
      return { operation, mode: 'isolated', since: new Date(deps.now()).toISOString(), reason, by: caller.by };
    },

    async closeBreaker({ request: { params, body }, caller }) {
      const refusal = await unknownConnection(params.name);
      if (refusal) return refusal;
      const { operation, reason } = body;
      const changed = await standstill.close({ tenant, connection: params.name, operation }, reason, caller.by);
      const detail = { operation, ...(reason === undefined ? {} : { reason }) };
      if (changed) await note(caller, 'breaker.close', `connection ${params.name}`, detail);
      return { changed };
    },

    async addWindow({ request: { params, body }, caller }) {
      const refusal = await unknownConnection(params.name);
      if (refusal) return refusal;
      const { startsAt, cron, ...rest } = body;
      const made = await standstill.addWindow(tenant, {
        ...rest,
        connection: params.name,
        ...(startsAt === undefined ? {} : { startsAt: Date.parse(startsAt) }),
        ...(cron === undefined ? {} : { cron }),
        createdBy: caller.by,
      });
      if ('fault' in made) return refuse('window.invalid', { message: made.fault });
      deps.connectionChanged(tenant, params.name);
      await note(caller, 'window.add', `connection ${params.name}`, detailOf(made));
      return windowToWire(made);
    },

    async removeWindow({ request: { params }, caller }) {
      const removed = await standstill.removeWindow(tenant, params.name, params.id);
      if (!removed) return refuse('window.not-found', { record: `window ${params.id}` });
      deps.connectionChanged(tenant, params.name);
      await note(caller, 'window.remove', `connection ${params.name}`, { id: params.id });
      return undefined;
    },

    async pauseFlow({ request: { params, body }, caller }) {
      const refusal = await unknownFlow(params.flow);
      if (refusal) return refusal;
      const pause = { tenant, kind: 'flow', name: params.flow, reason: body.reason, by: caller.by } as const;
      if (await standstill.pause(pause))
        await note(caller, 'flow.pause', `flow ${params.flow}`, { reason: body.reason });
      const kept = (await standstill.pauses(tenant)).find(({ kind, name }) => kind === 'flow' && name === params.flow);
      const { reason, by, since } = kept ?? { ...pause, since: deps.now() };
      return { reason, by, since: new Date(since).toISOString() };
    },

    async resumeFlow({ request: { params }, caller }) {
      const refusal = await unknownFlow(params.flow);
      if (refusal) return refusal;
      const changed = await standstill.resume({ tenant, kind: 'flow', name: params.flow });
      if (changed) await note(caller, 'flow.resume', `flow ${params.flow}`, {});
      return { changed };
    },
  };
}

function detailOf({ id, reason, startsAt, cron, zone, minutes }: PlannedWindow): JsonObject {
  return {
    id,
    reason,
    ...(startsAt === undefined ? {} : { startsAt: new Date(startsAt).toISOString() }),
    ...(cron === undefined ? {} : { cron, zone }),
    minutes,
  };
}

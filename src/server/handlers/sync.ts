import type { LookOff, SyncProgress } from '../../engine/sync.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse } from '../refusal.ts';
import type { HandlersOf } from './types.ts';

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Readings that people ask for. */
export function syncHandlers({ tenant, syncs, audit }: ServerDeps): HandlersOf<'startSync' | 'getSync'> {
  return {
    async startSync({ request: { params, body }, caller }) {
      const { subject } = params;
      const { full = false, dryRun = false } = body;
      const sync = await syncs.start(tenant, { subject, full, dryRun, by: caller.by });
      if (sync === undefined) return refuseToRead(subject, await syncs.switchedOff(tenant, subject));
      if (sync.joined !== true) {
        const detail = { id: sync.id, full, dryRun };
        await audit.append(tenant, { by: caller.by, action: 'sync.start', subject: `sync ${subject}`, detail });
      }
      return toWire(sync);
    },

    async getSync({ request: { params } }) {
      const sync = ID.test(params.id) ? await syncs.get(tenant, params.id) : undefined;
      return sync === undefined ? refuse('sync.not-found', { record: `sync ${params.id}` }) : toWire(sync);
    },
  };
}

function refuseToRead(subject: string, [off, ...others]: readonly LookOff[]) {
  if (off === undefined) return refuse('sync.no-source', { record: subject });
  const names = [off, ...others].map(({ connection }) => connection).join(', ');
  return refuse('sync.switched-off', { message: `Over ${names} ${off.look} is switched off.`, record: subject });
}

/** Lists of the engine are read-only; those of the wire are not. */
function toWire(sync: SyncProgress) {
  return {
    ...sync,
    flows: [...sync.flows],
    work: { ...sync.work },
    readings: sync.readings.map((reading) => ({
      ...reading,
      events: [...reading.events],
      sample: [...reading.sample],
    })),
  };
}

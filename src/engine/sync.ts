import type { Connections } from './ports.ts';
import type { Programs } from './programs.ts';
import type { Sync, SyncStore, SyncWork } from './sync-ports.ts';

/** A sync with what is left to be done. */
export interface SyncProgress extends Sync {
  /** Reading; working through what was read; done; or failed, when something could not be read. */
  readonly state: 'reading' | 'working' | 'done' | 'failed';
  /** Flows that start with what is read. */
  readonly flows: readonly string[];
  readonly work: SyncWork;
  /** True when it was under way already. */
  readonly joined?: boolean;
}

export interface SyncRequest {
  readonly subject: string;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly by: string;
}

/** A look that is switched off, as a person calls it. */
export interface LookOff {
  readonly connection: string;
  readonly look: string;
}

/** What people may ask of syncs. */
export interface Syncs {
  /** Reads what is switched on. Undefined when no connection reads the subject. */
  start(tenant: string, request: SyncRequest): Promise<SyncProgress | undefined>;
  /** The looks of a subject that a setting of their connection keeps off. */
  switchedOff(tenant: string, subject: string): Promise<readonly LookOff[]>;
  get(tenant: string, id: string): Promise<SyncProgress | undefined>;
  /** The newest that read everything of a subject, as far as they are kept. */
  newestFull(tenant: string, subject: string): Promise<SyncProgress | undefined>;
}

/** How far a sync is, from its readings and the work they made. */
export function stateOfSync(sync: Sync, work: SyncWork): SyncProgress['state'] {
  const states = sync.readings.map((reading) => reading.state);
  if (states.includes('running')) return 'reading';
  if (states.includes('failed')) return 'failed';
  return !sync.dryRun && work.pending + work.open > 0 ? 'working' : 'done';
}

export function createSyncs(deps: {
  readonly store: SyncStore;
  readonly connections: Pick<Connections, 'polls'>;
  readonly programs: Pick<Programs, 'active'>;
}): Syncs {
  const { store, connections, programs } = deps;
  const progressOf = async (tenant: string, sync: Sync | undefined): Promise<SyncProgress | undefined> => {
    if (!sync) return undefined;
    const events = new Set(sync.readings.flatMap((reading) => reading.events));
    const live = await programs.active();
    const flows = live
      .filter(
        ({ deployment, program }) =>
          deployment.tenant === tenant && program.trigger.events.some((type) => events.has(type)),
      )
      .map(({ deployment }) => deployment.flow);
    const work = await store.work(tenant, flows, sync.startedAt);
    return { ...sync, flows, work, state: stateOfSync(sync, work) };
  };
  const get = async (tenant: string, id: string): Promise<SyncProgress | undefined> =>
    await progressOf(tenant, await store.get(tenant, id));
  const pollsOf = async (tenant: string, subject: string) =>
    (await connections.polls()).filter((each) => each.tenant === tenant && each.subject === subject);
  return {
    get,
    switchedOff: async (tenant, subject) =>
      (await pollsOf(tenant, subject)).flatMap(({ connection, off }) =>
        off === undefined ? [] : [{ connection, look: off }],
      ),
    newestFull: async (tenant, subject) => await progressOf(tenant, await store.newestFull(tenant, subject)),
    start: async (tenant, { subject, full, dryRun, by }) => {
      const polls = (await pollsOf(tenant, subject)).filter(({ off }) => off === undefined);
      if (polls.length === 0) return undefined;
      const sources = polls.map(({ connection, name, title, events }) => ({ connection, poll: name, title, events }));
      const { id, joined } = await store.start({ tenant, subject, full, dryRun, by, sources });
      const progress = await get(tenant, id);
      return progress && { ...progress, joined };
    },
  };
}

import type pg from 'pg';
import { CONNECTORS } from '../connectors/index.ts';
import { validateSettings } from '../connectors/kit/settings.ts';
import type { Failure } from '../core/failure.ts';
import type { Gates } from '../engine/gate.ts';
import type { Clock } from '../engine/ports.ts';
import type { Programs } from '../engine/programs.ts';
import type { RunCommands } from '../engine/command-ports.ts';
import type { AuditStore, ConnectionStore, RunReads } from '../engine/read-ports.ts';
import { createWorkDesk, type WorkDesk } from '../engine/work/desk.ts';
import { serverFailure } from '../server/errors.ts';
import { setLink } from '../store/link-history.ts';
import { findLinks } from '../store/link-store.ts';
import { createWorkStore } from '../store/work-store.ts';
import type { OpenConnections } from './open-connections.ts';

interface DeskParts {
  readonly pool: pg.Pool;
  readonly runs: RunReads;
  readonly commands: RunCommands;
  readonly open: OpenConnections;
  readonly programs: Programs;
  readonly gates: Gates;
  readonly clock: Clock;
  readonly stores: { readonly connections: ConnectionStore; readonly audit: AuditStore };
}

/** The desk for work that needs a person, on the parts of this process. */
export function createDesk({ pool, runs, commands, open, programs, gates, clock, stores }: DeskParts): WorkDesk {
  return createWorkDesk({
    work: createWorkStore(pool),
    runs,
    commands,
    programs,
    connections: open,
    gates,
    clock,
    audit: stores.audit,
    findLink: async (tenant, key, to) => (await findLinks(pool, [{ tenant, key, to }]))[0],
    setLink: (change) => setLink(pool, change),
    saveSetting: async ({ tenant, connection, setting, value, by }) => {
      const record = await stores.connections.get(tenant, connection);
      const connector = record && CONNECTORS[record.connector];
      if (!record || !connector) return refused(`There is no connection ${connection}.`, setting);
      const settings = { ...record.settings, [setting]: value };
      const secrets = await stores.connections.openSecrets(tenant, connection);
      const verdict = validateSettings(connector.settings, { settings, secrets });
      const [fault] = 'faults' in verdict ? verdict.faults : (connector.checkSettings?.(verdict.settings) ?? []);
      if (fault) return refused(fault.message, setting);
      const { name, title } = record;
      await stores.connections.save({ tenant, name, title, connector: record.connector, settings, secrets: {}, by });
      open.forget();
      return undefined;
    },
  });
}

function refused(message: string, field: string): Failure {
  return serverFailure('work.fix-refused', { message, field });
}

import type pg from 'pg';
import type { KnownRun, PeerRun, PeerRuns } from '../engine/peer-ports.ts';
import { createRunCommands } from './run-commands.ts';
import { normalizeKey } from './run-keys.ts';

interface PeerRow {
  id: string;
  state: PeerRun['state'];
  step: string | null;
  queue: string | null;
  unknown_outcome: boolean;
}

const findStatement = `
SELECT DISTINCT ON (r.seq) r.id, r.state, r.step, r.hold->>'queue' AS queue, r.unknown_outcome
FROM run_keys k JOIN runs r ON r.id = k.run_id AND r.tenant = k.tenant
WHERE k.tenant = $1 AND k.key = $2 AND r.flow = $3 AND r.facts->>'order' = $4
ORDER BY r.seq`;

const listStatement = `
SELECT DISTINCT r.id, r.state
FROM run_keys k JOIN runs r ON r.id = k.run_id AND r.tenant = k.tenant
WHERE k.tenant = $1 AND k.key = $2 AND r.flow = $3 AND r.facts->>'order' = $4
UNION
SELECT h.id, h.state
FROM run_keys k JOIN run_history h ON h.id = k.run_id AND h.day = k.day AND h.tenant = k.tenant
WHERE k.tenant = $1 AND k.key = $2 AND h.flow = $3 AND h.facts->>'order' = $4
ORDER BY 1`;

/** Who is named as the one that took a run back, or let it look again. */
const BY = 'landbridge';

/** Runs of other flows about the same order, found by the key that people search by. */
export function createPeerRuns(pool: pg.Pool): PeerRuns {
  const commands = createRunCommands(pool);
  return {
    find: async (tenant, flow, order) => {
      const { rows } = await pool.query<PeerRow>({
        name: 'find-peer-runs',
        text: findStatement,
        values: [tenant, normalizeKey(order), flow, order],
      });
      return rows.map(({ id, state, step, queue, unknown_outcome }) => ({
        id,
        state,
        step: step ?? '',
        queue: queue ?? '',
        unknownOutcome: unknown_outcome,
      }));
    },
    list: async (tenant, flow, order) => {
      const values = [tenant, normalizeKey(order), flow, order];
      return (await pool.query<KnownRun>({ name: 'list-peer-runs', text: listStatement, values })).rows;
    },
    wake: async (tenant, runId, reason) => {
      const { done } = await commands.release({ tenant, runId, verb: 'retry', anew: true, reason, by: BY });
      return done;
    },
    withdraw: async (tenant, runId, reason) => {
      const { done } = await commands.cancel({ tenant, runId, reason, by: BY });
      return done;
    },
  };
}

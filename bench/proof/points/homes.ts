import { randomUUID } from 'node:crypto';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { JsonObject } from '../../../src/core/json.ts';
import type { RunState } from '../../../src/core/run/states.ts';
import type { RunStore } from '../../../src/engine/ports.ts';
import { createInboxStore } from '../../../src/store/inbox-store.ts';
import { createRunCommands } from '../../../src/store/run-commands.ts';
import { createRunStore } from '../../../src/store/run-store.ts';
import { createTestDatabase } from '../../../src/store/test-database.ts';
import { createWorkerStore } from '../../../src/store/worker-store.ts';
import { MemoryStore, type StoreLies } from '../simulation/memory-store.ts';

/** Where runs live while processes come and go. */
export interface Home {
  /** A process starts under the name of the one that died, and frees what that one held. */
  newLife(): Promise<RunStore>;
  accept(deployment: string, event: JsonObject): Promise<string>;
  /** State and, for what waits, the time until which it does (milliseconds since 1970). */
  look(runId: string): Promise<{ readonly state: RunState; readonly why: string }>;
  /** A person has looked at a run that is held, and has it tried again. */
  release(runId: string): Promise<void>;
  /** The time that a run waits for has come. */
  makeDue(runId: string): Promise<void>;
  close(): Promise<void>;
}

/** The store of the simulation: its rules without PostgreSQL. */
export function memoryHome(now: () => number, lies: StoreLies = {}): Home {
  let store = new MemoryStore(lies);
  let alive = '';
  let lives = 0;
  return {
    newLife: async () => {
      lives += 1;
      const me = `life-${lives}`;
      alive = me;
      return {
        claim: async (runId) => store.claim(runId, me, now(), (owner) => owner === alive),
        commit: async (change) => void store.commit(change, me),
        findLink: async (_tenant, key, to) => store.findLink(key, to),
      };
    },
    accept: async (_deployment, event) => {
      const key = randomUUID();
      // No walk knows the links of another one.
      store = new MemoryStore(lies);
      return store.accept(event, { dedupe: key, order: key })?.id ?? '';
    },
    look: async (runId) => {
      const run = store.runs.get(runId);
      return { state: run?.state ?? 'failed', why: run?.hold?.reason ?? '' };
    },
    release: async (runId) => {
      const run = store.runs.get(runId);
      if (run) store.release(run, now());
    },
    makeDue: async (runId) => {
      const run = store.runs.get(runId);
      if (run) run.until = 0;
    },
    close: async () => undefined,
  };
}

/** The product's own store on a real PostgreSQL that is thrown away afterwards. */
export async function postgresHome(): Promise<Home> {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 5 });
  pool.on('error', () => undefined);
  await runMigrations({ pgPool: pool });
  await pool.query('SELECT ensure_day_partitions(current_date, 2)');
  const workers = createWorkerStore(pool, { forceUnlockWorkers: async () => undefined });
  const inbox = createInboxStore(pool);
  const commands = createRunCommands(pool);
  return {
    newLife: async () => {
      const incarnation = randomUUID();
      await workers.start({ instance: 'one', incarnation, role: 'work' });
      return createRunStore(pool, incarnation);
    },
    accept: async (deployment, data) => {
      const id = randomUUID();
      const event = {
        // No walk knows the links of another one.
        tenant: id,
        connection: 'clarity',
        id,
        type: 'x.y',
        subject: id,
        time: new Date().toISOString(),
      };
      const receipt = await inbox.accept({
        event: { ...event, data, via: 'webhook' },
        runs: [{ deployment, flow: 'point', dedupeKey: id, facts: {} }],
      });
      return receipt.runIds[0] ?? '';
    },
    look: async (runId) => {
      const { rows } = await pool.query<{ state: RunState; why: string | null }>(
        `SELECT state, coalesce(hold->>'reason', failure->>'message') AS why FROM runs WHERE id = $1
         UNION ALL SELECT state, NULL FROM run_history WHERE id = $1`,
        [runId],
      );
      return { state: rows[0]?.state ?? 'failed', why: rows[0]?.why ?? '' };
    },
    release: async (runId) => {
      const { rows } = await pool.query<{ tenant: string }>('SELECT tenant FROM runs WHERE id = $1', [runId]);
      await commands.release({ tenant: rows[0]?.tenant ?? '', runId, by: 'somebody', verb: 'retry' });
    },
    makeDue: async (runId) => {
      await pool.query("UPDATE runs SET wait_until = now() WHERE id = $1 AND state = 'waiting'", [runId]);
    },
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

import { mkdir } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { ReconcileDesk } from '../engine/reconcile/desk.ts';
import type { Syncs } from '../engine/sync.ts';
import type { ConnectionStore, RunReads } from '../engine/read-ports.ts';
import type { Log } from '../monitor/log.ts';
import type { Listening } from '../server/listen.ts';
import { bringUpDatabase } from './bring-up-database.ts';
import { deployPrebuiltFlows } from './deploy-flows.ts';
import { testNewConnections } from './look-at-connections.ts';
import { type WatchedDatabase, watchDatabase } from './watch-database.ts';
import { startWork, type Work } from './work.ts';
import { assembleParts, testDeps } from './parts.ts';
import { serve } from './serve.ts';

/** The whole product, running in this process. */
export interface Product {
  readonly url: string;
  /** One-time link for the first admin, while there is none. */
  readonly welcomeLink?: string;
  /** The database was restored: all connections are paused until somebody resumes them. */
  readonly restored: boolean;
  readonly connections: ConnectionStore;
  readonly runs: RunReads;
  readonly syncs: Syncs;
  readonly reconcile: ReconcileDesk;
  /** Connections were changed outside the console: open them anew, and bind the prebuilt flows to them. */
  connectionsChanged(): Promise<void>;
  /** Resolves with the reason when the database is gone for good. */
  readonly givenUp: Promise<string>;
  /** Takes in no more, lets work under way come to a rest, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts the roles that the configuration names: database, flows, workers, server. `learnSecrets` is told every secret
 * in clear, so that the log can take it out of whatever line it stands in. `restored` is said by whoever restored the
 * database.
 * @throws errors with a code and a remedy when something is missing or taken.
 */
export async function startProduct(
  config: Config,
  log: Log,
  learnSecrets: (secrets: Iterable<string>) => void = () => undefined,
  restored = false,
): Promise<Product> {
  await mkdir(config.dataFolder, { recursive: true });
  const database = await bringUpDatabase(config, log);
  const running: { watch?: WatchedDatabase; work?: Work; http?: Listening[] } = {};
  const state = { started: false, draining: false };
  try {
    // Before anything is sent: a database that was set back must not write what M3 has had since.
    const watch = await watchDatabase({ pool: database.pools.screens, dataFolder: config.dataFolder, restored, log });
    running.watch = watch;
    const parts = assembleParts(config, log, database, learnSecrets);
    const deploying = { flows: parts.stores.flows, connections: parts.stores.connections, tenant: config.tenant, log };
    await deployPrebuiltFlows({ ...deploying, pool: database.pools.screens });
    if (config.roles.includes('work'))
      running.work = await startWork({
        ...parts,
        pools: database.pools,
        connections: parts.open,
        meter: parts.metrics.engine,
        tracer: parts.traces.tracer,
      });
    const server = await serve(parts, state);
    running.http = server.listening;
    state.started = true;
    const [listening] = server.listening;
    return {
      url: listening?.url ?? config.publicUrl,
      ...(server.welcomePath === undefined ? {} : { welcomeLink: `${listening?.url ?? ''}${server.welcomePath}` }),
      restored: watch.first.found === 'restored',
      connections: parts.stores.connections,
      runs: parts.runs,
      syncs: parts.syncs,
      reconcile: parts.reconcile,
      givenUp: database.givenUp,
      connectionsChanged: async () => {
        parts.open.forget();
        await deployPrebuiltFlows({ ...deploying, pool: database.pools.screens });
        const tested = testNewConnections(testDeps(parts), config.tenant);
        tested.catch((error: unknown) => log.warn({ err: error }, 'new connections were not tested'));
      },
      stop: async () => {
        state.draining = true;
        server.endStreams();
        await Promise.all(server.listening.map((each) => each.close(5_000)));
        await running.work?.stop();
        await watch.stop();
        await parts.traces.stop();
        await parts.open.close();
        await database.stop();
      },
    };
  } catch (error) {
    await Promise.allSettled(running.http?.map((each) => each.close(0)) ?? []);
    await running.work?.stop().catch(() => undefined);
    await running.watch?.stop();
    await database.stop();
    throw error;
  }
}

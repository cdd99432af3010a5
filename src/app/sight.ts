import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { AlertDesk } from '../engine/alert-ports.ts';
import type { SendDeps } from '../monitor/alerting/send.ts';
import { startAlerting } from '../monitor/alerting/start.ts';
import type { Log } from '../monitor/log.ts';
import type { CallCounter } from '../monitor/sight/count-calls.ts';
import { keepSight } from '../monitor/sight/keep-sight.ts';
import { createSightReads } from '../store/alert/sight-reads.ts';
import { createAlertWork } from '../store/alert/work.ts';
import { createRollupStore } from '../store/sight/rollup-store.ts';
import { createWordIndexer } from '../store/sight/word-index.ts';
import type { Pools } from './bring-up-database.ts';

/** What the alerts of one instance are made of. */
export interface Alerting {
  readonly desk: AlertDesk;
  readonly sending: SendDeps;
}

/** Charts, the index of words, alert rules and their messages: what a worker does beside the runs. */
export function startSight(deps: {
  readonly config: Config;
  readonly pools: Pools;
  readonly incarnation: string;
  readonly calls: CallCounter;
  readonly alerting: Alerting;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const { config, pools, incarnation, calls, alerting, log } = deps;
  const { tenant, environment, publicUrl } = config;
  const parts = [
    keepSight({
      tenant,
      rollups: createRollupStore(pools.screens, incarnation),
      words: createWordIndexer(pools.screens),
      calls,
      log,
    }),
    startAlerting({
      tenant,
      environment,
      consoleUrl: publicUrl.replace(/\/+$/, ''),
      work: createAlertWork(pools.screens),
      ...alerting,
      sight: createSightReads(pools.screens, config.zone),
      // A database on another machine has its own disk, which cannot be seen from here.
      ...(config.databaseUrl === undefined ? { dataFolder: join(config.dataFolder, 'postgres') } : {}),
      log,
    }),
  ];
  return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
}

import type pg from 'pg';
import type { Log } from '../monitor/log.ts';
import { forgetQuietSubjects } from '../store/gather-store.ts';
import { endCare } from '../store/recovery-store.ts';
import { forgetOldReadings } from '../store/sync-store.ts';
import { dropOldReconciliations } from '../store/reconcile/reads.ts';
import { dropOldDays, ensurePartitions } from './bring-up-database.ts';

const EVERY_MS = 60 * 60 * 1_000;

/** Once an hour: partitions for the days to come, and an end for days that are past their retention. */
export function keepHouse(pool: pg.Pool, retentionDays: number, log: Log): { stop(): void } {
  const work = async (): Promise<void> => {
    await ensurePartitions(pool);
    await forgetQuietSubjects(pool);
    await forgetOldReadings(pool);
    await endCare(pool);
    const dropped = await dropOldDays(pool, retentionDays);
    await dropOldReconciliations(pool, retentionDays);
    if (dropped.length > 0) log.info({ dropped: dropped.length }, 'days past their retention were dropped');
  };
  const timer = setInterval(() => {
    work().catch((error: unknown) => log.warn({ err: error }, 'housekeeping failed; it is tried again in an hour'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

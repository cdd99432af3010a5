import type pg from 'pg';
import type { Log } from '../monitor/log.ts';
import { workOffErasures } from '../store/erasure-store.ts';
import { forgetQuietSubjects } from '../store/gather-store.ts';
import { endCare } from '../store/recovery-store.ts';
import { forgetOldReadings } from '../store/sync-store.ts';
import { dropOldReconciliations } from '../store/reconcile/reads.ts';
import { dropOldDays, ensurePartitions } from './bring-up-database.ts';

const EVERY_MS = 60 * 60 * 1_000;
const ERASE_MS = 30_000;

/**
 * Once an hour: partitions for the days to come, and an end for days that are past their retention. More often: shoppers
 * who are to be erased and of whom no run is open any more.
 */
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
  const erasing = setInterval(() => {
    workOffErasures(pool).catch((error: unknown) => log.warn({ err: error }, 'a shopper could not be erased yet'));
  }, ERASE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      clearInterval(erasing);
    },
  };
}

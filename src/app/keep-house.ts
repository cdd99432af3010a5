import type pg from 'pg';
import type { Log } from '../monitor/log.ts';
import { workOffErasures } from '../store/erasure-store.ts';
import { forgetQuietSubjects } from '../store/gather-store.ts';
import { endCare } from '../store/recovery-store.ts';
import { forgetOldReadings } from '../store/sync-store.ts';
import { dropOldReconciliations } from '../store/reconcile/reads.ts';
import { keepAuditHeads } from './audit-heads.ts';
import { dropOldDays, ensurePartitions } from './bring-up-database.ts';

const EVERY_MS = 60 * 60 * 1_000;
const OFTEN_MS = 30_000;
/** What is put into the audit log and cut off again in between is never noticed. */
const HEADS_MS = 10_000;

/**
 * Once an hour: partitions for the days to come, and an end for days that are past their retention. More often: shoppers
 * who are to be erased and of whom no run is open any more, and the end of the audit log kept outside.
 */
export function keepHouse(deps: {
  readonly pool: pg.Pool;
  readonly retentionDays: number;
  readonly dataFolder: string;
  readonly log: Log;
}): { stop(): void } {
  const { pool, retentionDays, dataFolder, log } = deps;
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
  const often = setInterval(() => {
    workOffErasures(pool).catch((error: unknown) => log.warn({ err: error }, 'a shopper could not be erased yet'));
  }, OFTEN_MS);
  const heads = setInterval(() => {
    keepAuditHeads(pool, dataFolder, log).catch((error: unknown) =>
      log.warn({ err: error }, 'the end of the audit log could not be kept outside'),
    );
  }, HEADS_MS);
  return {
    stop: () => {
      clearInterval(timer);
      clearInterval(often);
      clearInterval(heads);
    },
  };
}

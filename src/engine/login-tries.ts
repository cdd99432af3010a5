import { type ConnectionRecord, OURSELVES } from './read-ports.ts';

const FIRST_MS = 15 * 60_000;
/** Each try comes four times as late as the one before, so that no count of failed logins locks the account. */
const LATER = 4;

/**
 * When a connection that Landbridge paused for refused credentials tries them again: 15 minutes after the pause, then after
 * one hour, four, sixteen, and so on. Undefined for one that works, that a person has paused or changed, or that waits for a
 * person after the database was restored. Milliseconds since 1970.
 */
export function nextLoginTryAt(
  record: Pick<ConnectionRecord, 'paused' | 'pausedSince' | 'updatedBy' | 'careful' | 'carefulUntil' | 'loginTriedAt'>,
): number | undefined {
  const { paused, pausedSince, updatedBy, careful, carefulUntil, loginTriedAt } = record;
  if (!paused || pausedSince === undefined || updatedBy !== OURSELVES) return undefined;
  // Nobody has resumed it after the restore yet. Once somebody has, it only looks before it writes for two days.
  if (careful === true && carefulUntil === undefined) return undefined;
  const since = Date.parse(pausedSince);
  const triedAt = loginTriedAt === undefined ? since : Date.parse(loginTriedAt);
  let pause = FIRST_MS;
  while (since + pause <= triedAt) pause *= LATER;
  return since + pause;
}

import { afterAll, beforeEach, expect, test } from 'vitest';
import { nextLoginTryAt } from '../engine/login-tries.ts';
import { createConnectionStore } from './connection-store.ts';
import { newMasterKeyText, parseKeyRing } from './secrets/master-key.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 3 });
const store = createConnectionStore(pool, parseKeyRing(newMasterKeyText(), 'test'));

beforeEach(async () => {
  await pool.query('DELETE FROM connections');
  await pool.query(
    `INSERT INTO connections (tenant, name, connector, title, settings, updated_by) VALUES ('t', 'm3', 'm3', 'M3', '{}', 'me')`,
  );
});
afterAll(close);

/** M3 has refused us so long ago that the first try is due; answers when it was. */
async function refusedLongAgo(): Promise<number> {
  await store.setPaused('t', 'm3', true, 'M3 refused our login', 'landbridge');
  await pool.query(`UPDATE connections SET paused_since = paused_since - interval '16 minutes'`);
  const record = await store.get('t', 'm3');
  return (record && nextLoginTryAt(record)) ?? 0;
}

test('A03: of several processes one takes a try that is due, once', async () => {
  const dueAt = await refusedLongAgo();
  expect(dueAt).toBeLessThan(Date.now());
  const claims = await Promise.all([1, 2, 3].map(() => store.claimLoginTry('t', 'm3', dueAt)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  const tried = await store.get('t', 'm3');
  expect((tried && nextLoginTryAt(tried)) ?? 0).toBeGreaterThan(Date.now() + 40 * 60_000);
  expect(await store.endRefusal('t', 'm3')).toBe(true);
  expect(await store.get('t', 'm3')).toMatchObject({ paused: false });
  // The next pause begins anew.
  await store.setPaused('t', 'm3', true, 'again', 'landbridge');
  expect((await store.get('t', 'm3'))?.loginTriedAt).toBeUndefined();
});

test('what a person or a restore has paused is neither tried nor resumed', async () => {
  await store.setPaused('t', 'm3', true, 'maintenance', 'ann');
  expect(await store.claimLoginTry('t', 'm3', Date.now())).toBe(false);
  expect(await store.endRefusal('t', 'm3')).toBe(false);
  await store.setPaused('t', 'm3', false, undefined, 'ann');
  await refusedLongAgo();
  await pool.query(`UPDATE connections SET careful_until = 'infinity'`);
  expect(await store.endRefusal('t', 'm3')).toBe(false);
  const record = await store.get('t', 'm3');
  expect(record && nextLoginTryAt(record)).toBeUndefined();
});

test('a person takes over a pause of ours: the reason is theirs, the beginning stays, and no login is tried', async () => {
  const dueAt = await refusedLongAgo();
  const before = await store.get('t', 'm3');
  expect(await store.setPaused('t', 'm3', true, 'month end', 'ann')).toBe(true);
  const taken = await store.get('t', 'm3');
  expect(taken).toMatchObject({
    paused: true,
    pausedReason: 'month end',
    pausedSince: before?.pausedSince,
    updatedBy: 'ann',
  });
  expect(taken && nextLoginTryAt(taken)).toBeUndefined();
  expect(await store.claimLoginTry('t', 'm3', dueAt)).toBe(false);
  expect(await store.endRefusal('t', 'm3')).toBe(false);
  // A person's pause is nobody else's: neither another person's, nor ours.
  expect(await store.setPaused('t', 'm3', true, 'other', 'bo')).toBe(false);
  expect(await store.setPaused('t', 'm3', true, 'HTTP 401', 'landbridge')).toBe(false);
  expect(await store.get('t', 'm3')).toMatchObject({ pausedReason: 'month end', updatedBy: 'ann' });
  await store.setPaused('t', 'm3', false, undefined, 'ann');
  expect((await store.get('t', 'm3'))?.pausedSince).toBeUndefined();
});

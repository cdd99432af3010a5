import { afterAll, beforeEach, expect, test } from 'vitest';
import { createConnectionStore } from './connection-store.ts';
import { endCare, lookAtDatabase } from './recovery-store.ts';
import { newMasterKeyText, parseKeyRing } from './secrets/master-key.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 3 });

beforeEach(async () => {
  await pool.query('DELETE FROM recovery; DELETE FROM connections; DELETE FROM audit');
  await pool.query(
    `INSERT INTO connections (tenant, name, connector, title, settings, updated_by) VALUES ('t', 'm3', 'm3', 'M3', '{}', 'me')`,
  );
});
afterAll(close);

const m3 = async (): Promise<{ paused: boolean; reason: string | null; care: string | null }> =>
  (
    await pool.query(
      `SELECT paused, paused_reason AS reason, careful_until::text AS care FROM connections WHERE name = 'm3'`,
    )
  ).rows[0];
const resume = async () => {
  const ring = parseKeyRing(newMasterKeyText(), 'test');
  await createConnectionStore(pool, ring).setPaused('t', 'm3', false, undefined, 'ann');
};

test('a database that is looked at for the first time, and one that is the same, goes on', async () => {
  const first = await lookAtDatabase(pool, undefined);
  expect(first.found).toBe('the-same');
  const second = await lookAtDatabase(pool, first);
  expect(second).toMatchObject({ found: 'the-same', beat: first.beat + 1 });
  // Another process, which has seen nothing yet.
  expect((await lookAtDatabase(pool, undefined)).found).toBe('the-same');
  // A data folder that knew another database before.
  expect((await lookAtDatabase(pool, { databaseId: '1/1', beat: 9_999 })).found).toBe('the-same');
  expect(await m3()).toMatchObject({ paused: false, care: null });
});

test('O08: a back-up that wakes up on another server pauses everything, and cares for two days once resumed', async () => {
  await lookAtDatabase(pool, undefined);
  await pool.query(`UPDATE recovery SET database_id = '7300000000000000001/16384'`);
  const look = await lookAtDatabase(pool, undefined);
  expect(look).toMatchObject({ found: 'restored', reason: expect.stringContaining('another server') });
  expect(await m3()).toMatchObject({
    paused: true,
    reason: expect.stringContaining('Resume when nothing else works on the same systems'),
    care: 'infinity',
  });
  const { rows } = await pool.query('SELECT by, action, subject FROM audit');
  expect(rows).toEqual([{ by: 'landbridge', action: 'connection.pause', subject: 'connection m3' }]);
  // Once: whoever resumes is not paused again.
  await resume();
  expect((await lookAtDatabase(pool, look)).found).toBe('the-same');
  const { rows: care } = await pool.query<{ hours: number }>(
    'SELECT round(extract(epoch FROM careful_until - now()) / 3600)::int AS hours, paused FROM connections',
  );
  expect(care).toEqual([{ hours: 48, paused: false }]);
});

test('C21: a database that was set back while M3 went on pauses everything, also beneath a process that runs', async () => {
  const first = await lookAtDatabase(pool, undefined);
  const before = await lookAtDatabase(pool, first);
  const later = await lookAtDatabase(pool, before);
  await pool.query('UPDATE recovery SET beat = $1', [first.beat]);
  const look = await lookAtDatabase(pool, later);
  expect(look).toMatchObject({ found: 'restored', reason: expect.stringContaining('older state') });
  expect(await m3()).toMatchObject({ paused: true, care: 'infinity' });
  // Another process that saw the lost future as well says nothing more.
  await resume();
  expect((await lookAtDatabase(pool, { ...later, beat: later.beat + 50 })).found).toBe('the-same');
  expect(await m3()).toMatchObject({ paused: false });
});

test('C22: after a take-over by a standby work goes on, and looks before it writes', async () => {
  const first = await lookAtDatabase(pool, undefined);
  await pool.query(`UPDATE recovery SET timeline = '0000000F'`);
  expect((await lookAtDatabase(pool, first)).found).toBe('failed-over');
  const ring = parseKeyRing(newMasterKeyText(), 'test');
  expect(await createConnectionStore(pool, ring).get('t', 'm3')).toMatchObject({
    paused: false,
    careful: true,
    carefulUntil: expect.any(String),
  });
  expect((await lookAtDatabase(pool, first)).found).toBe('the-same');
  await endCare(pool);
  expect((await m3()).care).not.toBeNull();
  await pool.query(`UPDATE connections SET careful_until = now() - interval '1 second'`);
  await endCare(pool);
  expect((await m3()).care).toBeNull();
});

test('C22 C21: a standby may lack a moment; what lacks more is a back-up that was rolled forward', async () => {
  const first = await lookAtDatabase(pool, undefined);
  await pool.query(`UPDATE recovery SET timeline = '0000000F'`);
  const behind = await lookAtDatabase(pool, { ...first, beat: first.beat + 50 });
  expect(behind.found).toBe('failed-over');
  // Another process, which saw a little more of what was lost.
  expect((await lookAtDatabase(pool, { ...first, beat: first.beat + 55 })).found).toBe('the-same');
  expect(await m3()).toMatchObject({ paused: false });
  await pool.query(`UPDATE recovery SET timeline = '0000000E'`);
  expect((await lookAtDatabase(pool, { ...behind, beat: behind.beat + 2_000_000 })).found).toBe('restored');
  expect(await m3()).toMatchObject({ paused: true });
});

test('O08: what shows in nothing, whoever restored it says', async () => {
  const first = await lookAtDatabase(pool, undefined);
  expect((await lookAtDatabase(pool, first, 'a snapshot was put back')).found).toBe('restored');
  expect(await m3()).toMatchObject({ paused: true, reason: expect.stringMatching(/^A snapshot was put back/) });
});

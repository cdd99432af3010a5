import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Failure } from '../core/failure.ts';
import { createGapStore } from './gap-store.ts';
import { createPollStore } from './poll-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore();
const incarnation = randomUUID();

afterAll(close);

const POLL = { tenant: 't', connection: 'm3', name: 'stock' };
const failure: Failure = { kind: 'unreachable', code: 'm3.unreachable', message: 'away' };

async function readOnce(result: { cursor: object } | { failure: Failure }): Promise<void> {
  const store = createPollStore(pool, incarnation);
  const claim = await store.claimPoll({ ...POLL, everySeconds: 60, now: true });
  await store.savePoll({ ...POLL, token: claim?.token ?? 0, ...(result as { cursor: Record<string, never> }) });
}
const silentFor = (days: number) =>
  pool.query('UPDATE polls SET last_ok_at = now() - make_interval(days => $1)', [days]);

test('W16: a silence longer than events are kept leaves a gap, a shorter one and a first reading do not', async () => {
  const gaps = createGapStore(pool);
  await readOnce({ failure });
  await readOnce({ cursor: {} });
  await silentFor(4);
  await readOnce({ cursor: {} });
  expect(await gaps.list()).toEqual([]);

  await silentFor(6);
  await readOnce({ failure });
  // Still silent: there is nothing that could be read anew yet.
  expect(await gaps.list()).toEqual([]);
  await readOnce({ cursor: {} });
  const [gap] = await gaps.list();
  expect(gap).toMatchObject({ tenant: 't', connection: 'm3', poll: 'stock' });
  expect((Date.now() - (gap?.since ?? 0)) / 86_400_000).toBeCloseTo(6, 1);
});

test('W16: a gap lasts until it is closed, from where it began', async () => {
  const gaps = createGapStore(pool);
  const [before] = await gaps.list();
  await readOnce({ cursor: {} });
  expect(await gaps.list()).toEqual([before]);
  if (!before) throw new Error('no gap');
  await gaps.asked(before);
  expect((await gaps.list())[0]?.askedAt).toBeGreaterThan(Date.now() - 10_000);
  await silentFor(9);
  await readOnce({ cursor: {} });
  expect((await gaps.list())[0]?.since).toBe(before.since);
  await gaps.close(before);
  expect(await gaps.list()).toEqual([]);
});

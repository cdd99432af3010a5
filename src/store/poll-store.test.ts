import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createPollRequests, createPollStore } from './poll-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore();

afterAll(close);

const live = async (): Promise<string> => {
  const incarnation = randomUUID();
  await pool.query('INSERT INTO workers (incarnation, instance, roles) VALUES ($1::uuid, $2, $3)', [
    incarnation,
    incarnation,
    'work',
  ]);
  return incarnation;
};
const poll = (name: string) => ({ tenant: 't', connection: 'clarity', name, everySeconds: 60 });

test('O03: of two processes one polls, and only when it is due', async () => {
  const [a, b] = [createPollStore(pool, await live()), createPollStore(pool, await live())];
  const claims = await Promise.all([a.claimPoll(poll('x')), b.claimPoll(poll('x'))]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  await a.savePoll({ ...poll('x'), token: 1, cursor: { at: '1' } });
  expect(await b.claimPoll(poll('x'))).toBeUndefined();
  await pool.query('UPDATE polls SET due_at = now()');
  expect(await b.claimPoll(poll('x'))).toEqual({ cursor: { at: '1' }, token: 2 });
});

test('a poll whose process died is taken over at once; the late one cannot move the cursor', async () => {
  const dead = await live();
  await createPollStore(pool, dead).claimPoll(poll('y'));
  const next = createPollStore(pool, await live());
  expect(await next.claimPoll(poll('y'))).toBeUndefined();
  await pool.query('DELETE FROM workers WHERE incarnation = $1', [dead]);
  const claim = await next.claimPoll(poll('y'));
  expect(claim?.token).toBe(2);
  await createPollStore(pool, dead).savePoll({ ...poll('y'), token: 1, cursor: { at: 'old' } });
  await next.savePoll({ ...poll('y'), token: 2, cursor: { at: 'new' }, again: true });
  expect((await next.claimPoll(poll('y')))?.cursor).toEqual({ at: 'new' });
});

test('a poll that was asked to look at once is claimed before its time, and once', async () => {
  const store = createPollStore(pool, await live());
  const requests = createPollRequests(pool);
  const claim = await store.claimPoll(poll('asked'));
  await requests.requestPoll('t', 'clarity', 'asked');
  // It is running: what was asked meanwhile is done afterwards.
  expect(await requests.requestedPolls()).toEqual([]);
  await store.savePoll({ ...poll('asked'), token: claim?.token ?? 0, cursor: {} });
  expect(await requests.requestedPolls()).toEqual([{ tenant: 't', connection: 'clarity', name: 'asked' }]);
  expect(await store.claimPoll({ ...poll('asked'), now: true })).toBeDefined();
  expect(await requests.requestedPolls()).toEqual([]);
  await store.savePoll({ ...poll('asked'), token: 2, cursor: {} });
  expect(await requests.requestedPolls()).toEqual([]);
});

import { expect, test } from 'vitest';
import type { FailureKind } from '../core/failure.ts';
import { pollOnce, type PollDeps } from './poll.ts';
import type { PollSource } from './ports.ts';

/** One look that fails; answers what became of it, in order. */
async function lookThatFails(kind: FailureKind, code: string): Promise<string[]> {
  const done: string[] = [];
  const deps: Partial<PollDeps> = {
    connections: {
      get: () => Promise.reject(new Error('a poll has its source')),
      pause: (_tenant, name, reason) => Promise.resolve(void done.push(`paused ${name}: ${reason}`)),
      polls: () => Promise.resolve([]),
      closing: () => undefined,
    },
    cursors: {
      claimPoll: () => Promise.resolve({ cursor: undefined, token: 1 }),
      savePoll: ({ failure }) => Promise.resolve(void done.push(`kept ${failure?.code ?? ''}`)),
    },
    clock: { now: () => 0 },
    log: () => undefined,
  };
  const source: PollSource = {
    tenant: 't',
    connection: 'm3',
    name: 'orders',
    title: 'Orders',
    everySeconds: 60,
    events: [],
    poll: () => Promise.resolve({ failure: { kind, code, message: 'M3 said no' } }),
  };
  const { polled, failure } = await pollOnce(deps as PollDeps, source);
  expect([polled, failure?.code]).toEqual([false, code]);
  return done;
}

test('A03: a look whose login is refused pauses the connection, so that the next ones do not log in', async () => {
  expect(await lookThatFails('unauthorized', 'connection.login-refused')).toEqual([
    'kept connection.login-refused',
    'paused m3: M3 said no',
  ]);
});

test('a right that one look lacks stops nothing else, and neither does a system that is away', async () => {
  expect(await lookThatFails('unauthorized', 'm3.transaction-not-allowed')).toEqual([
    'kept m3.transaction-not-allowed',
  ]);
  expect(await lookThatFails('unreachable', 'connection.unreachable')).toEqual(['kept connection.unreachable']);
});

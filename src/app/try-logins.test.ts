import { expect, test } from 'vitest';
import type { ConnectionCheck } from '../connectors/kit/connector.ts';
import type { AuditStore, ConnectionRecord, ConnectionStore } from '../engine/read-ports.ts';
import { sampleConnection } from '../server/testing/fake-deps.ts';
import type { OpenConnections } from './open-connections.ts';
import { tryRefusedLogins } from './try-logins.ts';

const SINCE = Date.parse('2026-11-22T03:00:00.000Z');
const MINUTE = 60_000;

/** One connection that M3 refuses, and what is done about it `minutes` after the pause. */
async function lookAfter(
  minutes: number,
  world: { record?: Partial<ConnectionRecord>; taken: boolean; mine?: boolean },
) {
  const refused = { paused: true, pausedSince: new Date(SINCE).toISOString(), updatedBy: 'landbridge' };
  const done: string[] = [];
  const check: ConnectionCheck = world.taken
    ? { name: 'login', result: 'pass', message: 'Signed in.' }
    : { name: 'login', result: 'fail', message: 'The login server refused our login.' };
  const client = { test: () => Promise.resolve([check]) };
  const store: Partial<ConnectionStore> = {
    list: () => Promise.resolve([sampleConnection({ ...refused, ...world.record })]),
    claimLoginTry: () => Promise.resolve(world.mine !== false),
    saveTest: (_tenant, _name, { result }) => Promise.resolve(void done.push(`kept ${result}`)),
    endRefusal: () => Promise.resolve(done.push('resumed') > 0),
  };
  const connections: Partial<OpenConnections> = {
    client: () => Promise.resolve(client as never),
    forget: () => void done.push('opened anew'),
  };
  const audit: Partial<AuditStore> = {
    append: (_tenant, { by, action }) => Promise.resolve(void done.push(`${by}: ${action}`)),
  };
  await tryRefusedLogins({
    tenant: 't',
    connections: connections as OpenConnections,
    store: store as ConnectionStore,
    audit: audit as AuditStore,
    now: () => SINCE + minutes * MINUTE,
  });
  return done;
}

test('a login that is taken resumes the connection, and one that is not leaves it', async () => {
  expect(await lookAfter(16, { taken: true })).toEqual([
    'kept pass',
    'landbridge: connection.test',
    'resumed',
    'opened anew',
    'landbridge: connection.resume',
  ]);
  expect(await lookAfter(16, { taken: false })).toEqual(['kept fail', 'landbridge: connection.test']);
});

test('nobody signs in before the time, for a connection that a person has paused, or beside another process', async () => {
  expect(await lookAfter(14, { taken: true })).toEqual([]);
  expect(
    await lookAfter(16, { taken: true, record: { loginTriedAt: new Date(SINCE + 15.5 * MINUTE).toISOString() } }),
  ).toEqual([]);
  expect(await lookAfter(16, { taken: true, record: { updatedBy: 'ann@example.com' } })).toEqual([]);
  expect(await lookAfter(16, { taken: true, mine: false })).toEqual([]);
});

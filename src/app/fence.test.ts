import { expect, test } from 'vitest';
import type { Call } from '../core/operation.ts';
import { withBuiltIns } from '../engine/built-in/registry.ts';
import type { Connections, OpenConnection } from '../engine/ports.ts';
import { fenceWrites } from './fence.ts';

const call = (effect: Call['effect']): Call => ({ name: 'confirm', effect, request: {} });

function rig() {
  const sent: string[] = [];
  const time = { now: 100_000, beat: 100_000 };
  const connection: OpenConnection = {
    name: 'm3',
    connector: 'm3',
    settings: {},
    limits: { concurrency: 4 },
    operation: () => undefined,
    send: async ({ effect }) => {
      sent.push(effect);
      return { outcome: 'applied', reply: null };
    },
  };
  const connections: Connections = {
    get: async (_tenant, name) => (name === 'm3' ? connection : { gone: 'missing' }),
    pause: async () => undefined,
    polls: async () => [],
    closing: (_tenant, name) => (name === 'm3' ? { reason: 'restart', until: time.now } : undefined),
  };
  const fenced = fenceWrites(
    connections,
    () => time.beat,
    () => time.now,
  );
  const open = async (): Promise<OpenConnection> => {
    const got = await fenced.get('t', 'm3');
    if ('gone' in got) throw new Error('gone');
    return got;
  };
  return { sent, time, fenced, open };
}

test('C17: a worker that slept beyond its lease sends no write when it wakes up', async () => {
  const { sent, time, open } = rig();
  const connection = await open();
  time.now += 15_000;
  expect(await connection.send(call('write'), {})).toMatchObject({
    outcome: 'not-sent',
    failure: { kind: 'unreachable', code: 'connection.unreachable' },
  });
  expect(sent).toEqual([]);
  time.beat = time.now;
  expect(await connection.send(call('write'), {})).toMatchObject({ outcome: 'applied' });
});

test('reads go out, and so do writes of a process that is heard of', async () => {
  const { sent, time, open } = rig();
  time.now += 14_999;
  await (await open()).send(call('write'), {});
  time.now += 60_000;
  await (await open()).send(call('read'), {});
  expect(sent).toEqual(['write', 'read']);
});

test('a connection stays the same one, so that its limits hold; one that is gone stays gone', async () => {
  const { fenced, open } = rig();
  expect(await open()).toBe(await open());
  expect(await fenced.get('t', 'other')).toEqual({ gone: 'missing' });
});

test('a window that is near is seen behind the fence, and by what the engine works with', () => {
  const { fenced, time } = rig();
  const near = { reason: 'restart', until: time.now };
  expect([fenced.closing('t', 'm3'), fenced.closing('t', 'other')]).toEqual([near, undefined]);
  const ports = {} as Parameters<typeof withBuiltIns>[1];
  expect(withBuiltIns(fenced, ports).closing('t', 'm3')).toEqual(near);
});

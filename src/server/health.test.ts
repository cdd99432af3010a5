import { expect, test } from 'vitest';
import type { HealthSource } from './deps.ts';
import { createServer } from './server.ts';
import { createFakeWorld } from './testing/fake-deps.ts';

const good: HealthSource = {
  database: () => Promise.resolve(true),
  migrated: () => true,
  started: () => true,
  draining: () => false,
};

async function look(parts: Partial<HealthSource>) {
  const { app } = createServer(createFakeWorld({ health: { ...good, ...parts } }).deps);
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, ((await response.json()) as { status: string }).status];
  };
  return { live: await ask('/livez'), ready: await ask('/readyz'), started: await ask('/startupz') };
}

test.each([
  ['all is well', {}, [200, 'ok'], [200, 'ok']],
  ['the database is away', { database: () => Promise.resolve(false) }, [503, 'unavailable'], [200, 'ok']],
  ['the database throws', { database: () => Promise.reject(new Error('x')) }, [503, 'unavailable'], [200, 'ok']],
  ['the database hangs', { database: () => new Promise<boolean>(() => {}) }, [503, 'unavailable'], [200, 'ok']],
  ['migrations run', { migrated: () => false }, [503, 'starting'], [200, 'ok']],
  ['the start is not over', { started: () => false }, [503, 'starting'], [503, 'starting']],
  ['it is being stopped', { draining: () => true }, [503, 'draining'], [200, 'ok']],
])('%s', async (_, parts, ready, started) => {
  expect(await look(parts)).toEqual({ live: [200, 'ok'], ready, started });
});

test('readiness does not ask M3 or the store: a broken connection changes nothing', async () => {
  const world = createFakeWorld();
  Object.assign(world.deps, { testConnection: () => Promise.reject(new Error('M3 is down')) });
  Object.assign(world.deps.connections, { list: () => Promise.reject(new Error('must not be asked')) });
  expect((await createServer(world.deps).app.request('/readyz')).status).toBe(200);
});

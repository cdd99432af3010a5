import { expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld, RUN_ID } from '../testing/fake-deps.ts';

function open() {
  const world = createFakeWorld();
  const { app } = createServer(world.deps);
  const call = async (role: 'viewer' | 'operator', method: string, path: string, body?: object) => {
    const response = await app.request(path, {
      method,
      headers: {
        cookie: cookieOf(role),
        'content-type': 'application/json',
        'x-landbridge': '1',
        origin: 'http://localhost',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { world, call };
}

test('a sync is started by who may, is seen by all, and stands in the audit log', async () => {
  const { world, call } = open();
  expect(await call('viewer', 'POST', '/api/v1/sync/items', {})).toMatchObject({ status: 403 });
  const started = await call('operator', 'POST', '/api/v1/sync/items', { full: true });
  expect(started).toMatchObject({
    status: 202,
    body: { subject: 'items', full: true, dryRun: false, state: 'reading' },
  });
  expect(world.audit).toMatchObject([{ action: 'sync.start', subject: 'sync items', detail: { full: true } }]);
  expect(await call('viewer', 'GET', `/api/v1/sync/${RUN_ID}`)).toMatchObject({ status: 200, body: { id: RUN_ID } });
});

test('what cannot be read, or is not known, is said with what to do', async () => {
  const { call } = open();
  expect(await call('operator', 'POST', '/api/v1/sync/customers', {})).toMatchObject({
    status: 404,
    body: { code: 'sync.no-source' },
  });
  expect(await call('operator', 'POST', '/api/v1/sync/payments', {})).toMatchObject({
    status: 404,
    body: { code: 'sync.switched-off', detail: 'Over clarity-main the look for payments is switched off.' },
  });
  expect((await call('operator', 'POST', '/api/v1/sync/everything', {})).status).toBe(400);
  for (const id of ['1', '00000000-0000-7000-8000-000000000000']) {
    expect(await call('viewer', 'GET', `/api/v1/sync/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'sync.not-found' },
    });
  }
});

test('a flow is started by hand, unless events start it', async () => {
  const { world, call } = open();
  expect(await call('viewer', 'POST', '/api/v1/flows/nightly/run', {})).toMatchObject({ status: 403 });
  expect(await call('operator', 'POST', '/api/v1/flows/nightly/run', { input: { day: '2026-11-20' } })).toMatchObject({
    status: 202,
    body: { runId: RUN_ID },
  });
  expect(world.audit).toMatchObject([{ action: 'flow.run', subject: 'flow nightly' }]);
  expect(await call('operator', 'POST', '/api/v1/flows/order-to-cash/run', {})).toMatchObject({
    status: 422,
    body: { code: 'flow.by-events' },
  });
  expect(await call('operator', 'POST', '/api/v1/flows/nobody/run', {})).toMatchObject({
    status: 404,
    body: { code: 'flow.not-found' },
  });
});

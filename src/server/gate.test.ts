import { describe, expect, test } from 'vitest';
import { OPERATIONS, type OperationName } from '../api/operations.ts';
import { ROLE_PERMISSIONS, ROLES } from '../api/permissions.ts';
import { createServer } from './server.ts';
import { cookieOf, createFakeWorld, OPERATOR_TOKEN, sampleRun, FAILED_RUN_ID } from './testing/fake-deps.ts';
import { SAMPLES } from './testing/samples.ts';

const names = Object.keys(OPERATIONS) as OperationName[];
const gated = names.filter((name) => !['receiveWebhook', 'getLive', 'getReady', 'getStarted'].includes(name));
const changing = gated.filter((name) => OPERATIONS[name].method !== 'get');

function requestOf(name: OperationName, headers: Readonly<Record<string, string>>): [string, RequestInit] {
  const { method, path } = OPERATIONS[name];
  const { params, body } = SAMPLES[name] ?? {};
  const url = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => params?.[part] ?? '');
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method: method.toUpperCase(), headers: { ...json, ...headers } };
  return [url, body === undefined ? init : { ...init, body: JSON.stringify(body) }];
}

async function ask(
  name: OperationName,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; code: string }> {
  const world = createFakeWorld();
  world.runs.set(FAILED_RUN_ID, sampleRun({ id: FAILED_RUN_ID, state: 'failed' }));
  const { app, endStreams } = createServer(world.deps);
  const response = await app.request(...requestOf(name, headers));
  const isProblem = response.headers.get('content-type') === 'application/problem+json';
  const code = isProblem ? ((await response.json()) as { code: string }).code : '';
  endStreams();
  return { status: response.status, code };
}

const own = { origin: 'http://localhost' };

describe('S11: each role at each route', () => {
  const cases = gated.flatMap((name) => [...ROLES, 'nobody' as const].map((role) => [role, name] as const));

  test.each(cases)('%s at %s', async (role, name) => {
    const { permission } = OPERATIONS[name];
    const { status, code } = await ask(name, role === 'nobody' ? own : { ...own, cookie: cookieOf(role) });
    if (permission === 'anyone' || (role !== 'nobody' && ROLE_PERMISSIONS[role].includes(permission))) {
      expect(status).toBeLessThan(300);
    } else if (role === 'nobody') {
      expect([status, code]).toEqual([401, 'session.missing']);
    } else {
      expect([status, code]).toEqual([403, 'session.forbidden']);
    }
  });

  test('the matrix is the one that was agreed', () => {
    const mayOf = (role: (typeof ROLES)[number]) =>
      gated.filter(
        (name) => ROLE_PERMISSIONS[role].includes(OPERATIONS[name].permission) && OPERATIONS[name].method !== 'get',
      );
    expect(mayOf('viewer')).toEqual(['validateFlow', 'signIn', 'signOut', 'checkWelcome', 'acceptWelcome']);
    expect(mayOf('operator').filter((name) => !mayOf('viewer').includes(name))).toEqual([
      'retryRun',
      'releaseRun',
      'replayRun',
      'cancelRun',
      'assignWork',
      'snoozeWork',
      'previewWork',
      'doWork',
      'checkRunFix',
      'fixRun',
      'lookAtRun',
      'testConnection',
      'pauseConnection',
      'resumeConnection',
      'isolateOperation',
      'closeBreaker',
      'addWindow',
      'removeWindow',
      'runFlow',
      'pauseFlow',
      'resumeFlow',
      'startSync',
      'startReconciliation',
      'stopReconciliation',
      'repairDifferences',
      'repairDifference',
      'acknowledgeAlert',
      'saveAlertRule',
      'deleteAlertRule',
      'testAlertChannel',
    ]);
    expect(mayOf('admin')).toEqual(changing);
    expect(names.filter((name) => OPERATIONS[name].permission === 'anyone')).toEqual([
      'signIn',
      'checkWelcome',
      'acceptWelcome',
      'receiveWebhook',
      'getLive',
      'getReady',
      'getStarted',
    ]);
  });

  test('a role in the body of a request gives nobody rights', async () => {
    const { app } = createServer(createFakeWorld().deps);
    const body = JSON.stringify({ name: 'Bob', email: 'bob@example.com', role: 'viewer', state: 'active', id: 'x' });
    const headers = { ...own, cookie: cookieOf('admin'), 'content-type': 'application/json' };
    const response = await app.request('/api/v1/users', { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Unrecognized keys')]);
  });
});

describe('S09: requests from other sites', () => {
  test.each(changing)('cannot reach %s', async (name) => {
    const cookie = cookieOf('admin');
    for (const headers of [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
      { cookie, 'sec-fetch-site': 'same-site', origin: 'http://localhost' },
      { cookie, 'sec-fetch-site': 'none' },
      { cookie },
    ]) {
      expect(await ask(name, headers), JSON.stringify(headers)).toEqual({ status: 403, code: 'request.cross-site' });
    }
  });

  test('cannot read either, the address bar can, and a token needs no origin', async () => {
    const cookie = cookieOf('viewer');
    expect((await ask('listRuns', { cookie, 'sec-fetch-site': 'cross-site' })).code).toBe('request.cross-site');
    expect((await ask('listRuns', { cookie, 'sec-fetch-site': 'none' })).status).toBe(200);
    expect((await ask('retryRun', { authorization: `Bearer ${OPERATOR_TOKEN}` })).status).toBe(200);
    expect((await ask('retryRun', { cookie: cookieOf('operator'), 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('JSON disguised as a form or text is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const headers = { ...own, cookie: cookieOf('admin'), 'content-type': type };
      expect(await ask('cancelRun', headers), type).toEqual({ status: 415, code: 'request.media-type' });
    }
  });

  test('a public origin is believed, and only that', async () => {
    const { app } = createServer(createFakeWorld({ publicOrigins: ['https://bridge.example'] }).deps);
    const post = async (host: string, origin: string) => {
      const [url, init] = requestOf('retryRun', { cookie: cookieOf('operator'), origin, host });
      return (await app.request(url, init)).status;
    };
    expect(await post('bridge.example', 'https://bridge.example')).toBe(200);
    expect(await post('bridge.example', 'https://evil.example')).toBe(403);
  });
});

describe('S27: host names', () => {
  test.each([
    ['localhost:4600', 200],
    ['127.0.0.1:4600', 200],
    ['[::1]:4600', 200],
    ['10.1.2.3', 200],
    ['bridge.example', 200],
    ['evil.example:4600', 403],
    ['127.0.0.1.evil.example', 403],
    ['bridge.example.evil.example', 403],
    ['bridge.example@evil.example', 403],
  ])('%s: %i', async (host, status) => {
    const { app } = createServer(createFakeWorld({ publicOrigins: ['https://bridge.example'] }).deps);
    const response = await app.request('/api/v1/runs', { headers: { host, cookie: cookieOf('viewer') } });
    expect(response.status).toBe(status);
  });
});

describe('S18, S22: the operator token', () => {
  test('opens what operators may, and nothing more', async () => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    expect((await ask('retryRun', headers)).status).toBe(200);
    expect((await ask('saveConnection', headers)).code).toBe('session.forbidden');
    expect((await ask('listUsers', headers)).code).toBe('session.forbidden');
  });

  test('a wrong one is refused, also beside a good cookie', async () => {
    const cookie = cookieOf('admin');
    for (const authorization of [
      'Bearer wrong',
      'Bearer ',
      'Basic YWRtaW46YWRtaW4=',
      OPERATOR_TOKEN,
      `Bearer ${OPERATOR_TOKEN} x`,
    ]) {
      expect((await ask('listRuns', { cookie, authorization })).code, authorization).toBe('session.token-refused');
    }
  });

  test('a token in the address is not looked at', async () => {
    const { app } = createServer(createFakeWorld().deps);
    const response = await app.request(`/api/v1/runs?token=${OPERATOR_TOKEN}&access_token=${OPERATOR_TOKEN}`);
    expect(response.status).toBe(401);
  });
});

describe('headers', () => {
  test('S28: answers with data are not kept by any cache', async () => {
    const { app } = createServer(createFakeWorld().deps);
    for (const name of ['listRuns', 'getSession', 'getToday', 'listConnections', 'getMetrics'] as const) {
      const response = await app.request(...requestOf(name, { cookie: cookieOf('viewer') }));
      expect(response.headers.get('cache-control'), name).toBe('no-store');
    }
    const refused = await app.request('/api/v1/runs');
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('S08: pages run our own scripts only, are not framed and not sniffed', async () => {
    const { app } = createServer(createFakeWorld({ publicOrigins: ['https://bridge.example'] }).deps);
    const { headers } = await app.request('/api/v1/session');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('S14: nothing of a request gets into the headers of the answer', async () => {
    const { app } = createServer(createFakeWorld().deps);
    const response = await app.request('/api/v1/runs/x%0d%0aSet-Cookie:%20a=b', {
      headers: { cookie: cookieOf('viewer'), traceparent: 'x', 'x-trace-id': 'y' },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});

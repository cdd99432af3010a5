import { describe, expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld, sampleRun, RUN_ID } from '../testing/fake-deps.ts';

function open() {
  const world = createFakeWorld();
  const { app } = createServer(world.deps);
  const ask = async (method: string, path: string, body?: object, role: 'operator' | 'admin' | 'viewer' = 'admin') => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { cookie: cookieOf(role), origin: 'http://localhost', ...json };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await app.request(`/api/v1${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  return { world, ask };
}

describe('runs', () => {
  test('times of the journal travel as RFC 3339', async () => {
    const { body } = await open().ask('GET', `/runs/${RUN_ID}`);
    expect(body['journal']).toMatchObject([
      { type: 'step-started', at: '2025-11-21T09:00:00.000Z' },
      {},
      { type: 'waiting', at: '2025-11-21T09:00:02.000Z', until: '2025-11-21T09:01:00.000Z' },
      {},
    ]);
  });

  test('what people do carries who and why, and is audited once it is done', async () => {
    const { world, ask } = open();
    await ask('POST', `/runs/${RUN_ID}/release`, {
      verb: 'skip',
      output: { orderNumber: '0010004711' },
      reason: 'it is there',
    });
    await ask('POST', `/runs/${RUN_ID}/retry`, { reason: '' });
    world.runs.set(RUN_ID, sampleRun({ state: 'completed' }));
    expect(await ask('POST', `/runs/${RUN_ID}/retry`, {})).toMatchObject({
      status: 409,
      body: { code: 'run.wrong-state' },
    });
    expect(await ask('POST', '/runs/ghost/retry', {})).toMatchObject({ status: 404, body: { code: 'run.not-found' } });
    const by = 'admin@example.com';
    expect(world.commands.slice(0, 2)).toEqual([
      {
        tenant: 'acme',
        runId: RUN_ID,
        by,
        verb: 'skip',
        output: { orderNumber: '0010004711' },
        reason: 'it is there',
      },
      { tenant: 'acme', runId: RUN_ID, by, verb: 'retry' },
    ]);
    expect(world.audit.map(({ action, subject }) => [action, subject])).toEqual([
      ['run.skip', `run ${RUN_ID}`],
      ['run.retry', `run ${RUN_ID}`],
    ]);
  });

  test('each verb tells its effect and whether it is allowed, by state and role', async () => {
    const { world, ask } = open();
    const verbs = async (role: 'operator' | 'viewer' = 'operator') => {
      const { body } = await ask('GET', `/runs/${RUN_ID}/actions`, undefined, role);
      return body['items'] as { verb: string; allowed: boolean; effect: string; why?: string; needsReason: boolean }[];
    };
    const allowed = async () => (await verbs()).flatMap(({ verb, allowed: may }) => (may ? [verb] : []));
    expect(await allowed()).toEqual(['retry', 'release', 'edit', 'skip', 'cancel']);
    expect((await verbs()).find(({ verb }) => verb === 'cancel')).toMatchObject({
      effect: expect.stringContaining('1 write that took effect stay'),
      needsReason: true,
    });
    expect((await verbs('viewer')).every((verb) => !verb.allowed && verb.why?.includes('viewer'))).toBe(true);
    for (const [state, expected] of [
      ['running', []],
      ['queued', ['cancel']],
      ['waiting', ['retry', 'cancel']],
      ['completed', ['replay']],
      ['failed', ['retry', 'edit', 'skip', 'replay', 'cancel']],
      ['canceled', ['replay']],
    ] as const) {
      world.runs.set(RUN_ID, sampleRun({ state }));
      expect(await allowed(), state).toEqual(expected);
    }
    world.runs.set(RUN_ID, sampleRun({ unknownOutcome: true }));
    expect((await verbs())[0]?.effect).toContain('not sent a second time');
  });

  test('an open run is not replayed beside itself', async () => {
    const { world, ask } = open();
    const { status, body } = await ask('POST', `/runs/${RUN_ID}/replay`, {});
    expect([status, body['detail']]).toEqual([409, 'The run is held. Retry it, or cancel it first.']);
    expect(world.commands).toEqual([]);
    world.runs.set(RUN_ID, sampleRun({ state: 'canceled' }));
    expect(await ask('POST', `/runs/${RUN_ID}/replay`, {})).toMatchObject({ status: 200, body: { newRunId: 'run-9' } });
  });

  test('O14: twenty clicks on run again start one run', async () => {
    const { world, ask } = open();
    world.runs.set(RUN_ID, sampleRun({ state: 'completed' }));
    Object.assign(world.deps.commands, {
      replay: async (command: object) => {
        world.commands.push({ ...command });
        await new Promise((resolve) => setTimeout(resolve, 10));
        const { event: _e, journal: _j, related: _r, ...newer } = sampleRun({ id: 'newer', state: 'queued' });
        world.runs.set(RUN_ID, sampleRun({ state: 'completed', related: [newer] }));
        return { done: true, message: 'A new run was started.', newRunId: 'newer' };
      },
    });
    const clicks = await Promise.all(Array.from({ length: 10 }, () => ask('POST', `/runs/${RUN_ID}/replay`, {})));
    const late = await Promise.all(Array.from({ length: 10 }, () => ask('POST', `/runs/${RUN_ID}/replay`, {})));
    expect(clicks.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(late.map(({ body }) => body['detail'])).toEqual(
      late.map(() => 'Run newer of the same record is still open.'),
    );
    expect(world.commands).toHaveLength(1);
  });

  test('ids and cursors that nobody gave are refused, not passed on', async () => {
    const { ask } = open();
    for (const path of ['/runs?cursor=abc', "/runs?cursor=1'--", '/holds?cursor=5', '/audit?cursor=x']) {
      expect(await ask('GET', path), path).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/query/cursor' }] },
      });
    }
    expect((await ask('POST', '/runs/1/cancel', { reason: 'x' })).body['code']).toBe('run.not-found');
    expect((await ask('GET', '/runs?search=a%00b')).status).toBe(400);
  });
});

describe('holds', () => {
  test('name order, code, reason, since, remedy, amount and customer; dead letters stand among them', async () => {
    const { world, ask } = open();
    const { hold: _, ...rest } = sampleRun({ id: 'run-2', state: 'failed' });
    const failure = {
      kind: 'fault',
      code: 'engine.poison',
      message: 'The run broke its worker.',
      step: 'order',
    } as const;
    world.runs.set('run-2', { ...rest, facts: {}, failure });
    const { body } = await ask('GET', '/holds');
    expect(body['items']).toEqual([
      {
        order: '1042',
        code: 'm3.item-not-found',
        kind: 'missing',
        reason: 'Item GHOST-1 is not in M3',
        since: '2026-11-21T09:00:05.000Z',
        runId: RUN_ID,
        flow: 'order-to-cash',
        flowTitle: 'Clarity order to M3 sales order',
        state: 'held',
        queue: 'item-setup',
        step: 'order',
        remedy: 'Add the item in M3 and release the order.',
        record: 'item GHOST-1',
        field: 'lines[0].itemNumber',
        amount: { amount: '149.90', currency: 'EUR' },
        customer: 'Ann Example',
        unknownOutcome: false,
      },
      expect.objectContaining({
        order: 'run-2',
        code: 'engine.poison',
        queue: 'dead-letter',
        state: 'failed',
        reason: failure.message,
      }),
    ]);
    for (const query of ['state=held', 'queue=dead-letter']) {
      expect((await ask('GET', `/holds?${query}`)).body['items'], query).toHaveLength(1);
    }
  });
});

describe('connections', () => {
  const settings = { baseUrl: 'https://m3.example' };

  test('secrets go in and never come out, and those left out stay', async () => {
    const { world, ask } = open();
    const first = await ask('PUT', '/connections/new', {
      connector: 'm3',
      settings,
      secrets: { password: 'p4ssw0rd-x' },
    });
    const second = await ask('PUT', '/connections/new', { connector: 'm3', settings });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(world.savedSecrets).toEqual([{ password: 'p4ssw0rd-x' }, {}]);
    const everything = JSON.stringify([
      first,
      second,
      (await ask('GET', '/connections')).body,
      world.audit,
      world.logLines,
    ]);
    expect(everything).not.toContain('p4ssw0rd-x');
    expect(world.audit.at(0)).toMatchObject({ action: 'connection.save', detail: { secretsChanged: ['password'] } });
  });

  test('settings are judged by the connector, each fault at its field', async () => {
    const { world, ask } = open();
    expect(await ask('PUT', '/connections/new', { connector: 'm3', settings: {} })).toMatchObject({
      status: 422,
      body: {
        code: 'connection.invalid',
        errors: [
          { pointer: '/settings/baseUrl', detail: 'Address is missing.' },
          { pointer: '/settings/password', detail: 'Password is missing.' },
        ],
      },
    });
    expect((await ask('PUT', '/connections/new', { connector: 'sap', settings })).body['code']).toBe(
      'connector.not-found',
    );
    expect((await ask('PUT', '/connections/m3', { connector: 'clarity', settings })).body['code']).toBe(
      'connection.invalid',
    );
    expect((await ask('PUT', '/connections/Bad_Name', { connector: 'm3', settings })).status).toBe(400);
    expect(world.savedSecrets).toEqual([]);
  });

  test('a file gives settings and secrets; what the person adds wins; a broken file says why', async () => {
    const { world, ask } = open();
    const good = { connector: 'm3', text: 'secret of the file', settings: { baseUrl: 'https://mine.example' } };
    const { status, body } = await ask('POST', '/connections/fresh/import-file', good);
    expect([status, body['settings']]).toEqual([200, { baseUrl: 'https://mine.example' }]);
    expect(world.savedSecrets).toEqual([{ password: 'secret of the file' }]);
    const broken = await ask('POST', '/connections/fresh/import-file', { connector: 'm3', text: 'broken' });
    expect(broken).toMatchObject({ status: 422, body: { code: 'm3.ionapi-broken', remedy: 'Export it again.' } });
    expect(world.savedSecrets).toHaveLength(1);
  });

  test('S21: a file comes as text inside JSON and in no other way, and is never given out again', async () => {
    const { world, ask } = open();
    const { app } = createServer(world.deps);
    const page = '<!doctype html><script>alert(1)</script>';
    const form = new FormData();
    form.set('file', new Blob([page], { type: 'text/html' }), 'logo.svg');
    for (const body of [form, page]) {
      const type = typeof body === 'string' ? { 'content-type': 'image/svg+xml' } : {};
      const headers = { cookie: cookieOf('admin'), origin: 'http://localhost', ...type };
      const response = await app.request('/api/v1/connections/m3/import-file', { method: 'POST', headers, body });
      expect(response.status).toBe(415);
    }
    expect(world.savedSecrets).toEqual([]);
    const broken = await ask('POST', '/connections/fresh/import-file', { connector: 'm3', text: `broken ${page}` });
    expect(JSON.stringify(broken)).not.toContain('<script>');
  });

  test('test, pause and resume keep what they found and tell others to open it anew', async () => {
    const changed: string[] = [];
    const world = createFakeWorld({ connectionChanged: (_, name) => changed.push(name) });
    const { app } = createServer(world.deps);
    const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const headers = { cookie: cookieOf('operator'), origin: 'http://localhost', 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await app.request(`/api/v1/connections/m3/${path}`, init)).json()) as Record<string, unknown>;
    };
    expect(await post('test', {})).toMatchObject({
      result: 'warn',
      checks: [{ result: 'pass' }, { remedy: 'Set the clock.' }],
    });
    expect(await post('pause', { reason: 'upgrade' })).toMatchObject({
      state: 'paused',
      reason: 'upgrade',
      lastTest: { result: 'warn' },
    });
    expect(await post('resume', {})).toMatchObject({ state: 'working' });
    // What changes nothing is not told again.
    await post('resume', {});
    expect(changed).toEqual(['m3', 'm3']);
    expect(world.audit.map(({ action }) => action)).toEqual([
      'connection.test',
      'connection.pause',
      'connection.resume',
    ]);
  });

  test('a light tells a breaker that is open, with why and since when', async () => {
    const since = '2026-11-21T09:59:00.000Z';
    const health = {
      name: 'm3',
      breaker: 'open',
      since,
      reason: 'M3 does not answer',
      callsLastMinute: 9,
      failuresLastMinute: 9,
      inFlight: 0,
    } as const;
    const { app } = createServer(createFakeWorld({ connectionHealth: () => [health] }).deps);
    const response = await app.request('/api/v1/today', { headers: { cookie: cookieOf('viewer') } });
    expect(((await response.json()) as { connections: object[] }).connections).toEqual([
      {
        name: 'm3',
        connector: 'm3',
        title: 'Infor M3',
        waiting: 3,
        state: 'down',
        reason: 'M3 does not answer',
        since,
      },
      { name: 'store', connector: 'clarity', title: 'Store', state: 'working' },
    ]);
  });
});

describe('the session', () => {
  test('tells who is signed in and what they may do', async () => {
    const { body } = await open().ask('GET', '/session', undefined, 'viewer');
    expect(body).toMatchObject({
      user: { name: 'The viewer', role: 'viewer' },
      permissions: expect.arrayContaining(['runs.read']),
      environment: { name: 'sandbox', kind: 'sandbox' },
      version: '0.0.0-test',
    });
    expect(body['permissions']).not.toContain('runs.retry');
  });

  test('signing in sets the cookie and is audited; being refused is counted; signing out clears it', async () => {
    const { world, ask } = open();
    const good = await ask('POST', '/session', { email: 'ann@example.com', password: 'right' });
    expect(good.headers.getSetCookie()).toEqual(['landbridge=admin; HttpOnly']);
    const bad = await ask('POST', '/session', { email: 'ann@example.com', password: 'wrong' });
    expect([bad.status, bad.body['code'], bad.headers.getSetCookie()]).toEqual([401, 'session.refused', []]);
    const out = await ask('DELETE', '/session');
    expect([out.status, out.headers.getSetCookie()]).toEqual([204, ['landbridge=; Max-Age=0']]);
    expect(world.audit.map(({ action }) => action)).toEqual(['sign-in', 'sign-out']);
    expect(await world.deps.metrics.print()).toContain('landbridge_sign_ins_total{outcome="refused"} 1');
    expect(world.logLines.join('')).not.toMatch(/wrong|right/);
  });
});

test('flows: settings that are declared are set and audited; others are refused with their names', async () => {
  const { ask, world } = open();
  expect((await ask('GET', '/flows/order-to-cash')).body['declared']).toEqual([
    { name: 'safetyStock', title: 'Kept back', type: 'number', default: 0, help: 'Of every item.' },
    { name: 'guests', title: 'Guests', type: 'choice', choices: ['one', 'own'], default: 'one' },
  ]);
  const set = (settings: object, more: object = {}) =>
    ask('PUT', '/flows/order-to-cash/settings', { settings, reason: 'season', ...more });
  expect((await set({ safetyStock: 5, guests: 'one' })).body).toMatchObject({
    deployment: 'd2',
    settings: { safetyStock: 5 },
  });
  expect(world.audit).toMatchObject([
    {
      action: 'flow.set',
      subject: 'flow order-to-cash',
      detail: { before: {}, after: { safetyStock: 5 }, reason: 'season' },
    },
  ]);
  expect((await set({ safteyStock: '5', guests: 'none' })).body).toMatchObject({
    code: 'flow.setting-invalid',
    errors: [{ pointer: '/body/settings/safteyStock' }, { pointer: '/body/settings/guests' }],
  });
  expect((await set({}, { deployment: 'd0' })).body).toMatchObject({ code: 'flow.changed-meanwhile' });
  expect((await ask('PUT', '/flows/nothing/settings', { settings: {}, reason: 'x' })).body['code']).toBe(
    'flow.not-found',
  );
  expect((await set({}, { reason: ' ' })).status).toBe(400);
  expect(world.audit).toHaveLength(1);
});

test('flows: files of a version, and what is wrong with files that are not deployed', async () => {
  const { ask } = open();
  expect((await ask('GET', '/flows/order-to-cash')).body).toMatchObject({
    version: 1,
    filesVersion: 1,
    files: [{ path: 'flow.yaml' }],
  });
  expect((await ask('GET', '/flows/order-to-cash?version=7')).body['code']).toBe('flow.not-found');
  const files = [{ path: 'flow.yaml', text: 'flow: x' }];
  expect((await ask('POST', '/flows/validate', { files })).body).toMatchObject({
    valid: false,
    problems: [{ file: 'flow.yaml' }],
  });
});

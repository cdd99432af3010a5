import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { describeApi, ROUTES } from '../api/openapi.ts';
import { OPERATIONS, type OperationName } from '../api/operations.ts';
import { PERMISSIONS } from '../api/permissions.ts';
import { type RouteSpec, statusOf } from '../api/route.ts';
import { createServer } from './server.ts';
import {
  cookieOf,
  createFakeWorld,
  type FakeWorld,
  OPERATOR_TOKEN,
  sampleRun,
  RUN_ID,
  FAILED_RUN_ID,
} from './testing/fake-deps.ts';
import { SAMPLES } from './testing/samples.ts';

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string; 'x-permission': string }>>>>;
  readonly components: { readonly schemas: AnySchemaObject };
}

const names = Object.keys(OPERATIONS) as OperationName[];

function open(): { world: FakeWorld; call: (name: OperationName, init?: RequestInit) => Promise<Response> } {
  const world = createFakeWorld();
  world.runs.set(FAILED_RUN_ID, sampleRun({ id: FAILED_RUN_ID, state: 'failed' }));
  const { app } = createServer(world.deps);
  const call = async (name: OperationName, init: RequestInit = {}): Promise<Response> => {
    const { method, path } = OPERATIONS[name];
    const { params, body } = SAMPLES[name] ?? {};
    const url = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => params?.[part] ?? '');
    return await app.request(url, {
      method: method.toUpperCase(),
      headers: {
        cookie: cookieOf('admin'),
        origin: 'http://localhost',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...init,
    });
  };
  return { world, call };
}

describe('the OpenAPI document', () => {
  const document = describeApi('1.2.3') as unknown as Described;

  test('is OpenAPI 3.1 and has every route with its permission, and no other', () => {
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => [
        route.operationId,
        { method, path, permission: route['x-permission'] },
      ]),
    );
    expect(Object.fromEntries(described)).toEqual(OPERATIONS);
    expect(names.every((name) => PERMISSIONS.includes(OPERATIONS[name].permission))).toBe(true);
  });

  test('has schemas that are valid JSON Schema 2020-12, with every reference resolved', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'https://landbridge.example/api', components: document.components });
    const references = [...JSON.stringify(document).matchAll(/"#(\/components\/[^"]+)"/g)].map((match) => match[1]);
    expect(references.length).toBeGreaterThan(60);
    for (const reference of new Set(references))
      expect(ajv.getSchema(`https://landbridge.example/api#${reference}`), reference).toBeDefined();
  });

  test('is served, and every route of the server stands in it', async () => {
    const { world, call } = open();
    const served = (await (await call('getOpenApi')).json()) as Described;
    expect(Object.keys(served.paths)).toEqual(Object.keys(document.paths));
    const { app } = createServer(world.deps);
    const mounted = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const inTable = Object.values(OPERATIONS).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(mounted)).toEqual(new Set(inTable));
  });
});

describe('every route', () => {
  test.each(names.filter((name) => name !== 'streamEvents' && name !== 'receiveWebhook'))(
    '%s answers as it is described',
    async (name) => {
      const { call } = open();
      const response = await call(name);
      const spec: RouteSpec = ROUTES[name].spec;
      expect(response.status, await response.clone().text()).toBe(statusOf(spec));
      const type = spec.answerType ?? 'application/json';
      if (statusOf(spec) === 204) return expect(await response.text()).toBe('');
      expect(response.headers.get('content-type')).toContain(type);
      const answer: unknown = type === 'application/json' ? await response.json() : await response.text();
      const parsed = spec.answer?.safeParse(answer);
      expect(parsed?.error?.issues).toBeUndefined();
    },
  );

  test('an answer carries nothing that its schema does not know', async () => {
    const { call } = open();
    for (const name of ['listRuns', 'getRun', 'listHolds', 'listConnections', 'getToday', 'listUsers'] as const) {
      const answer = (await (await call(name)).json()) as object;
      expect(ROUTES[name].spec.answer.parse(answer), name).toEqual(answer);
    }
  });
});

describe('problem details', () => {
  const get = async (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) => {
    const { world } = open();
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, ...init.headers };
    const response = await createServer(world.deps).app.request(path, { ...init, headers });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    return (await response.json()) as Record<string, unknown>;
  };

  test('name the record, say what to do, and carry a correlation id', async () => {
    expect(await get('/api/v1/runs/ghost?x=secret')).toEqual({
      type: 'urn:landbridge:run.not-found',
      title: 'There is no run with this id.',
      status: 404,
      detail: 'There is no run with this id.',
      instance: '/api/v1/runs/ghost',
      code: 'run.not-found',
      kind: 'missing',
      retryable: false,
      remedy: expect.stringContaining('Look for the order by its number'),
      record: 'run ghost',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('take over the trace of the caller', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(await get('/api/v1/runs/ghost', { headers: { traceparent } })).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  test('point at each field that is wrong', async () => {
    expect(await get('/api/v1/runs?limit=0&since=yesterday')).toMatchObject({
      status: 400,
      code: 'request.invalid',
      errors: [{ pointer: '/query/since' }, { pointer: '/query/limit' }],
    });
    expect(await get('/api/v1/runs?state=held,lost')).toMatchObject({
      errors: [{ pointer: '/query/state', detail: expect.stringContaining('There is no state "lost"') }],
    });
    const body = JSON.stringify({ verb: 'edit', input: { a: 1 }, reason: '' });
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect(await get(`/api/v1/runs/${RUN_ID}/release`, post)).toMatchObject({ errors: [{ pointer: '/reason' }] });
  });

  test('answer unknown paths and methods', async () => {
    expect(await get('/api/v1/nothing')).toMatchObject({ status: 404, code: 'request.no-route' });
    const { world } = open();
    const response = await createServer(world.deps).app.request('/api/v1/runs', { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await get('/hooks/store')).toMatchObject({ status: 405 });
  });

  test('C23: a database that is away is 503 with a pause; a fault is 500 and tells nothing of the inside', async () => {
    for (const [message, status, code] of [
      ['database is away', 503, 'server.unavailable'],
      ['cannot read /etc/secret of undefined', 500, 'server.fault'],
    ] as const) {
      const { world } = open();
      Object.assign(world.deps.runs, { list: () => Promise.reject(new Error(message)) });
      const response = await createServer(world.deps).app.request('/api/v1/runs', {
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
      });
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
      expect(JSON.parse(text)).toMatchObject({ code, retryable: status === 503 });
      expect(text).not.toMatch(/etc\/|stack|server\.ts/);
      const { traceId } = JSON.parse(text) as { traceId: string };
      expect(world.logLines.join('')).toContain(traceId);
    }
  });
});

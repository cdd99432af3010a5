import { describe, expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld } from '../testing/fake-deps.ts';
import { WINDOW_ID } from '../testing/fake-standstill.ts';

function open() {
  const world = createFakeWorld();
  const { app } = createServer(world.deps);
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { cookie: cookieOf('operator'), origin: 'http://localhost', 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await app.request(`/api/v1${path}`, init);
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  return { world, ask };
}

describe('pauses', () => {
  test('a paused flow says why, by whom, since when and how many runs wait; resumed it does not', async () => {
    const { ask, world } = open();
    const by = 'operator@example.com';
    expect(await ask('POST', '/flows/order-to-cash/pause', { reason: 'prices are wrong' })).toMatchObject({
      status: 200,
      body: { reason: 'prices are wrong', by },
    });
    const paused = await ask('GET', '/flows/order-to-cash');
    expect(paused.body).toMatchObject({ paused: { reason: 'prices are wrong', by }, waiting: 2 });
    expect(await ask('POST', '/flows/order-to-cash/resume', {})).toMatchObject({ body: { changed: true } });
    expect(await ask('POST', '/flows/order-to-cash/resume', {})).toMatchObject({ body: { changed: false } });
    expect((await ask('GET', '/flows/order-to-cash')).body).not.toHaveProperty('paused');
    expect(world.audit.map(({ action }) => action)).toEqual(['flow.pause', 'flow.resume']);
  });

  test('the first reason stays, and an unknown flow is told', async () => {
    const { ask, world } = open();
    await ask('POST', '/flows/order-to-cash/pause', { reason: 'first' });
    expect((await ask('POST', '/flows/order-to-cash/pause', { reason: 'second' })).body).toMatchObject({
      reason: 'first',
    });
    expect(world.audit).toHaveLength(1);
    expect(await ask('POST', '/flows/ghost/pause', { reason: 'x' })).toMatchObject({ status: 404 });
  });

  test('a store is paused with the work that it starts, and resumed with it', async () => {
    const { ask } = open();
    const paused = await ask('POST', '/connections/store/pause', { reason: 'stocktaking', source: true });
    expect(paused.body).toMatchObject({ state: 'paused', pausedSource: { reason: 'stocktaking' } });
    const resumed = await ask('POST', '/connections/store/resume', {});
    expect(resumed.body).not.toHaveProperty('pausedSource');
    const alone = await ask('POST', '/connections/store/pause', { reason: 'new certificate' });
    expect(alone.body).not.toHaveProperty('pausedSource');
  });
});

describe('breakers by hand', () => {
  test('isolating and closing an operation are audited with the reason', async () => {
    const { ask, world } = open();
    const path = '/connections/m3/breaker';
    expect(await ask('POST', `${path}/isolate`, { operation: 'order.create', reason: 'wrong prices' })).toMatchObject({
      status: 200,
      body: { operation: 'order.create', mode: 'isolated', reason: 'wrong prices', by: 'operator@example.com' },
    });
    expect(await ask('POST', `${path}/close`, { operation: 'order.create' })).toMatchObject({
      body: { changed: true },
    });
    expect(await ask('POST', `${path}/close`, { operation: 'item.get' })).toMatchObject({ body: { changed: false } });
    expect(world.audit).toMatchObject([
      {
        action: 'breaker.isolate',
        subject: 'connection m3',
        detail: { operation: 'order.create', reason: 'wrong prices' },
      },
      { action: 'breaker.close', detail: { operation: 'order.create' } },
    ]);
    expect(await ask('POST', `${path}/isolate`, { operation: 'Robert; DROP', reason: 'x' })).toMatchObject({
      status: 400,
    });
    expect(await ask('POST', '/connections/ghost/breaker/close', { operation: 'a' })).toMatchObject({ status: 404 });
  });
});

describe('the calendar', () => {
  test('a connection shows its windows with their next time', async () => {
    const { body } = await open().ask('GET', '/connections/m3');
    expect(body['windows']).toMatchObject([
      { id: WINDOW_ID, cron: '0 2 * * 0', next: { from: '2026-11-22T01:00:00.000Z' } },
    ]);
  });

  test('a window is added and removed, and what can never be is refused with the reason', async () => {
    const { ask, world } = open();
    const made = await ask('POST', '/connections/m3/windows', {
      reason: 'restart',
      startsAt: '2026-11-22T02:00:00+01:00',
      minutes: 30,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { startsAt: '2026-11-22T01:00:00.000Z', zone: 'UTC', drainMinutes: 5 },
    });
    const never = { reason: 'x', cron: '0 2 30 2 *', minutes: 30 };
    expect(await ask('POST', '/connections/m3/windows', never)).toMatchObject({
      status: 422,
      body: { code: 'window.invalid', detail: 'The pattern 0 2 30 2 * never comes.' },
    });
    expect((await ask('DELETE', `/connections/m3/windows/${WINDOW_ID}`)).status).toBe(204);
    expect(await ask('DELETE', `/connections/m3/windows/${WINDOW_ID}`)).toMatchObject({
      status: 404,
      body: { code: 'window.not-found' },
    });
    expect(world.audit.map(({ action }) => action)).toEqual(['window.add', 'window.remove']);
  });
});

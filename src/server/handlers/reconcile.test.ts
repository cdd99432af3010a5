import { describe, expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld } from '../testing/fake-deps.ts';
import { DIFFERENCE_ID, RECONCILIATION_ID } from '../testing/fake-reconcile.ts';

function open() {
  const world = createFakeWorld();
  const { app } = createServer(world.deps);
  const ask = async (method: string, path: string, body?: object, role: 'operator' | 'viewer' = 'operator') => {
    const headers = {
      cookie: cookieOf(role),
      origin: 'http://localhost',
      ...(body && { 'content-type': 'application/json' }),
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await app.request(`/api/v1${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  };
  const json = async (...given: Parameters<typeof ask>) => {
    const { status, text } = await ask(...given);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };
  return { world, ask, json };
}

describe('reconciliation', () => {
  test('shows both records side by side, with what may be done', async () => {
    const { body } = await open().json('GET', `/differences/${DIFFERENCE_ID}`);
    expect(body['fields']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'name', right: 'Nordic', differs: true }),
        expect.objectContaining({ name: 'email', differs: false }),
      ]),
    );
    expect(body['repairs']).toEqual(
      expect.arrayContaining([expect.objectContaining({ verb: 'push-again', allowed: true, proposed: true })]),
    );
  });

  test('S11 who only looks can neither start nor repair', async () => {
    const { json } = open();
    expect((await json('GET', '/reconciliations', undefined, 'viewer')).status).toBe(200);
    expect((await json('POST', '/reconciliations', {}, 'viewer')).status).toBe(403);
    const verb = { verb: 'push-again' };
    expect((await json('POST', `/differences/${DIFFERENCE_ID}/repair`, verb, 'viewer')).status).toBe(403);
  });

  test('O14 a repair is audited, and the second one is told that it came too late', async () => {
    const { world, json } = open();
    const press = () => json('POST', `/differences/${DIFFERENCE_ID}/repair`, { verb: 'push-again' });
    expect((await press()).status).toBe(200);
    const second = await press();
    expect([second.status, second.body['code']]).toEqual([409, 'difference.not-allowed']);
    expect(world.audit).toMatchObject([{ action: 'difference.push-again', subject: `difference ${DIFFERENCE_ID}` }]);
  });

  test('to ignore needs a reason; many at once need their number', async () => {
    const { json } = open();
    const ignore = (expect_: number, reason?: string) =>
      json('POST', '/differences/repair', { verb: 'ignore', filter: {}, expect: expect_, ...(reason && { reason }) });
    expect((await ignore(7, 'x')).body['code']).toBe('difference.count-changed');
    expect((await ignore(1)).body).toMatchObject({ done: 0, refused: [{ key: 'C1' }] });
    expect((await ignore(1, 'agreed with finance')).body).toMatchObject({ done: 1, left: 0, refused: [] });
  });

  test('D22 S21: the file for audit is CSV that no spreadsheet and no browser runs', async () => {
    const { ask } = open();
    const { headers, text } = await ask('GET', `/reconciliations/${RECONCILIATION_ID}/differences.csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="differences-customers-2025-11-21.csv"');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toContain(`customers,C1,field,name,"'=HYPERLINK(""x"")",Nordic`);
    expect((await ask('GET', '/reconciliations/nope/differences.csv')).status).toBe(404);
  });

  test('says when no flow links two systems', async () => {
    const { status, body } = await open().json('POST', '/reconciliations', { subjects: ['payments'] });
    expect([status, body['code']]).toEqual([422, 'reconcile.nothing-linked']);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

const CONFIRM = 'PATCH /Ordering/SalesOrder/Confirm/{ID}';
const READ = 'GET /Ordering/SalesOrder/ID/{ID}';

describe('faults', () => {
  let store: OpenStore;
  let id: number;
  beforeEach(async () => {
    store = await openStore();
    id = await store.place('plain');
  });
  afterEach(() => store.close());

  const rule = (call: string, kind: string, times = 1) =>
    store.plain('POST', '/sandbox/faults', { rules: [{ call, kind, times }] });
  const confirm = () => store.api('PATCH', `/Ordering/SalesOrder/Confirm/${id}`);
  const status = async () => (await store.ledgerOrder(id))['status'];

  test.each([
    ['N01', 'drop-before', false],
    ['N02', 'drop-after', true],
  ])('%s %s closes the socket', async (_, kind, done) => {
    await rule(CONFIRM, kind);
    await expect(confirm()).rejects.toThrow(/fetch failed/);
    expect((await status()) === 'Confirmed').toBe(done);
    expect((await confirm()).status).toBe(200);
  });

  test('N03 late-effect does the work after the socket closed', async () => {
    await rule(CONFIRM, 'late-effect');
    await expect(confirm()).rejects.toThrow(/fetch failed/);
    expect(await status()).not.toBe('Confirmed');
    await expect.poll(status, { timeout: 3_000 }).toBe('Confirmed');
  });

  test.each([
    ['N13', 'throttle', 429, false],
    ['N15', 'unavailable', 503, false],
    ['N14', 'server-error', 500, false],
    ['N02', 'gateway-timeout', 504, true],
  ])('%s %s answers %i', async (_, kind, code, done) => {
    await rule(CONFIRM, kind);
    const answer = await confirm();
    expect(answer.status).toBe(code);
    if (code === 429 || code === 503) expect(answer.headers.get('retry-after')).toBe('1');
    expect((await status()) === 'Confirmed').toBe(done);
  });

  test('N16 html and N17 truncated spoil the answer of work that was done', async () => {
    await rule(CONFIRM, 'html');
    const page = await confirm();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await rule(READ, 'truncated');
    const cut = await store.api('GET', `/Ordering/SalesOrder/ID/${id}?noCache=1`);
    expect(() => JSON.parse(cut.text) as unknown).toThrow(SyntaxError);
    expect(await status()).toBe('Confirmed');
  });

  test('A02 a lost session is 401 for everyone until the next log-in', async () => {
    await rule(READ, 'session-lost');
    expect((await store.api('GET', `/Ordering/SalesOrder/ID/${id}`)).status).toBe(401);
    expect((await store.api('GET', `/Ordering/SalesOrder/ID/${id}`)).status).toBe(401);
  });

  test('A03 a session that is lost while somebody logs in is no refusal of the password', async () => {
    await rule('POST /auth/{provider}', 'session-lost');
    const { apiUrl, credentials } = store;
    const body = { UserName: credentials.userName, Password: credentials.password };
    expect((await store.plain('POST', `${new URL(apiUrl).pathname}/auth/identity`, body)).status).toBe(200);
    expect((await store.api('GET', `/Ordering/SalesOrder/ID/${id}`)).status).toBe(401);
  });

  test('a log-in page, a 403 and a coded time-out come instead of the work', async () => {
    await rule(CONFIRM, 'login-page');
    expect((await confirm()).text).toContain('<title>Log in</title>');
    await rule(CONFIRM, 'forbidden');
    expect((await confirm()).status).toBe(403);
    await rule(CONFIRM, 'timed-out');
    const coded = await confirm();
    expect([coded.status, coded.text]).toEqual([400, expect.stringContaining('CEF-10121')]);
    expect(await status()).not.toBe('Confirmed');
  });

  test('a stale read shows what the cache held before, even past noCache', async () => {
    await store.order(id);
    await confirm();
    expect((await store.order(id))['StatusKey']).toBe('Confirmed');
    await rule(READ, 'stale-read');
    expect((await store.order(id))['StatusKey']).not.toBe('Confirmed');
    expect((await store.order(id))['StatusKey']).toBe('Confirmed');
  });

  test('a level gives faults by chance, the same for the same seed; clearing ends them', async () => {
    const play = async (): Promise<number[]> => {
      const own = await openStore({ faults: 'harsh', seed: 11 });
      const seen: number[] = [];
      for (let turn = 0; turn < 150; turn += 1) {
        seen.push(
          await own.api('GET', '/Brands/Brands').then(
            (answer) => answer.status,
            () => 0,
          ),
        );
      }
      await own.plain('POST', '/sandbox/faults', { clear: true });
      expect((await own.plain('GET', '/sandbox/faults')).body).toEqual({ level: 'none', rules: [] });
      await own.close();
      return seen;
    };
    const first = await play();
    expect(first.filter((code) => code !== 200).length).toBeGreaterThan(3);
    expect(await play()).toEqual(first);
  });

  test('an unknown fault is refused by name', async () => {
    const refused = await rule('*', 'gremlins');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('rules.0.kind')]);
  });

  test('answers come later when a latency is set', async () => {
    await store.plain('POST', '/sandbox/settings', { latencyMs: 60 });
    const startedAt = performance.now();
    await store.order(id);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(58);
  });
});

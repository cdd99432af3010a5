import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import type { Connection } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { becomeAdmin } from './people.ts';
import { until } from './until.ts';

/** Setting systems up, finding out in words what is wrong, and a login that is taken away while orders come. */

const shop = useInstance();
let admin: Client;
let ionapi: string;

beforeAll(async () => {
  admin = await becomeAdmin(shop);
  ionapi = await readFile(join(shop.folder, 'sandbox/m3/m3.ionapi'), 'utf8');
});

const connection = async (name: string): Promise<Connection> => dataOf(await admin.getConnection({ params: { name } }));
const testOf = async (name: string) => dataOf(await admin.testConnection({ params: { name }, body: {} }));
const becomes = (name: string, state: Connection['state'], patience = {}): Promise<Connection> =>
  until(
    `connection ${name} to be ${state}`,
    async () => {
      const found = await connection(name);
      return found.state === state ? found : undefined;
    },
    patience,
  );
/** Whether refused credentials are to be tried again is looked at every five seconds. */
const LOOKS = { timeoutMs: 30_000 };

describe('an .ionapi file', () => {
  const LOOPBACK = { allowInsecure: true, allowPrivateNetwork: true };
  const importFile = (name: string, text: string, settings?: Connection['settings']) =>
    admin.importConnectionFile({ params: { name }, body: { connector: 'm3', text, ...(settings && { settings }) } });

  test('makes a connection that passes its test; its secrets are never told', async () => {
    const { settings } = await connection('m3');
    const made = dataOf(await importFile('m3-second', ionapi, { ...settings, ...LOOPBACK }));
    const secret = (JSON.parse(ionapi) as { sask: string }).sask;
    expect(JSON.stringify(made)).not.toContain(secret);
    expect(made.secrets['accountSecret']).toMatchObject({ lastFour: secret.slice(-4) });
    expect((await testOf('m3-second')).result).not.toBe('fail');
    dataOf(await admin.deleteConnection({ params: { name: 'm3-second' } }));
  });

  test('renews what it knows, keeps what it does not, and takes what is said beside it', async () => {
    const { settings } = await connection('m3');
    dataOf(await importFile('m3-second', ionapi, { ...settings, ...LOOPBACK, scope: 'taken off later' }));
    const renewed = JSON.stringify({ ...JSON.parse(ionapi), ci: 'RENEWED~client' });
    const said = { settings: { scope: null, warehouse: 'W77' }, secrets: { feedSecret: 'typed beside the file' } };
    const body = { connector: 'm3', text: renewed, ...said };
    const made = dataOf(await admin.importConnectionFile({ params: { name: 'm3-second' }, body }));
    expect(made.settings).toMatchObject({
      clientId: 'RENEWED~client',
      company: settings['company'],
      warehouse: 'W77',
    });
    expect(made.settings).not.toHaveProperty('scope');
    expect(Object.keys(made.secrets)).toEqual(expect.arrayContaining(['feedSecret', 'clientSecret']));
    dataOf(await admin.deleteConnection({ params: { name: 'm3-second' } }));
  });

  test.each([
    ['cut off in the middle', (text: string) => text.slice(0, 80)],
    ['not from Infor', () => '{"hello": "world"}'],
    ['without the service account', (text: string) => JSON.stringify({ ...JSON.parse(text), saak: '', sask: '' })],
    ['with an address that is none', (text: string) => JSON.stringify({ ...JSON.parse(text), pu: 'nowhere' })],
  ])('%s is refused in words, and changes nothing', async (_, damage) => {
    const before = await connection('m3');
    const answer = await importFile('m3', damage(ionapi));
    expect(answer.ok).toBe(false);
    if (answer.ok) return;
    expect(answer.problem.status).toBe(422);
    expect(answer.problem.detail.length).toBeGreaterThan(20);
    expect(answer.problem.remedy).toBeTruthy();
    expect((await connection('m3')).updatedAt).toBe(before.updatedAt);
  });
});

describe('the test of a connection', () => {
  test('passes for both systems', async () => {
    for (const name of ['m3', 'clarity']) {
      const { result, checks } = await testOf(name);
      expect(result, JSON.stringify(checks)).not.toBe('fail');
      expect(checks.length).toBeGreaterThan(2);
    }
    expect((await connection('m3')).lastTest?.result).not.toBe('fail');
  });

  test('says what is wrong: a login that is refused, a server that is not there', async () => {
    const { settings, title } = await connection('clarity');
    const save = (changed: Connection['settings'], secrets: Record<string, string> = {}) =>
      admin.saveConnection({
        params: { name: 'clarity-other' },
        body: { connector: 'clarity', title, settings: changed, secrets },
      });
    dataOf(await save(settings, { password: 'not the password', webhookSecret: `whsec_${btoa('x'.repeat(32))}` }));
    const refused = (await testOf('clarity-other')).checks.find((check) => check.result === 'fail');
    expect(refused?.message).toMatch(/login|log-in|refused|password/i);
    expect(refused?.remedy).toBeTruthy();
    dataOf(await save({ ...settings, baseUrl: 'http://127.0.0.1:9/DesktopModules/ClarityEcommerce/API' }));
    const away = (await testOf('clarity-other')).checks.find((check) => check.result === 'fail');
    expect(away?.message).toMatch(/127\.0\.0\.1|reach|connect/i);
    dataOf(await admin.deleteConnection({ params: { name: 'clarity-other' } }));
  });

  test('A11 says that M3 has no such warehouse or order type', async () => {
    const { settings } = await connection('m3');
    const save = (changed: Connection['settings']) =>
      admin.saveConnection({ params: { name: 'm3' }, body: { connector: 'm3', settings: changed, secrets: {} } });
    dataOf(await save({ ...settings, warehouse: 'XYZ', orderType: 'QQQ' }));
    const failed = (await testOf('m3')).checks.filter((check) => check.result === 'fail');
    dataOf(await save(settings));
    const words = failed.map((check) => check.message).join(' ');
    expect(words).toContain('XYZ');
    expect(words).toContain('QQQ');
  });
});

describe('a login that is taken away', () => {
  test('A03 M3 refuses the client: the connection pauses once, work waits, and goes on when resumed', async () => {
    await shop.m3.settings({ clientEnabled: false });
    await shop.m3.revokeTokens();
    const ids = await Promise.all(['plain', 'discount', 'freight'].map((kind) => shop.place(kind)));
    const paused = await becomes('m3', 'paused');
    expect(paused.reason).toMatch(/refus|login|client|credential/i);
    const audit = dataOf(await admin.listAudit({ query: { subject: 'connection m3', limit: 100 } }));
    expect(audit.items.filter((entry) => entry.action === 'connection.pause')).toHaveLength(1);
    for (const id of ids) expect(await shop.m3.ordersOf(id)).toEqual([]);
    expect((await testOf('m3')).result).toBe('fail');
    await shop.m3.settings({ clientEnabled: true });
    // After a refusal nobody asks M3 again for some seconds, so that no account is locked.
    await until('the test to pass', async () => (await testOf('m3')).result !== 'fail' || undefined);
    dataOf(await admin.resumeConnection({ params: { name: 'm3' }, body: {} }));
    for (const id of ids) await landed(shop, id);
  });

  test('A03 a look for changes alone finds the login refused, and pauses the connection as a run does', async () => {
    await shop.m3.settings({ clientEnabled: false });
    await shop.m3.revokeTokens();
    dataOf(await admin.startSync({ params: { subject: 'stock' }, body: {} }));
    const paused = await becomes('m3', 'paused');
    expect(paused.reason).toMatch(/refus|login|client|credential/i);
    expect(paused.nextTryAt).toBeTruthy();
    // A person who wants it to stay so says so, and is not overruled.
    dataOf(await admin.pauseConnection({ params: { name: 'm3' }, body: { reason: 'month end' } }));
    const taken = await connection('m3');
    expect(taken).toMatchObject({ state: 'paused', reason: 'month end', since: paused.since });
    expect(taken.nextTryAt).toBeUndefined();
    await shop.m3.settings({ clientEnabled: true });
    await until('the test to pass', async () => (await testOf('m3')).result !== 'fail' || undefined);
    dataOf(await admin.resumeConnection({ params: { name: 'm3' }, body: {} }));
    await landed(shop, await shop.place('plain'));
  });

  test('A03 once M3 takes the client again, the connection goes on by itself after a while, with one try', async () => {
    await shop.m3.settings({ clientEnabled: false });
    await shop.m3.revokeTokens();
    const id = await shop.place('plain');
    const { since, nextTryAt } = await becomes('m3', 'paused');
    expect(Date.parse(nextTryAt ?? '') - Date.parse(since ?? '')).toBe(15 * 60_000);
    const letPass = async (minutes: number): Promise<void> => {
      await shop.sql(
        `UPDATE connections SET paused_since = paused_since - by.span, login_tried_at = login_tried_at - by.span
        FROM (SELECT $1 * interval '1 minute' AS span) by WHERE name = 'm3'`,
        [minutes],
      );
    };
    await letPass(16);
    await until(
      'a try that fails',
      async () => {
        const { state, nextTryAt: next = '', since: from = '', lastTest } = await connection('m3');
        const isLater = Date.parse(next) - Date.parse(from) === 60 * 60_000;
        return state === 'paused' && isLater && lastTest?.result === 'fail';
      },
      LOOKS,
    );
    await shop.m3.settings({ clientEnabled: true });
    await until('M3 to take us', async () => (await testOf('m3')).result !== 'fail' || undefined);
    await letPass(45);
    await becomes('m3', 'working', LOOKS);
    await landed(shop, id);
    const audit = dataOf(await admin.listAudit({ query: { subject: 'connection m3', limit: 100 } }));
    const ours = audit.items.filter(({ by }) => by === 'landbridge').map(({ action }) => action);
    expect(ours.slice(0, 2)).toEqual(['connection.resume', 'connection.test']);
  }, 90_000);

  test('A02 a token or session that ends before its time is renewed once, and nobody notices', async () => {
    const before = (await shop.m3.ledger()).tokens;
    await shop.m3.revokeTokens();
    await shop.store.endSessions();
    const ids = await Promise.all(['plain', 'plain', 'guest'].map((kind) => shop.place(kind)));
    for (const id of ids) await landed(shop, id);
    expect((await shop.m3.ledger()).tokens).toBe(before + 1);
    expect((await connection('m3')).state).toBe('working');
    expect((await connection('clarity')).state).toBe('working');
  });

  test('a person pauses the store: webhooks are still taken, nothing is sent, and all of it lands later', async () => {
    dataOf(await admin.pauseConnection({ params: { name: 'clarity' }, body: { reason: 'maintenance of the store' } }));
    const id = await shop.place('plain');
    const waiting = await shop.runIn(id, ['waiting']);
    // Nobody knows how long a pause lasts.
    expect(waiting.until).toBeUndefined();
    expect(await connection('clarity')).toMatchObject({ state: 'paused', reason: 'maintenance of the store' });
    dataOf(await admin.resumeConnection({ params: { name: 'clarity' }, body: {} }));
    await landed(shop, id);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { runCommand } from './command-line.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { until } from './until.ts';

/** What only somebody with the machine at hand may do, beside a server that works. */

const shop = useInstance();

async function command(...parameters: readonly string[]) {
  const environment = { DATABASE_URL: shop.database?.connectionString, LANDBRIDGE_PUBLIC_URL: shop.server.url };
  return await runCommand([...parameters, '--data', shop.folder], environment);
}

/** Tables in which a text stands anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await shop.sql(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables)
    if ((await shop.sql(`SELECT 1 FROM ${String(name)} t WHERE t::text ILIKE '%${text}%' LIMIT 1`)).length > 0)
      found.push(String(name));
  return found;
}

test('O06: a shopper is erased once the order is in M3, from the database and from the log', async () => {
  const contact = { FirstName: 'Zelda', LastName: 'Quillfeather', Email1: 'zelda@quillfeather.example' };
  const order = await shop.store.checkOut({ lines: [['PUMP-1001', 1]], contact });
  await landed(shop, order);
  // The systems still have the person: what they tell of the order later would bring the data back.
  await until('what M3 tells of the order to be over', async () => {
    const { items } = dataOf(await shop.client.listRuns({ query: { search: String(order), limit: 100 } }));
    const over = items.filter(({ state }) => state === 'completed');
    return over.some(({ flow }) => flow === 'order-status-back') && over.length === items.length;
  });
  expect(await tablesWith('quillfeather')).toEqual(expect.arrayContaining(['journal', 'run_history', 'run_keys']));
  const gone = async (): Promise<boolean> => {
    const erased = await command('erase', '--email', 'Zelda@Quillfeather.example', '--reason', 'request 17');
    expect(erased).toMatchObject({ code: 0 });
    return erased.output.startsWith('Erased from');
  };
  await until('nothing of the shopper to be open', gone, { timeoutMs: 40_000 });
  expect(await tablesWith('quillfeather')).toEqual([]);
  expect(await readFile(join(shop.folder, 'server.log'), 'utf8').catch(() => '')).not.toMatch(/quillfeather/i);
  const run = await shop.runOf(order);
  expect(run).toMatchObject({ state: 'completed', facts: { order: String(order) } });
  expect((await command('erase', '--list')).output).toMatch(/done, \d+ runs +command line +request 17/);
}, 90_000);

test('a lost password is set anew by a link from the command line, which the audit log knows of', async () => {
  const link = /http:\S+\/welcome\?token=(\S+)/.exec(shop.server.said)?.[1] ?? '';
  const person = { token: link, name: 'Ada', email: 'ada@example.com', password: 'correct horse battery 1' };
  const post = (path: string, body: object) =>
    fetch(`${shop.server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-landbridge': '1', origin: shop.server.url },
      body: JSON.stringify(body),
    });
  expect((await post('/api/v1/welcome', person)).ok).toBe(true);

  const nobody = await command('users', 'reset', 'eve@example.com');
  expect(nobody).toMatchObject({ code: 1, output: '' });
  expect(nobody.errors).toContain('Nobody signs in as eve@example.com; administrators are ada@example.com.');

  const reset = await command('users', 'reset', 'ADA@example.com');
  expect(reset).toMatchObject({ code: 0, output: expect.stringMatching(/^http:\S+\/welcome\?token=\S+\n$/) });
  const token = new URL(reset.output.trim()).searchParams.get('token') ?? '';
  const { status } = await post('/api/v1/welcome', { token, password: 'another horse battery 2' });
  expect(status).toBeLessThan(300);
  const { email } = person;
  expect((await post('/api/v1/session', { email, password: person.password })).status).toBe(401);
  expect((await post('/api/v1/session', { email, password: 'another horse battery 2' })).ok).toBe(true);
  // Once.
  expect((await post('/api/v1/welcome', { token, password: 'third horse battery 3' })).ok).toBe(false);
  expect(await shop.sql(`SELECT by, detail FROM audit WHERE action = 'user.link'`)).toEqual([
    { by: 'command line', detail: { email } },
  ]);
}, 60_000);

test('O07: the master key changes under a server that works, and orders go on', async () => {
  const before = (await readFile(join(shop.folder, 'master.key'), 'utf8')).match(/^[\da-f]{64}$/m)?.[0];
  const orders = [await shop.place('plain')];
  const rotating = command('keys', 'rotate');
  orders.push(await shop.place('plain'), await shop.place('plain'));
  expect(await rotating).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Made master key \w+ and sealed [3-9] secrets/),
  });
  // Opens every connection anew, with the secrets as they are sealed now.
  for (const name of ['m3', 'clarity']) await shop.client.pauseConnection({ params: { name }, body: { reason: 'x' } });
  for (const name of ['m3', 'clarity']) await shop.client.resumeConnection({ params: { name }, body: {} });
  orders.push(await shop.place('plain'));
  for (const order of orders) await landed(shop, order, 40_000);
  expect(await readFile(join(shop.folder, 'master.key'), 'utf8')).not.toContain(before);
  const states = dataOf(await shop.client.listConnections()).items.map(({ state }) => state);
  expect(states).toEqual(['working', 'working']);
}, 90_000);

test('S23: the audit log is whole, and an entry that somebody changed is found', async () => {
  expect(await command('audit', 'verify')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Whole: \d+ entries\./),
  });
  await until(
    'the end of the log outside of the database',
    async () =>
      /^\d+ [\da-f]{64} default$/m.test(await readFile(join(shop.folder, 'audit.heads'), 'utf8').catch(() => '')),
    { timeoutMs: 45_000 },
  );
  await shop.sql(`UPDATE audit SET by = 'somebody else' WHERE link = 2`);
  expect(await command('audit', 'verify')).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^Not whole\. At entry 2 \(number \d+\): The entry was changed/),
  });
}, 90_000);

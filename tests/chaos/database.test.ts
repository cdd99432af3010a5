import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/store/embedded/start.ts';
import { silentLog } from '../../src/store/log.ts';
import { HOOK_SECRET, type HookAnswer, orderPlaced, sendHook } from '../stories/hooks.ts';
import { useInstance } from '../stories/instance.ts';
import { landed } from '../stories/landed.ts';
import { pause, until } from '../stories/until.ts';

/** The database dies, the whole machine dies, the database refuses: what was acknowledged is there afterwards. */

const shop = useInstance({ database: 'own', settings: { webhookSecret: HOOK_SECRET } });

async function databasePid(): Promise<number> {
  const file = await readFile(join(shop.folder, 'postgres/cluster/data/postmaster.pid'), 'utf8');
  return Number(file.split('\n')[0]);
}

/** Knocks with a webhook of its own every 40 ms until told to stop; answers what it was told. */
function keepKnocking(): { stop(): Promise<readonly HookAnswer[]> } {
  const answers: HookAnswer[] = [];
  let stopped = false;
  const loop = (async () => {
    for (let knock = 0; !stopped; knock += 1) {
      // An order that no store has: it is stored and ends, which is all that counts here.
      const body = orderPlaced(880_000 + knock, { key: 'knock' }).replace('order.created', 'comet.sighted');
      const answer = await sendHook(shop.server.url, { body }).catch(() => undefined);
      if (answer) answers.push(answer);
      await pause(40);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return answers;
    },
  };
}

async function placeFor(ms: number): Promise<number[]> {
  const ids: number[] = [];
  for (const endAt = Date.now() + ms; Date.now() < endAt; ) {
    ids.push(await shop.place('guest', '1-4'));
    await pause(80);
  }
  return ids;
}

test('C12 kill -9 of the database under load: 503 meanwhile, ready again by itself, everything lands', async () => {
  const before = await placeFor(500);
  const knocking = keepKnocking();
  const first = await databasePid();
  process.kill(first, 'SIGKILL');
  const during = await placeFor(1_500);
  await until('the database to be back', async () => (await databasePid().catch(() => first)) !== first || undefined);
  const readyAgain = await until('the server to be ready', async () => {
    const ready = await fetch(`${shop.server.url}/readyz`);
    return ready.ok || undefined;
  });
  expect(readyAgain).toBe(true);
  const after = await placeFor(300);
  const answers = await knocking.stop();
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
  expect(statuses).toContain(202);
  expect(statuses).toContain(503);
  const refused = answers.find(({ status }) => status === 503);
  expect(refused).toMatchObject({ code: 'webhook.not-stored', retryAfter: expect.stringMatching(/^\d+$/) });
  for (const id of [...before, ...during, ...after]) await landed(shop, id, 30_000);
}, 90_000);

test('C13 a power cut, database and server at the same moment: after the start everything lands', async () => {
  const before = await placeFor(800);
  const pid = await databasePid();
  process.kill(pid, 'SIGKILL');
  await shop.server.kill();
  const during = await placeFor(300);
  await shop.server.start();
  const after = await placeFor(200);
  for (const id of [...before, ...during, ...after]) await landed(shop, id, 30_000);
}, 90_000);

test('C23 a database that lets nobody in: 503 and not ready, alive all the same, nothing lost', async () => {
  const embedded = await startEmbeddedPostgres({ folder: join(shop.folder, 'postgres'), log: silentLog });
  const admin = new pg.Client({ connectionString: embedded.adminConnectionString });
  await admin.connect();
  const refuse = async (yes: boolean): Promise<void> => {
    await admin.query(`ALTER DATABASE landbridge ALLOW_CONNECTIONS ${yes ? 'false' : 'true'}`);
    if (yes) await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'landbridge'`);
  };
  try {
    await refuse(true);
    const during = await placeFor(600);
    expect(await sendHook(shop.server.url, { body: orderPlaced(1) })).toMatchObject({ status: 503 });
    expect((await fetch(`${shop.server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${shop.server.url}/livez`)).status).toBe(200);
    expect(await shop.client.listRuns()).toMatchObject({ ok: false, problem: { status: 503, retryable: true } });
    await refuse(false);
    for (const id of during) await landed(shop, id, 30_000);
  } finally {
    await refuse(false);
    await admin.end();
    await embedded.stop();
  }
}, 90_000);

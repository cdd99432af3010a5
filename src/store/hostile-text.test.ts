import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkFilter } from '../engine/work-ports.ts';
import { createAlertDesk } from './alert/desk.ts';
import { createAuditStore } from './audit-store.ts';
import { createConnectionStore } from './connection-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { findLinks } from './link-store.ts';
import { createPauseStore } from './pause-store.ts';
import { createReconcileReads } from './reconcile/reads.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunReads } from './run-reads.ts';
import { newMasterKeyText, parseKeyRing } from './secrets/master-key.ts';
import { createSyncStore } from './sync-store.ts';
import { openTestStore } from './test-store.ts';
import { createWorkStore } from './work-store.ts';

/** Texts that would be statements if anything put a value into the text of a statement. */
const HOSTILE = [
  `'; DROP TABLE runs; --`,
  `' OR '1'='1`,
  `") OR ("1"="1`,
  `$1); DELETE FROM audit; --`,
  `\\'; SELECT pg_sleep(10); --`,
  `' UNION SELECT sealed FROM connection_secrets --`,
  `%' AND 1=1 AND '%'='`,
  `:*&!|<->`,
  `{"a":"'"}`,
  `$$; DROP SCHEMA public CASCADE; $$`,
];

const { pool, close } = await openTestStore({ maxConnections: 5 });
const ring = parseKeyRing(newMasterKeyText(), 'test');

beforeAll(async () => {
  await createConnectionStore(pool, ring).save({
    tenant: 't',
    name: 'm3',
    connector: 'm3',
    title: 'M3',
    settings: {},
    secrets: { password: 'canary' },
    by: 'me',
  });
});
afterAll(close);

const tables = async (): Promise<number> =>
  Number((await pool.query(`SELECT count(*) AS n FROM pg_class WHERE relkind IN ('r', 'p')`)).rows[0]?.n);

test.each(HOSTILE)('S06: %s is kept as it is wherever it is written', async (text) => {
  const before = await tables();
  const receipt = await createInboxStore(pool).accept({
    event: {
      tenant: 't',
      connection: text,
      id: text,
      type: text,
      subject: text,
      time: '2026-11-21T10:00:00Z',
      data: { [text]: text },
      via: 'webhook',
    },
    runs: [
      { deployment: randomUUID(), flow: text, dedupeKey: text, orderKey: text, facts: { order: text, name: text } },
    ],
  });
  const run = await pool.query('SELECT flow, order_key, facts FROM runs WHERE id = $1', [receipt.runIds[0]]);
  expect(run.rows).toEqual([{ flow: text, order_key: text, facts: { order: text, name: text } }]);
  const commands = createRunCommands(pool);
  await commands.cancel({ tenant: 't', runId: receipt.runIds[0] ?? '', by: text, reason: text });
  await createAuditStore(pool).append('t', { by: text, action: text, subject: text, detail: { [text]: text } });
  const audit = await createAuditStore(pool).list('t', { subject: text, limit: 9 });
  expect(audit.items).toMatchObject([{ by: text, action: text, subject: text, detail: { [text]: text } }]);
  const connections = createConnectionStore(pool, ring);
  await connections.save({
    tenant: 't',
    name: text,
    connector: text,
    title: text,
    settings: { [text]: text },
    secrets: { [text]: text },
    by: text,
  });
  expect(await connections.openSecrets('t', text)).toEqual({ [text]: text });
  await connections.setPaused('t', text, true, text, text);
  expect(await connections.get('t', text)).toMatchObject({
    title: text,
    settings: { [text]: text },
    pausedReason: text,
  });
  await createPauseStore(pool).pause({ tenant: 't', kind: 'flow', name: text, reason: text, by: text });
  await createWorkStore(pool).mark('t', { targets: [{ cause: text }], owner: text, note: text, by: text });
  await createSyncStore(pool).start({ tenant: 't', subject: text, full: true, dryRun: false, by: text, sources: [] });
  expect(await tables()).toBe(before);
});

test.each(HOSTILE)('S06: %s finds nothing, and widens nothing, wherever it is asked for', async (text) => {
  const other = 'another-house';
  const runs = createRunReads(pool);
  for (const filter of [{ search: text }, { flow: text }, { queue: text }, { code: text }])
    expect((await runs.list(other, { ...filter, limit: 9 })).items).toEqual([]);
  const work = createWorkStore(pool);
  for (const name of ['cause', 'queue', 'code', 'kind', 'flow', 'owner', 'search'] as const) {
    const filter = { [name]: text } as WorkFilter;
    expect(await work.groups(other, filter, 9)).toEqual([]);
    expect((await work.items(other, filter, { limit: 9 })).items).toEqual([]);
    expect(await work.count('t', filter)).toBe(0);
    expect(await work.ids('t', filter, 9)).toEqual([]);
  }
  expect((await createAuditStore(pool).list(other, { subject: text, limit: 9 })).items).toEqual([]);
  expect((await createReconcileReads(pool).list(other, { subject: text as 'orders', limit: 9 })).items).toEqual([]);
  expect(await findLinks(pool, [{ tenant: other, key: { kind: text, system: text, id: text }, to: text }])).toEqual([
    undefined,
  ]);
  expect(await createAlertDesk(pool, ring).removeChannel(other, text)).toBe('missing');
  expect(await createSyncStore(pool).newestFull(other, text)).toBeUndefined();
});

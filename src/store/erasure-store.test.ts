import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from './audit-chain.ts';
import { askForErasure, listErasures, workOffErasures } from './erasure-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunReads } from './run-reads.ts';
import { createRunStore } from './run-store.ts';
import { createWordIndexer } from './sight/word-index.ts';
import { deployTestFlow, openTestStore, startTestWorker } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();
let deployment: string;

beforeAll(async () => {
  await startTestWorker(pool, me);
  ({ deployment } = await deployTestFlow(pool));
});
afterAll(close);

const ADA = { name: 'Ada Lindqvist', email: 'ada@example.com', customer: '77' };
const BO = { name: 'Bo Ekström', email: 'bo@example.com', customer: '78' };

/** An order that is completed, held, or still about to begin; answers its run. */
async function place(order: string, who: typeof ADA, end: 'completed' | 'held' | 'queued'): Promise<string> {
  const data = { entityId: order, total: '19.90', buyer: { ...who }, note: `for ${who.name}` };
  const facts = { order, amount: '19.90', currency: 'EUR', ...who };
  const { runIds } = await createInboxStore(pool).accept({
    event: {
      tenant: 't',
      connection: 'clarity',
      id: `e${order}`,
      type: 'clarity.order.created',
      subject: order,
      time: '2026-11-21T10:00:00Z',
      data,
      via: 'webhook',
    },
    runs: [{ deployment, flow: 'order-to-cash', dedupeKey: order, facts }],
  });
  const runId = runIds[0] ?? '';
  if (end === 'queued') return runId;
  const store = createRunStore(pool, me);
  await store.claim(runId);
  const at = Date.now();
  const message = `Customer ${who.name} is blocked`;
  const failure = { kind: 'rejected', code: 'm3.rejected', message, step: 'order' } as const;
  const entries = [
    { type: 'step-started', at, step: 'order', input: data, operation: 'order.create', connection: 'm3' },
    {
      type: 'call-answered',
      at,
      step: 'order',
      call: 'stage',
      effect: 'write',
      outcome: 'refused',
      failure,
      tookMs: 3,
    },
  ] as const;
  const base = { runId, leaseToken: 1, firstSeq: 1, entries, step: 'order', facts } as const;
  if (end === 'completed') await store.commit({ ...base, state: 'completed' });
  else {
    const hold = { queue: 'q', reason: message, scope: 'record', resume: 'step', failure, step: 'order' } as const;
    await store.commit({ ...base, state: 'held', hold, failure });
  }
  await pool.query(`INSERT INTO audit (tenant, by, action, subject, detail) VALUES ('t', 'ann', 'run.fix', $1, $2)`, [
    `run ${runId}`,
    JSON.stringify({ before: { name: who.name }, code: 'm3.rejected' }),
  ]);
  return runId;
}

/** Tables, partitions left out, in which a text stands anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await pool.query(`SELECT 1 FROM ${name} t WHERE t::text ILIKE $1 LIMIT 1`, [`%${text}%`]);
    if (rowCount !== 0) found.push(name);
  }
  return found;
}

test('O06: a shopper is erased when the last order is over, from everywhere, and nobody else', async () => {
  const [first, second] = [await place('101', ADA, 'completed'), await place('102', ADA, 'held')];
  const other = await place('103', BO, 'completed');
  await createWordIndexer(pool).indexNext('t');
  expect(await tablesWith('Lindqvist')).toEqual(
    expect.arrayContaining(['audit', 'events', 'journal', 'run_history', 'run_keys', 'runs']),
  );
  const ask = () => askForErasure(pool, 't', { email: 'ADA@example.com' }, { by: 'dpo', reason: 'request 17' });
  const id = await ask();
  expect(await ask()).toBe(id);

  // One order waits for a person: nothing is touched, and the list says so.
  expect(await workOffErasures(pool)).toBe(0);
  expect((await listErasures(pool, 't'))[0]).toMatchObject({ id, email: 'ada@example.com', openRuns: 1, runs: 0 });
  expect((await createRunReads(pool).get('t', first))?.facts).toMatchObject({ name: ADA.name });

  await createRunCommands(pool).cancel({ tenant: 't', runId: second, by: 'ann', reason: 'x' });
  expect(await workOffErasures(pool)).toBe(1);
  for (const text of ['Lindqvist', 'ada@example']) expect([text, await tablesWith(text)]).toEqual([text, []]);

  const run = await createRunReads(pool).get('t', first);
  expect(run?.facts).toEqual({ order: '101', customer: '77', amount: '19.90', currency: 'EUR' });
  expect(run?.event.data).toMatchObject({ entityId: '101', total: '19.90', note: '(erased)' });
  expect(run?.journal.map(({ type }) => type)).toEqual(['step-started', 'call-answered']);
  // Found by its number still, and by the person no more.
  const search = (text: string) => createRunReads(pool).list('t', { search: text, limit: 9 });
  expect((await search('101')).items).toHaveLength(1);
  expect((await search('lindqvist')).items).toEqual([]);

  expect((await createRunReads(pool).get('t', other))?.facts).toMatchObject({ name: BO.name });
  const [receipt] = await listErasures(pool, 't');
  expect(receipt).toMatchObject({ id, reason: 'request 17', askedBy: 'dpo', runs: 2, doneAt: expect.any(String) });
  expect(receipt).not.toHaveProperty('email');
  // The audit log is whole, and says itself what was taken out.
  expect(await verifyAudit(pool, 't')).toEqual({ entries: 5, erased: 2 });
});

test('O06: by the number of the customer, with later runs of the same orders', async () => {
  await place('201', BO, 'completed');
  const { runIds } = await createInboxStore(pool).accept({
    event: {
      tenant: 't',
      connection: 'm3',
      id: 'status201',
      type: 'm3.order.status-changed',
      subject: '0010004711',
      time: '2026-11-21T10:00:00Z',
      data: { deliveredTo: 'Bo Ekström' },
      via: 'poll',
    },
    runs: [{ deployment, flow: 'order-to-cash', dedupeKey: 's201', facts: { order: '201', erpOrder: '0010004711' } }],
  });
  const store = createRunStore(pool, me);
  await store.claim(runIds[0] ?? '');
  const base = { runId: runIds[0] ?? '', leaseToken: 1, firstSeq: 1, entries: [], step: 'x', facts: {} } as const;
  await askForErasure(pool, 't', { customer: '78' }, { by: 'dpo', reason: 'request 18' });
  // The run about the order's status is open.
  expect(await workOffErasures(pool)).toBe(0);
  await store.commit({ ...base, state: 'completed' });
  expect(await workOffErasures(pool)).toBe(1);
  expect(await tablesWith('Ekström')).toEqual([]);
});

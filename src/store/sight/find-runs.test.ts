import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dayOfId, newId } from '../ids.ts';
import { createRunReads } from '../run-reads.ts';
import { openTestStore } from '../test-store.ts';
import { candidatesOf } from './find-runs.ts';
import { createWordIndexer } from './word-index.ts';

const HOUR = 3_600_000;
const { pool, close } = await openTestStore({ maxConnections: 4 });
beforeAll(async () => {
  await pool.query('SELECT ensure_day_partitions(current_date - 4, 6)');
});
beforeEach(() => pool.query('TRUNCATE run_history, runs, events, run_keys, run_words, run_word_marks, journal'));
afterAll(close);

async function message(at: number, data: object, key: string, table = 'run_history'): Promise<string> {
  const id = newId(at);
  const [day, time] = [dayOfId(id), new Date(at).toISOString()];
  await pool.query(
    `INSERT INTO events (tenant, day, id, connection, source_id, type, subject, happened_at, via, data)
    VALUES ('t', $1, $2::uuid, 'store', $2::text, 'x', 'x', $3, 'webhook', $4)`,
    [day, id, time, JSON.stringify(data)],
  );
  const columns = table === 'runs' ? ', arrived_at' : ', state, attempts, facts, warnings, arrived_at, ended_at';
  const values = table === 'runs' ? `, now() - interval '20 seconds'` : `, 'completed', 0, '{}', '[]', now(), now()`;
  await pool.query(
    `INSERT INTO ${table} (id, tenant, day, event_id, deployment, flow${columns}) VALUES ($1::uuid, 't', $2, $1::uuid, $1::uuid, 'orders'${values})`,
    [id, day],
  );
  await pool.query(`INSERT INTO run_keys VALUES ('t', $1, $2, $3)`, [key, day, id]);
  return id;
}
async function index() {
  const indexer = createWordIndexer(pool);
  while (await indexer.indexNext('t'));
}
/** By a beginning of a key, or by words, whichever finds something. */
const find = async (search: string, before?: string) => {
  const begun = await candidatesOf(pool, 't', search, 'beginning', before, 1_000);
  return begun.length > 0 ? begun : await candidatesOf(pool, 't', search, 'words', before, 1_000);
};

test('a run is found by the beginning of a key at once, and by words of its message when it is indexed', async () => {
  const now = Date.now();
  const old = await message(now - 60 * HOUR, { Note: "Leave at O'Neill's gate" }, 'w1001');
  const fresh = await message(now, { Note: 'leave it with the neighbour', SKU: 'ABC-7/2' }, 'w1002', 'runs');
  expect(await find('W100')).toEqual([fresh, old]);
  expect(await find('leave')).toEqual([]);
  await index();
  expect(await find('leave')).toEqual([fresh, old]);
  expect(await find('gate leave')).toEqual([old]);
  expect(await find('abc-7/2')).toEqual([fresh]);
  expect(await find('leave neigh')).toEqual([fresh]);
  expect(await find('leave', fresh)).toEqual([old]);
});

test('words of what the first steps read are found too: a message may be no more than a number', async () => {
  const id = await message(Date.now(), { entityId: '1057' }, 'w1', 'runs');
  const entry = {
    type: 'step-completed',
    at: 1,
    step: 'order',
    output: { lines: [{ sku: 'GHOST-1', name: 'Prototype pump' }] },
  };
  await pool.query(`INSERT INTO journal (day, run_id, seq, tenant, entry) VALUES ($1, $2, 1, 't', $3)`, [
    dayOfId(id),
    id,
    JSON.stringify(entry),
  ]);
  await index();
  expect([await find('ghost-1'), await find('prototype pu')]).toEqual([[id], [id]]);
});

test('signs of the query language are text, never a fault', async () => {
  await message(Date.now(), { Note: 'rock & roll' }, 'w1');
  await index();
  for (const search of ["'", '\\', '& | !', "a' | 'b", '%', '_', ':*', '()', 'x:*A']) {
    expect([search, await find(search)]).toEqual([search, []]);
  }
  expect(await find('rock & roll')).toHaveLength(1);
});

test('a message that is committed late is indexed, and none twice', async () => {
  await message(Date.now(), { Note: 'first' }, 'w1');
  await index();
  await message(Date.now() - 30_000, { Note: 'late' }, 'w2');
  await Promise.all([index(), index()]);
  await index();
  expect(await find('late')).toHaveLength(1);
  expect((await pool.query('SELECT 1 FROM run_words')).rowCount).toBe(2);
});

test('many messages take several turns', async () => {
  const now = Date.now();
  await Promise.all(Array.from({ length: 250 }, (_, n) => message(now - n * 600_000, { Note: 'parcel' }, `k${n}`)));
  await index();
  expect((await pool.query('SELECT 1 FROM run_words')).rowCount).toBe(250);
  expect(await find('parcel')).toHaveLength(250);
});

test('what is exactly meant comes first, then beginnings and words, and each says which it is', async () => {
  const now = Date.now();
  const reads = createRunReads(pool);
  const exact = await message(now - 50 * HOUR, { Note: 'old' }, '1042');
  const begins = await message(now - HOUR, { Note: 'x' }, '10425');
  const words = await message(now, { Note: 'instead of 1042' }, '2000');
  const both = await message(now - 30 * HOUR, { Note: 'again 1042' }, '1042');
  await pool.query(`INSERT INTO run_keys SELECT 't', '1042-b', day, run_id FROM run_keys WHERE run_id = $1`, [both]);
  await index();
  const find = async (search: string, limit = 9, cursor?: string) =>
    await reads.list('t', { search, limit, ...(cursor === undefined ? {} : { cursor }) });
  const shown = [
    [both, 'exact'],
    [exact, 'exact'],
    [begins, 'begins'],
    [words, 'words'],
  ];
  const all = await find(' 1042 ');
  expect(all.items.map(({ id, match }) => [id, match])).toEqual(shown);
  expect(all.next).toBeUndefined();
  // Page by page, whatever the size: the same, and none twice.
  for (const size of [1, 2, 3]) {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await find('1042', size, cursor);
      expect(page.items.length).toBeGreaterThan(0);
      seen.push(...page.items.map(({ id, match }) => [id, match]));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(shown);
  }
  expect((await find(exact.toUpperCase())).items).toMatchObject([{ id: exact, match: 'exact' }]);
  expect((await find('ffffffff-ffff-7fff-bfff-ffffffffffff')).items).toEqual([]);
  const ended = await reads.list('t', { search: '1042', limit: 1, states: ['completed'] });
  expect(ended.items).toMatchObject([{ id: both, match: 'exact' }]);
});

test('a customer with more runs than a page does not hide what the text begins', async () => {
  const now = Date.now();
  const ids = await Promise.all(Array.from({ length: 120 }, (_, n) => message(now - n * 60_000, { Note: 'x' }, '77')));
  await pool.query(`INSERT INTO run_keys SELECT 't', '770', day, run_id FROM run_keys`);
  const later = await message(now - 3 * HOUR, { Note: 'x' }, '7702');
  const reads = createRunReads(pool);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await reads.list('t', { search: '77', limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toEqual([...ids, later]);
});

import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { createFlowStore } from '../src/store/flow-store.ts';
import { createRunReads } from '../src/store/run-reads.ts';
import { createTestDatabase } from '../src/store/test-database.ts';

/**
 * First page of a search over many runs: fills a database with ended runs over 90 days, with their keys and words, and asks
 * for rare and common things. `node bench/search.ts --runs 1000000`; exit code 1 when a median is above the limit.
 */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, limit: { type: 'string', default: '150' } },
});
const runs = Number(values.runs);
const limitMs = Number(values.limit);
const DAYS = 90;
const ROUNDS = 15;

const database = await createTestDatabase();
const pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
try {
  await runMigrations({ pgPool: pool });
  await fill();
  await measure();
} finally {
  await pool.end();
  await database.drop();
}
// The server below it ends with this process, and would keep it waiting.
process.exit();

/** Ended runs in SQL, a day at a time: a tenth of them says `fragile`, all say `parcel`, one in 50,000 says `violet`. */
async function fill(): Promise<void> {
  const flow = await createFlowStore(pool).deploy({
    tenant: 't',
    flow: 'order-to-cash',
    title: 'Orders',
    files: [{ path: 'flow.yaml', text: 'x' }],
    bindings: {},
    settings: {},
    by: 'bench',
  });
  await pool.query(`SELECT ensure_day_partitions((now() AT TIME ZONE 'UTC')::date - $1::int, $1::int + 2)`, [DAYS]);
  const startedAt = performance.now();
  const perDay = Math.ceil(runs / DAYS);
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const client = await pool.connect();
    try {
      await client.query(
        'CREATE TEMP TABLE made (id uuid, day date, at timestamptz, n bigint) ON COMMIT PRESERVE ROWS',
      );
      await client.query(
        `INSERT INTO made SELECT (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7' || substr(md5(n::text), 1, 3) || '-8' || substr(md5(n::text), 4, 3) || '-' || substr(md5(n::text), 7, 12))::uuid,
          (at AT TIME ZONE 'UTC')::date, at, n
        FROM (SELECT n, at, lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS hex
          FROM (SELECT g + $2::bigint * $1 AS n, date_trunc('day', now(), 'UTC') - $2 * interval '1 day' + g * (interval '20 hours' / $1) - interval '1 day' AS at
            FROM generate_series(0, $1 - 1) g) a) b`,
        [perDay, day],
      );
      await client.query(
        `INSERT INTO run_history (id, tenant, day, event_id, deployment, flow, state, attempts, facts, warnings, arrived_at, ended_at)
        SELECT id, 't', day, id, $1, 'order-to-cash', 'completed', 1, jsonb_build_object('order', (1000000 + n)::text, 'name', 'Nordic Home ' || n % 5000), '[]', at, at + interval '1 second' FROM made`,
        [flow.deployment],
      );
      await client.query(
        `INSERT INTO run_keys SELECT 't', k, day, id FROM made, LATERAL unnest(ARRAY[(1000000 + n)::text, 'nordic home ' || n % 5000, 'buyer' || n % 5000 || '@example.com']) k`,
      );
      await client.query(
        `INSERT INTO run_words SELECT day, id, 't', array_to_tsvector(ARRAY(SELECT DISTINCT w FROM unnest(
          ARRAY['parcel', 'street', 'sku' || n % 3000, 'note' || n, (1000000 + n)::text, 'nordic', 'home', 'town' || n % 800, 'zip' || n % 9000]
          || CASE WHEN n % 10 = 0 THEN ARRAY['fragile'] ELSE '{}' END || CASE WHEN n % 50000 = 0 THEN ARRAY['violet'] ELSE '{}' END) w)) FROM made`,
      );
      await client.query('DROP TABLE made');
    } finally {
      client.release();
    }
  }
  // As autovacuum does behind whoever inserts: until then new words lie in a list that each search goes through.
  await pool.query('VACUUM ANALYZE');
  console.log(`${runs} runs over ${DAYS} days made in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

async function measure(): Promise<void> {
  const reads = createRunReads(pool);
  const some = String(1_000_000 + Math.floor(runs / 2));
  const searches = [
    ['an order number', some],
    ['the beginning of a number', some.slice(0, 4)],
    ['an e-mail address', 'buyer77@example.com'],
    ['a word in every message', 'parcel'],
    ['a word in every tenth', 'fragile'],
    ['a word in one of 50,000', 'violet'],
    ['two words', 'fragile sku30'],
    ['a beginning of a word', 'parc'],
    ['nothing at all', randomUUID()],
  ] as const;
  for (const [what, search] of searches) {
    const tookMs: number[] = [];
    let hits = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      hits = (await reads.list('t', { search, limit: 50 })).items.length;
      tookMs.push(performance.now() - startedAt);
    }
    const sorted = tookMs.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(ROUNDS / 2)] ?? 0;
    console.log(
      `${what.padEnd(28)} ${String(hits).padStart(3)} hits  first ${tookMs[0]?.toFixed(0)} ms  median ${median.toFixed(1)} ms  worst ${sorted.at(-1)?.toFixed(0)} ms`,
    );
    if (median > limitMs) process.exitCode = 1;
  }
}

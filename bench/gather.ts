import { parseArgs } from 'node:util';
import { runMigrations } from 'graphile-worker';
import { openPool } from '../src/store/database.ts';
import { silentLog } from '../src/store/log.ts';
import { createTestDatabase } from '../src/store/test-database.ts';
import { gatherBurst } from './gather-burst.ts';

/**
 * How a burst of changes is gathered: events three times over and out of order, on a database of its own.
 * `node bench/gather.ts --changes 50000 --subjects 2000`; exit code 1 when a value is wrong at the end.
 */

const { values: flags } = parseArgs({
  options: {
    changes: { type: 'string', default: '50000' },
    subjects: { type: 'string', default: '2000' },
    copies: { type: 'string', default: '3' },
    spacing: { type: 'string', default: '4s' },
    size: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

const database = await createTestDatabase();
const pool = openPool({ connectionString: database.connectionString, log: silentLog, maxConnections: 8 });
await runMigrations({ pgPool: pool });
await pool.query('SELECT ensure_day_partitions(current_date, 2)');
const changes = Number(flags.changes);
const result = await gatherBurst(pool, {
  changes,
  subjects: Number(flags.subjects),
  copies: Number(flags.copies),
  disorder: changes / 5,
  spacing: flags.spacing,
  size: Number(flags.size),
  deaths: 0.05,
  seed: Number(flags.seed),
});
await pool.end();
await database.drop();
const perSecond = Math.round((result.deliveries / result.intakeMs) * 1_000);
process.stdout.write(`${JSON.stringify({ ...result, deliveriesPerSecond: perSecond }, null, 2)}\n`);
// The database server of this process would keep it alive.
process.exit(result.wrong + result.wentBack === 0 ? 0 : 1);

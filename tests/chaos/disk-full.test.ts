import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { IntakeRequest } from '../../src/engine/ports.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/start.ts';
import { createInboxStore } from '../../src/store/inbox-store.ts';
import { migrateJobs } from '../../src/store/job-runner.ts';
import { silentLog } from '../../src/store/log.ts';
import { migrate } from '../../src/store/migrate.ts';

/** The disk of the database is full, and then it is not: on a file system of its own, which needs root to make. */

const MEGABYTE = Buffer.alloc(1024 * 1024, 1);
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A tool of the system, by its name. */
function run(tool: string, options: readonly string[]): void {
  execFileSync(tool, options);
}

function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (const size of [MEGABYTE.length, 4_096]) {
      try {
        for (;;) writeSync(descriptor, MEGABYTE, 0, size);
      } catch {
        // Full, by pieces of this size.
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

const request = (id: string): IntakeRequest => ({
  event: {
    tenant: 't',
    connection: 'shop',
    id,
    type: 'x.y',
    subject: id,
    time: '2026-11-21T10:00:00Z',
    // Large enough that the disk notices.
    data: { note: randomUUID().repeat(400) },
    via: 'webhook',
  },
  runs: [],
});

test.skipIf(!canMount)(
  'C14 the disk is full: nothing is acknowledged that is not kept; freed, it goes on within 30 s',
  async () => {
    const disk = mkdtempSync(join(tmpdir(), 'landbridge-disk-'));
    run('mount', ['-t', 'tmpfs', '-o', 'size=360m,mode=755', 'tmpfs', disk]);
    chmodSync(disk, 0o755);
    const filler = join(disk, 'filler');
    const database = await startEmbeddedPostgres({ folder: join(disk, 'postgres'), log: silentLog, endWithUs: true });
    const pool = new pg.Pool({ connectionString: database.connectionString, max: 4, connectionTimeoutMillis: 5_000 });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    try {
      await migrate({ connectionString: database.connectionString, log: silentLog });
      await migrateJobs(pool);
      const inbox = createInboxStore(pool);
      const kept: string[] = [];
      const take = async (): Promise<boolean> => {
        const id = randomUUID();
        const taken = await inbox.accept(request(id)).then(
          () => true,
          () => false,
        );
        if (taken) kept.push(id);
        return taken;
      };
      for (let each = 0; each < 20; each += 1) expect(await take()).toBe(true);
      let refused = 0;
      const endAt = Date.now() + 60_000;
      while (refused < 10 && Date.now() < endAt) {
        fill(filler);
        if (!(await take())) refused += 1;
      }
      expect(refused).toBe(10);
      rmSync(filler);
      const freedAt = Date.now();
      while (!(await take())) await sleep(200);
      expect(Date.now() - freedAt).toBeLessThan(30_000);
      const { rows } = await pool.query<{ source_id: string }>('SELECT source_id FROM events');
      const stored = new Set(rows.map(({ source_id: id }) => id));
      expect(kept.filter((id) => !stored.has(id))).toEqual([]);
    } finally {
      await pool.end().catch(() => undefined);
      await database.stop();
      run('umount', ['-l', disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  },
  180_000,
);

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { openPool } from '../src/store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/store/embedded/start.ts';
import { silentLog } from '../src/store/log.ts';
import { pause } from './sandbox-control.ts';
import { cpuMsOf, cpuMsOfFamily, peakMemoryMb } from './process-usage.ts';

export type LineMode = 'single' | 'bulk';

/** What the server and its database have used up so far. */
export interface Usage {
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  /** Transactions; each statement of ours outside a transaction is one. */
  readonly statements: number;
}

export interface BenchServerOptions {
  readonly folder: string;
  readonly sandboxFolder: string;
  readonly lineMode: LineMode;
  readonly inFlight: number;
  /** Options of Node for the server process, as in NODE_OPTIONS. */
  readonly nodeOptions?: string;
}

/** Polls of M3 that would otherwise be part of what is measured. */
const SELDOM = Object.fromEntries(
  ['status', 'stock', 'items', 'prices', 'customers', 'deliveries', 'receivables', 'draftSweep'].map((poll) => [
    `${poll}EverySeconds`,
    3_600,
  ]),
);

/** The product as people start it, in its own process with its own database, with a tap on that database's counters. */
export class BenchServer {
  readonly secret: string;
  readonly process: ServerProcess;
  readonly #database: EmbeddedPostgres;
  readonly #pool: pg.Pool;

  private constructor(secret: string, server: ServerProcess, database: EmbeddedPostgres) {
    this.secret = secret;
    this.process = server;
    this.#database = database;
    const { connectionString } = database;
    this.#pool = openPool({ connectionString, log: silentLog, maxConnections: 1, applicationName: 'bench' });
  }

  /** Starts a server that is connected to the sandboxes and asks them for nothing by itself. */
  static async start(options: BenchServerOptions): Promise<BenchServer> {
    const { folder, sandboxFolder, lineMode, inFlight, nodeOptions } = options;
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const limits = { concurrency: inFlight, readTimeout: '60s', writeTimeout: '60s' };
    const rates = { concurrency: inFlight, ratePerSecond: 10_000, burst: 10_000, callTimeoutSeconds: 60 };
    const settings = {
      webhookSecret: secret,
      m3: { ...limits, ...SELDOM, lineMode, ratePerSecond: 10_000 },
      clarity: { ...rates, pollSeconds: 3_600 },
    };
    const flags = ['--quick', '--instance', 'bench', '--concurrency', String(inFlight)];
    const server = new ServerProcess({
      folder,
      port: await freePort(),
      flags: ['--sandbox-folder', sandboxFolder, ...flags],
      environment: {
        LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings),
        ...(nodeOptions ? { NODE_OPTIONS: nodeOptions } : {}),
      },
    });
    await server.start();
    const database = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
    const started = new BenchServer(secret, server, database);
    await started.#firstLook();
    return started;
  }

  /** The look for orders that no webhook told of is made at once after the start, and then not again for an hour. */
  async #firstLook(): Promise<void> {
    for (;;) {
      const { rowCount } = await this.#pool.query(
        `SELECT FROM polls WHERE connection = 'clarity' AND name = 'orders' AND last_ok_at IS NOT NULL`,
      );
      if (rowCount === 1) return;
      await pause(50);
    }
  }

  async usage(): Promise<Usage> {
    const { pid = 0 } = this.process;
    return {
      serverCpuMs: cpuMsOf(pid),
      databaseCpuMs: cpuMsOfFamily(this.#database.pid),
      statements: await this.#countStatements(),
    };
  }

  /** Megabytes that the server process had at most. */
  peakMemoryMb(): number {
    return peakMemoryMb(this.process.pid ?? 0);
  }

  /** Runs that are neither done nor ended, with their reason, for when a benchmark gets stuck. */
  async explainOpenRuns(): Promise<string> {
    const { rows } = await this.#pool.query<{ state: string; count: string; why: string | null }>(
      `SELECT state, count(*), min(coalesce(hold->>'reason', failure->>'message')) AS why FROM runs GROUP BY state`,
    );
    return rows.map(({ state, count, why }) => `${count} ${state}${why ? ` (${why})` : ''}`).join(', ');
  }

  async stop(): Promise<void> {
    await this.#pool.end();
    await this.process.stop();
    await this.#database.stop();
  }

  async #countStatements(): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(
      'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(rows[0]?.count ?? 0);
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Client, createClient } from '../../src/api/client.ts';
import type { HoldItem, RunDetail, RunSummary } from '../../src/api/types.ts';
import { freePort, ServerProcess } from '../../src/cli/demo/server-process.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { readOperatorToken, type SandboxPair, spawnSandboxes } from '../../src/main.ts';
import { createTestDatabase, type TestDatabase } from '../../src/store/test-database.ts';
import { makeScratch } from '../../src/store/test-scratch.ts';
import { endLeftovers, leftoversOf } from './leftovers.ts';
import { M3Desk } from './m3-desk.ts';
import { until } from './until.ts';
import { WebStore } from './web-store.ts';

export interface InstanceOptions {
  /**
   * `own`: an embedded PostgreSQL in the instance's folder, as `npm start` has it. `shared`, the default: a database
   * of its own on the real PostgreSQL of the test run, which starts faster.
   */
  readonly database?: 'own' | 'shared';
  /** Settings of the connections beside those of `--quick`. */
  readonly settings?: {
    readonly m3?: object;
    readonly clarity?: object;
    readonly webhookSecret?: string;
    readonly feedSecret?: string;
  };
  readonly environment?: NodeJS.ProcessEnv;
  /** Flags of the first server. */
  readonly flags?: readonly string[];
  /** Settings of the store sandbox before the first order. */
  readonly store?: object;
}

const FLOW = 'order-to-cash';
/** A run at rest: it moves again only when a person acts. */
const AT_REST = ['completed', 'held', 'failed', 'canceled'];

/** Both sandboxes, a database and a server, each a process of its own, in a folder that is thrown away. */
export class Instance {
  readonly #options: InstanceOptions;
  #sandboxes: SandboxPair | undefined;
  readonly #servers: ServerProcess[] = [];
  #parts: { folder: string; m3: M3Desk; store: WebStore; server: ServerProcess; client: Client } | undefined;
  #folder: string | undefined;
  #database: TestDatabase | undefined;

  constructor(options: InstanceOptions = {}) {
    this.#options = options;
  }

  get folder(): string {
    return this.#started.folder;
  }
  get m3(): M3Desk {
    return this.#started.m3;
  }
  get store(): WebStore {
    return this.#started.store;
  }
  get server(): ServerProcess {
    return this.#started.server;
  }
  /** The API with the operator token of the data folder. */
  get client(): Client {
    return this.#started.client;
  }
  /** The shared database's addresses; absent with a database of its own. */
  get database(): TestDatabase | undefined {
    return this.#database;
  }

  /** Does one statement on the database of the product, for what nobody could wait for or see from outside. */
  async sql(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const database = new pg.Client({ connectionString: this.#database?.connectionString });
    await database.connect();
    try {
      return (await database.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await database.end();
    }
  }

  get #started() {
    if (!this.#parts) throw new Error('The instance has not been started');
    return this.#parts;
  }

  async start(): Promise<void> {
    const folder = makeScratch('story');
    this.#folder = folder;
    const sandboxFolder = join(folder, 'sandbox');
    const spawn = async (): Promise<SandboxPair> =>
      (this.#sandboxes = await spawnSandboxes(sandboxFolder, { latencyMs: 0 }));
    const [database, pair] = await Promise.allSettled([this.#openDatabase(), spawn()]);
    if (database.status === 'rejected') throw database.reason;
    if (pair.status === 'rejected') throw pair.reason;
    const { reach } = pair.value;
    const store = new WebStore(reach.store.url);
    if (this.#options.store) await store.settings(this.#options.store);
    const flags = ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'one', ...(this.#options.flags ?? [])];
    const server = await this.addServer(flags, folder);
    // Ready is the server, announced is that its connections lead to the sandboxes.
    await until('the server to announce itself', () => server.said.includes('Landbridge console'));
    const client = createClient({ baseUrl: server.url, token: await readOperatorToken(folder) });
    this.#parts = { folder, m3: new M3Desk(reach.m3.ionapi), store, server, client };
  }

  async #openDatabase(): Promise<void> {
    if (this.#options.database !== 'own') this.#database = await createTestDatabase();
  }

  /** Starts one more server process on the same database; it is ended with the instance. */
  async addServer(flags: readonly string[], folder = this.folder): Promise<ServerProcess> {
    const { settings, environment } = this.#options;
    const server = new ServerProcess({
      folder,
      port: await freePort(),
      flags,
      environment: {
        DATABASE_URL: this.#database?.connectionString ?? '',
        ...(settings && { LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings) }),
        ...environment,
      },
    });
    this.#servers.push(server);
    await server.start();
    return server;
  }

  /** Ends everything and removes the folder. @throws when a process is left, after ending it. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.#servers.map(endServer));
    await Promise.all([this.#sandboxes?.stop().catch(() => undefined), this.#database?.drop()]);
    const folder = this.#folder;
    if (folder === undefined) return;
    const left = leftoversOf(folder);
    endLeftovers(left);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    expect(left, 'processes left behind').toEqual([]);
  }

  /** A shopper of this kind; answers the web order, of a split cart the first. */
  async place(kind: string, lines?: string): Promise<number> {
    const [id] = await this.store.shop(kind, lines);
    if (id === undefined) throw new Error(`No order of kind ${kind}`);
    return id;
  }

  /** The newest run that takes a web order to M3; undefined while there is none. */
  async runOf(webOrder: number): Promise<RunSummary | undefined> {
    const search = String(webOrder);
    const { items } = dataOf(await this.client.listRuns({ query: { search, flow: FLOW, limit: 100 } }));
    return items.find((run) => run.facts.order === search);
  }

  /** The order's line in the list of what waits for a person. */
  async holdOf(webOrder: number): Promise<HoldItem | undefined> {
    const search = String(webOrder);
    const { items } = dataOf(await this.client.listHolds({ query: { search, limit: 100 } }));
    return items.find((hold) => hold.order === search);
  }

  /** Waits until the order's run has come to rest, and answers all of it. */
  async settled(webOrder: number, timeoutMs?: number): Promise<RunDetail> {
    const run = await this.runIn(webOrder, AT_REST, timeoutMs);
    return dataOf(await this.client.getRun({ params: { id: run.id } }));
  }

  /** Waits until the order's run is in one of these states. */
  async runIn(webOrder: number, states: readonly string[], timeoutMs?: number): Promise<RunSummary> {
    const find = async (): Promise<RunSummary | undefined> => {
      const run = await this.runOf(webOrder);
      return run && states.includes(run.state) ? run : undefined;
    };
    return await until(`run of web order ${webOrder} to be ${states.join(' or ')}`, find, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      picture: () => this.runOf(webOrder),
    });
  }
}

/** A frozen process does not hear that it is to end. */
async function endServer(server: ServerProcess): Promise<void> {
  try {
    if (server.pid !== undefined) process.kill(server.pid, 'SIGCONT');
  } catch {
    // It has ended already.
  }
  await server.stop();
}

/** An instance for the tests of one file, started before the first and ended after the last. */
export function useInstance(options?: InstanceOptions): Instance {
  const instance = new Instance(options);
  beforeAll(() => instance.start());
  afterAll(() => instance.stop());
  return instance;
}

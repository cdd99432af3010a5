import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { errorCode } from '../errors.ts';
import type { Account } from './account.ts';
import type { Cluster } from './cluster.ts';
import { type Endpoint, connectionStringFor } from './endpoint.ts';
import { fingerprintSetting } from './settings.ts';

/** Role and database that Landbridge works with; the role owns the database and is no superuser. */
export const databaseName = 'landbridge';

/** Advisory lock in the maintenance database that every user of the server holds, shared. */
const holdersLock = 4_600_001;

/** The one connection by which a process holds on to the server and sees it die. */
export interface Control {
  /** Settings fingerprint that the server was started with. */
  readonly fingerprint: string;
  /** Called once when the connection is gone without `close` or `isLastHolder` being the cause. */
  onLost(listener: () => void): void;
  /**
   * Gives up our hold. True when no other process holds on to the server; then nobody can
   * take hold any more until this connection ends.
   */
  isLastHolder(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Connects as superuser, proves that the server behind the endpoint works on our data folder
 * (it must read back a word just written there: a copied folder also carries the password of the
 * original), takes hold of it, and sees that role and database exist.
 * @throws whatever pg throws when the server is away or refuses us; `Error` when it is another folder's.
 */
export async function takeHold(cluster: Cluster, account: Account | null, endpoint: Endpoint): Promise<Control> {
  const client = new pg.Client({
    connectionString: connectionStringFor(endpoint, 'postgres', cluster.adminPassword, 'postgres'),
    application_name: 'landbridge control',
    connectionTimeoutMillis: 5_000,
  });
  const lost = listenForEnd(client);
  await client.connect();
  try {
    await proveFolder(client, cluster, account);
    await client.query('select pg_advisory_lock_shared($1)', [holdersLock]);
    await ensureDatabase(client, cluster);
    const answer = await client.query<{ setting: string | null }>('select current_setting($1, true) as setting', [
      fingerprintSetting,
    ]);
    return {
      fingerprint: answer.rows[0]?.setting ?? '',
      onLost: lost.subscribe,
      isLastHolder: async () => {
        await client.query('select pg_advisory_unlock_shared($1)', [holdersLock]);
        const last = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [holdersLock]);
        return last.rows[0]?.got ?? false;
      },
      close: async () => {
        lost.forget();
        await client.end().catch(() => {});
      },
    };
  } catch (error) {
    lost.forget();
    await client.end().catch(() => {});
    throw error;
  }
}

function listenForEnd(client: pg.Client): { subscribe: (listener: () => void) => void; forget: () => void } {
  let ended = false;
  let notify: (() => void) | undefined;
  const end = () => {
    if (ended) return;
    ended = true;
    notify?.();
  };
  client.on('error', end);
  client.on('end', end);
  return {
    subscribe: (listener) => {
      notify = listener;
      if (ended) listener();
    },
    forget: () => {
      ended = true;
    },
  };
}

async function proveFolder(client: pg.Client, cluster: Cluster, account: Account | null): Promise<void> {
  const name = `landbridge-${randomBytes(8).toString('hex')}.probe`;
  const path = join(cluster.dataFolder, name);
  const word = randomBytes(16).toString('hex');
  writeFileSync(path, word, { mode: 0o600 });
  try {
    if (account !== null) chownSync(path, account.uid, account.gid);
    const answer = await client.query<{ word: string | null }>('select pg_read_file($1, true) as word', [name]);
    if (answer.rows[0]?.word !== word) throw new Error('the server that answers works on another data folder');
  } finally {
    rmSync(path, { force: true });
  }
}

async function ensureDatabase(client: pg.Client, cluster: Cluster): Promise<void> {
  const found = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
  if (found.rowCount !== 0) return;
  const password = client.escapeLiteral(cluster.ownerPassword);
  await ignoring(['42710', '23505'], client.query(`create role ${databaseName} login password ${password}`));
  await ignoring(['42P04', '23505'], client.query(`create database ${databaseName} owner ${databaseName}`));
}

/** Two starters may both get here: the second finds the thing made already. */
async function ignoring(codes: readonly string[], query: Promise<unknown>): Promise<void> {
  try {
    await query;
  } catch (error) {
    if (!codes.includes(errorCode(error))) throw error;
  }
}

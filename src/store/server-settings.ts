import type pg from 'pg';
import { StoreError } from './errors.ts';

/** A setting of the server that decides whether acknowledged work survives. */
interface Rule {
  readonly name: string;
  readonly allowed: readonly string[];
  readonly why: string;
}

/** What a row of `pg_settings` says of one of them. */
export interface ServerSetting {
  readonly name: string;
  readonly setting: string;
  /** Where the value comes from, as `pg_settings.source` names it. */
  readonly source: string;
}

const rules: readonly Rule[] = [
  { name: 'fsync', allowed: ['on'], why: 'a power cut would damage the database' },
  { name: 'synchronous_commit', allowed: ['on', 'remote_apply'], why: 'a crash would lose work that was acknowledged' },
  { name: 'full_page_writes', allowed: ['on'], why: 'a power cut in the middle of a write would damage tables' },
  { name: 'data_sync_retry', allowed: ['off'], why: 'a failed write to disk would go unnoticed' },
  { name: 'server_encoding', allowed: ['UTF8'], why: 'names and texts could not be stored as they are' },
  { name: 'default_transaction_read_only', allowed: ['off'], why: 'nothing could be stored' },
  { name: 'in_hot_standby', allowed: ['off'], why: 'this is a standby: nothing could be stored' },
];

const oldestVersion = 150_000;

/**
 * Refuses a server whose settings, as this login sees them, allow acknowledged work to be lost, or
 * that is older than PostgreSQL 15.
 * @throws StoreError `database.settings.unsafe` naming every setting, its value and what to do;
 *   `database.settings.version`
 */
export async function checkServerSettings(pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const version = await pool.query<{ number: string; version: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
  );
  const found = version.rows[0];
  if (Number(found?.number) < oldestVersion) {
    throw new StoreError('database.settings.version', `The database server is PostgreSQL ${found?.version}.`);
  }
  const settings = await pool.query<ServerSetting>(
    'select name, setting, source from pg_settings where name = any($1)',
    [rules.map((rule) => rule.name)],
  );
  const unsafe = unsafeSettings(settings.rows);
  if (unsafe.length > 0) throw new StoreError('database.settings.unsafe', unsafe.join(' '));
}

/** One sentence for each setting that breaks a rule: name, value, why it matters, how to change it. */
export function unsafeSettings(settings: readonly ServerSetting[]): string[] {
  return rules.flatMap((rule) => {
    const found = settings.find((setting) => setting.name === rule.name);
    if (found === undefined || rule.allowed.includes(found.setting)) return [];
    return [`${rule.name} is ${found.setting}: ${rule.why}; ${howToChange(rule, found)}.`];
  });
}

const placesByName: Readonly<Record<string, string>> = {
  server_encoding: 'make the database anew with: create database … encoding UTF8 template template0',
  in_hot_standby: 'point DATABASE_URL at the primary server',
  data_sync_retry: 'run: alter system set data_sync_retry = off; and restart the server',
};

const placesBySource: Readonly<Record<string, string>> = {
  client: 'take it out of the options in DATABASE_URL',
  database: 'run: alter database … reset',
  user: 'run: alter role … reset',
  'database user': 'run: alter role … in database … reset',
  'command line': "change it where the server's command line is written, for",
};

function howToChange(rule: Rule, found: ServerSetting): string {
  const byName = placesByName[rule.name];
  if (byName !== undefined) return byName;
  const bySource = placesBySource[found.source];
  if (bySource !== undefined) return `${bySource} ${rule.name}`;
  return `run: alter system set ${rule.name} = ${rule.allowed[0]}; select pg_reload_conf()`;
}

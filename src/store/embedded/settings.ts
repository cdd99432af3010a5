import { createHash } from 'node:crypto';
import type { Endpoint } from './endpoint.ts';
import { socketPort } from './socket-folder.ts';

/** PostgreSQL settings by name, as on its command line. */
export type ServerSettings = Readonly<Record<string, string>>;

/** Custom setting by which a running server tells with which settings it was started. */
export const fingerprintSetting = 'landbridge.settings';

/**
 * Settings for a small machine that also runs Landbridge. What was acknowledged must survive a
 * power cut, so the three durability settings are stated although they are PostgreSQL's defaults.
 */
export const defaultSettings: ServerSettings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  data_sync_retry: 'off',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Recovery after a crash reads the log since the last checkpoint: keep that short.
  max_wal_size: '512MB',
  min_wal_size: '128MB',
  checkpoint_timeout: '5min',
  wal_buffers: '8MB',
  random_page_cost: '1.1',
  // Short statements on few cores: compiling and parallel plans cost more than they save.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '4',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '2',
  autovacuum_naptime: '20s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The server's log tells of its life, not of statements: those would carry customers' data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  password_encryption: 'scram-sha-256',
};

/** Command-line arguments of the server for these settings at this endpoint. */
export function serverArguments(settings: ServerSettings, endpoint: Endpoint, fingerprint: string): string[] {
  const reach: ServerSettings =
    endpoint.kind === 'socket'
      ? {
          listen_addresses: '',
          port: String(socketPort),
          unix_socket_directories: `"${endpoint.folder}"`,
          unix_socket_permissions: '0700',
        }
      : { listen_addresses: '127.0.0.1', port: String(endpoint.port), unix_socket_directories: '' };
  return Object.entries({ ...settings, ...reach, [fingerprintSetting]: fingerprint }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
}

/** Short name of a set of settings and the server release, to see whether a running server still has them. */
export function settingsFingerprint(settings: ServerSettings, version: string): string {
  const sorted = Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([version, sorted]))
    .digest('hex')
    .slice(0, 16);
}

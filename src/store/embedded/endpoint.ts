import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { canReuse, makeSocketFolder, socketPort } from './socket-folder.ts';

/** Where clients reach the server: a Unix socket in a short folder, or a port on loopback. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'port'; readonly port: number };

/** Whose server is to be reached. */
interface Site {
  readonly folder: string;
  readonly dataFolder: string;
  readonly account: Account | null;
}

/**
 * The endpoint for a server that is about to be started. It is kept in the file `endpoint` of the
 * folder, so that whoever restarts the server after a crash brings it back where clients look for it.
 */
export async function chooseEndpoint(site: Site, kind: Endpoint['kind']): Promise<Endpoint> {
  const kept = readEndpoint(site.folder);
  if (kept?.kind === 'port' && kind === 'port' && (await portIsFree(kept.port))) return kept;
  if (kept?.kind === 'socket' && kind === 'socket' && canReuse(kept.folder, site.dataFolder, site.account)) return kept;
  const chosen: Endpoint =
    kind === 'socket' ? { kind, folder: makeSocketFolder(site.account) } : { kind, port: await freePort() };
  const temporary = join(site.folder, `endpoint.${randomBytes(6).toString('hex')}`);
  writeFileSync(temporary, `${JSON.stringify(chosen)}\n`, { mode: 0o600 });
  renameSync(temporary, join(site.folder, 'endpoint'));
  return chosen;
}

/** Connection string for `user` on `database`; percent-encoded, fit for pg, libpq and psql. */
export function connectionStringFor(endpoint: Endpoint, user: string, password: string, database: string): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return endpoint.kind === 'socket'
    ? `postgresql://${login}@localhost:${socketPort}/${database}?host=${encodeURIComponent(endpoint.folder)}`
    : `postgresql://${login}@127.0.0.1:${endpoint.port}/${database}`;
}

function readEndpoint(folder: string): Endpoint | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(folder, 'endpoint'), 'utf8'));
    if (typeof kept !== 'object' || kept === null) return undefined;
    if ('folder' in kept && typeof kept.folder === 'string') return { kind: 'socket', folder: kept.folder };
    if ('port' in kept && typeof kept.port === 'number') return { kind: 'port', port: kept.port };
    return undefined;
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

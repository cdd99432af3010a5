import { randomBytes } from 'node:crypto';
import { lstatSync, mkdtempSync, chownSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.ts';

/** Where clients reach the server: a Unix socket in a short folder, or a port on loopback. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'port'; readonly port: number };

/** Port number in the name of the socket file; the folder is ours alone, so it never varies. */
export const socketPort = 5432;

/** A socket path longer than this does not fit `sun_path` (108 bytes on Linux, 104 on macOS). */
const socketPathLimitBytes = 103;

/**
 * The endpoint for the server of `folder`. It is kept in the file `endpoint` there, so that
 * whoever restarts the server after a crash brings it back where the clients look for it.
 * The socket folder is made fresh under the system's temporary folder (data folders may have
 * paths longer than a socket path can be), open to the server's account only.
 */
export async function chooseEndpoint(
  folder: string,
  account: Account | null,
  kind: Endpoint['kind'],
): Promise<Endpoint> {
  const kept = readEndpoint(folder);
  if (kept?.kind === 'port' && kind === 'port' && (await portIsFree(kept.port))) return kept;
  if (kept?.kind === 'socket' && kind === 'socket' && isOurFolder(kept.folder, account)) return kept;
  const chosen: Endpoint =
    kind === 'socket' ? { kind, folder: makeSocketFolder(account) } : { kind, port: await freePort() };
  const temporary = join(folder, `endpoint.${randomBytes(6).toString('hex')}`);
  writeFileSync(temporary, `${JSON.stringify(chosen)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, 'endpoint'));
  return chosen;
}

/** Removes the socket folder after the server is down; a folder in use stays. */
export function removeEndpoint(endpoint: Endpoint): void {
  if (endpoint.kind !== 'socket') return;
  try {
    rmdirSync(endpoint.folder);
  } catch {
    // Not empty or gone already: both are fine.
  }
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

/** Only a real folder that belongs to the server's account and nobody else can enter is trusted. */
function isOurFolder(path: string, account: Account | null): boolean {
  try {
    const found = lstatSync(path);
    return found.isDirectory() && found.uid === (account?.uid ?? process.getuid?.()) && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function makeSocketFolder(account: Account | null): string {
  const fits = (base: string) =>
    Buffer.byteLength(`${base}/landbridge-XXXXXX/.s.PGSQL.${socketPort}.lock`) <= socketPathLimitBytes;
  const base = fits(tmpdir()) ? tmpdir() : '/tmp';
  const folder = mkdtempSync(join(base, 'landbridge-'));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  return folder;
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

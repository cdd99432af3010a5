import { chownSync, lchownSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';

/** The account the server runs under when this process is root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const preferred = ['landbridge', 'postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as the account that owns the
 * data already, else as the first of `landbridge`, `postgres`, `nobody` that exists.
 * Null when this process is not root (the server then runs as itself).
 * @throws StoreError `database.embedded.no-account`
 */
export function serverAccount(clusterFolder: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const found = statSync(clusterFolder, { throwIfNoEntry: false });
  if (found !== undefined && found.uid !== 0) return { name: `user id ${found.uid}`, uid: found.uid, gid: found.gid };
  const accounts = parseAccounts(readFileSync('/etc/passwd', 'utf8'));
  for (const name of preferred) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account !== undefined) return account;
  }
  throw new StoreError(
    'database.embedded.no-account',
    `The embedded database cannot run as root, and this machine has none of the accounts ${preferred.join(', ')}.`,
  );
}

/** The accounts of a passwd file. */
export function parseAccounts(passwd: string): Account[] {
  const accounts: Account[] = [];
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || uid === undefined || gid === undefined) continue;
    if (/^\d+$/.test(uid) && /^\d+$/.test(gid)) accounts.push({ name, uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

/** Owner of a path, or undefined when there is no such path (or no owners, on Windows). */
export function ownerOf(path: string): number | undefined {
  if (process.getuid === undefined) return undefined;
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** Gives a folder with all it holds to the account; symbolic links are not followed. */
export function giveTo(account: Account, path: string): void {
  if (lstatSync(path).isDirectory()) {
    for (const name of readdirSync(path)) giveTo(account, join(path, name));
    chownSync(path, account.uid, account.gid);
  } else {
    lchownSync(path, account.uid, account.gid);
  }
}

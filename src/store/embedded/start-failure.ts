import { StoreError, storeErrors } from '../errors.ts';

const remedies: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'Free space on the disk of the data folder; the database then starts again.'],
  [/Cannot allocate memory|Too many open files/, 'Free memory or raise the limits of this system, then start again.'],
  [
    /invalid permissions|wrong ownership|Operation not permitted|EPERM/,
    'The data folder must be on a file system with Unix rights, and belong to the user that runs Landbridge: choose another one with --data.',
  ],
  [/Permission denied|EACCES/, 'Give the data folder to the user that runs Landbridge (chown -R).'],
  [/Address already in use/, 'Another program uses the port; start again to get another one.'],
  [
    /shared libraries|cannot execute|ENOEXEC|ENOENT|required file not found/,
    'This system cannot run the packaged PostgreSQL (it needs glibc); set DATABASE_URL to a PostgreSQL server.',
  ],
  [
    /valid checkpoint|checkpoint record|PANIC|invalid magic number/,
    'The data is damaged: restore the last backup of the data folder.',
  ],
];

/** The error for a server that did not start, with the remedy that fits its reason. */
export function startFailure(folder: string, reason: string): StoreError {
  const remedy =
    remedies.find(([pattern]) => pattern.test(reason))?.[1] ?? storeErrors['database.embedded.start-failed'].remedy;
  return new StoreError(
    'database.embedded.start-failed',
    `The embedded database in ${folder} did not start: ${reason}.`,
    {
      remedy,
    },
  );
}

/** Another starter was faster, or processes of the dead server are still leaving: look again at once. */
export function isMomentary(reason: string): boolean {
  return /lock file .*(already exists|is empty|No such file)|pre-existing shared memory block/.test(reason);
}

/** The reason can end without anybody starting us anew, so trying goes on. */
export function mayPass(reason: string): boolean {
  return /No space left on device|Cannot allocate memory|Too many open files/.test(reason);
}

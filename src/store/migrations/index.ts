import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

/** One forward step of the database's tables. */
export interface Migration {
  /** Number and name, `001-events`; migrations run in the order of their ids. */
  readonly id: string;
  readonly sql: string;
  /** SHA-256 of the text, hexadecimal; tells whether a step that was run has been edited since. */
  readonly checksum: string;
}

/** Makes a migration from its text; line ends do not count. */
export function migrationFrom(id: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n');
  return { id, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/**
 * The migrations of this release: the files `NNN-name.sql` beside this one, in order.
 * @throws Error when two files share a number or a name is malformed.
 */
export function loadMigrations(folder: URL = new URL('.', import.meta.url)): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  const numbers = new Set<string>();
  return names.map((name) => {
    const number = /^(\d{3})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined) throw new Error(`Migration ${name} must be named like 012-short-name.sql`);
    if (numbers.has(number))
      throw new Error(`Two migrations have the number ${number}: give ${name} the next free one`);
    numbers.add(number);
    return migrationFrom(name.slice(0, -'.sql'.length), readFileSync(new URL(name, folder), 'utf8'));
  });
}
